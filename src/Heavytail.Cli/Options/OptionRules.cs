using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Heavytail.Cli.Commands;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Options;

/// <summary>Rules for values with messages of the tool: those of the parser would name .NET types.</summary>
internal static class OptionRules
{
    private const string ListMark = ",…";

    /// <summary>A positive integer; null where it is not given.</summary>
    public static Option<int?> Count(string name, string description, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
                && value >= 1)
            {
                return value;
            }

            bool isTooLarge = text.Length > 0 && text.All(char.IsAsciiDigit) && text.Trim('0').Length > 0;
            result.AddError($"`{name} {text}`: expected a positive integer" + (isTooLarge
                ? string.Create(CultureInfo.InvariantCulture, $" up to {int.MaxValue:N0}") : ""));
            return null;
        },
    };

    /// <summary>The value of an option that takes several, between commas; completion goes on after each.</summary>
    public static string ListOf(string value) => value + ListMark;

    /// <summary>Whether an option takes several values between commas.</summary>
    public static bool TakesList(this Option option) =>
        option.HelpName?.EndsWith(ListMark, StringComparison.Ordinal) == true;

    /// <summary>The values of lists between commas.</summary>
    public static string[] SplitList(IEnumerable<string> lists) =>
    [
        .. lists.SelectMany(
            list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
    ];

    /// <summary>The values of a list; empty where the option is not given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="option">The option.</param>
    /// <param name="what">What its values name.</param>
    /// <param name="known">What there is.</param>
    /// <exception cref="UsageException">It is given, and names nothing.</exception>
    public static string[] ListOf(
        this ParseResult parsed, Option<string[]> option, string what, IEnumerable<string> known)
    {
        string[] values = SplitList(parsed.GetValue(option) ?? []);
        return values.Length == 0 && parsed.GetResult(option) is { Implicit: false }
            ? throw new UsageException(
                $"`{option.Name}` names no {what}", $"there are {WordList.Join([.. known], "and")}")
            : values;
    }

    /// <summary>Allows these words only, in any case, and completes them.</summary>
    public static void AllowOnly(this Option<string> option, params string[] words) => option.AllowOnly(words, words);

    /// <summary>Allows these words only, in any case, and completes them.</summary>
    /// <param name="option">The option.</param>
    /// <param name="words">The words, in lower case.</param>
    /// <param name="shown">What messages say of them.</param>
    public static void AllowOnly(this Option<string> option, string[] words, string[] shown)
    {
        option.CompletionSources.Add(words);
        option.CustomParser = result => result.Tokens is [var token] ? token.Value.ToLowerInvariant() : null;
        option.Validators.Add(result => Check(result, option.Name + " ", words, shown));
    }

    /// <summary>Allows these words only, in any case, and completes them; messages name them where none is given.
    /// </summary>
    public static void AllowOnly(this Argument<string> argument, params string[] words)
    {
        argument.HelpName = WordList.Join(words, "or");
        argument.CompletionSources.Add(words);
        argument.CustomParser = result => result.Tokens is [var token] ? token.Value.ToLowerInvariant() : null;
        argument.RefuseOptions();
        argument.Validators.Add(result => Check(result, "", words, words));
    }

    /// <summary>A name as it is spelled where it is known, in whatever case it was typed.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="known">The known names; one that is spelled exactly so comes first.</param>
    public static string Spelled(string typed, IEnumerable<string> known)
    {
        string[] alike = [.. known.Where(name => name.Equals(typed, StringComparison.OrdinalIgnoreCase))];
        return alike.Length == 0 || alike.Contains(typed) ? typed : alike[0];
    }

    /// <summary>Refuses what begins as an option does, unless a file has that name: it is a mistyped option.</summary>
    public static void RefuseOptions(this Argument argument) => argument.Validators.Add(result =>
    {
        string? unknown = result.Tokens.Select(token => token.Value)
            .FirstOrDefault(value => value.Length > 1 && value.StartsWith('-') && !Path.Exists(value));
        if (unknown is not null)
        {
            result.AddError(UsageMessage.UnknownOption(unknown));
        }
    });

    /// <summary>Refuses an empty text, which no file has for a name.</summary>
    public static void RefuseEmpty(this Option option) => option.Validators.Add(result =>
    {
        if (result.Tokens.Any(token => token.Value.Length == 0))
        {
            result.AddError($"`{option.Name}`: the path is empty");
        }
    });

    /// <summary>
    /// The word that was given, in lower case; null where none was: the parser reports that, and completion allows it.
    /// </summary>
    public static string? WordOf(this SymbolResult result, Option<string> option) =>
        result.GetResult(option) is { Tokens: [var token] } ? token.Value.ToLowerInvariant() : null;

    private static void Check(SymbolResult result, string prefix, string[] words, string[] shown)
    {
        if (result.Tokens.FirstOrDefault(token => !words.Contains(token.Value.ToLowerInvariant())) is Token wrong)
        {
            result.AddError(UsageMessage.WithHint(
                $"`{prefix}{wrong.Value}`: expected {WordList.Join(shown, "or")}",
                Spelling.DidYouMean(wrong.Value, words)));
        }
    }
}
