using System.CommandLine;
using System.Text.RegularExpressions;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands;

/// <summary>What the parser found wrong, as one error, one hint and one line of usage.</summary>
internal static partial class UsageMessage
{
    private const string UnknownOptionWords = "unknown option ";
    private const string MissingWords = "required argument missing for command";
    private const string UnknownWords = "unrecognized command or argument ";

    /// <summary>Errors of the parser are texts: the hint follows behind a character that none has.</summary>
    private const char HintMark = '\u001f';

    /// <summary>The message of an option that no command has; the parser itself would take it for a path.</summary>
    public static string UnknownOption(string option) => $"{UnknownOptionWords}`{option}`";

    /// <summary>The text of an error for the parser, with what to do about it.</summary>
    public static string WithHint(string message, string? hint) => hint is null ? message : message + HintMark + hint;

    /// <param name="parsed">A command line with errors.</param>
    /// <param name="args">Its words as they were typed.</param>
    public static ErrorMessage From(ParseResult parsed, IReadOnlyList<string> args)
    {
        var command = parsed.CommandResult.Command;
        string path = Words(command);
        string[] messages =
        [
            .. args.Where(word => LacksHyphen(command, word)).Select(UnknownOption),
            .. parsed.Errors.Select(error => InHouseWords(error.Message)),
        ];
        string? unknown = messages.FirstOrDefault(
            message => message.StartsWith(UnknownOptionWords, StringComparison.Ordinal));
        string text = messages[0].StartsWith(MissingWords, StringComparison.Ordinal)
            && command.Arguments.FirstOrDefault(static word => word.Arity.MinimumNumberOfValues > 0) is { } missing
            ? $"{missing.Name} is missing" + (missing.HelpName is string words ? $": expected {words}" : "")
            : messages[0];
        string[] parts = (unknown ?? text).Split(HintMark, 2);
        string hint = HintOf(command, parts) ?? $"try `{path} --help`";
        return new ErrorMessage(parts[0], hint) { Usage = $"{path}{Arguments(command)} [options]" };
    }

    /// <summary>The command as it is typed, with those above it.</summary>
    public static string Words(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is Command parent
            ? $"{Words(parent)} {command.Name}"
            : command.Name;

    /// <summary>What follows the name of a command in its line of usage.</summary>
    public static string Arguments(Command command) => command.Subcommands.Count > 0
        ? " COMMAND"
        : string.Concat(command.Arguments.Select(argument => argument.Arity switch
        {
            { MinimumNumberOfValues: 0, MaximumNumberOfValues: > 1 } => $" [{argument.Name}...]",
            { MinimumNumberOfValues: 0 } => $" [{argument.Name}]",
            { MaximumNumberOfValues: > 1 } => $" {argument.Name}...",
            _ => $" {argument.Name}",
        }));

    /// <summary>Whether a word is a long option with one hyphen; the parser reads `-json` as `-j son`.</summary>
    private static bool LacksHyphen(Command command, string word) =>
        word.Length > 2 && word[0] == '-' && OptionsOf(command).Any(option => option.Name == $"-{word.Split('=')[0]}");

    private static string? HintOf(Command command, string[] parts)
    {
        if (parts.Length > 1)
        {
            return parts[1];
        }

        if (parts[0].StartsWith(UnknownOptionWords, StringComparison.Ordinal))
        {
            return ForOption(command, parts[0][UnknownOptionWords.Length..].Trim('`'));
        }

        return parts[0].StartsWith(UnknownWords, StringComparison.Ordinal)
            && Spelling.DidYouMean(
                parts[0][UnknownWords.Length..].Trim('`'),
                command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name)) is string question
            ? question
            : null;
    }

    /// <summary>What other tools call them.</summary>
    private static readonly Dictionary<string, string> s_otherOptions = new(StringComparer.Ordinal)
    {
        ["--csv"] = "--format csv",
        ["--jsonl"] = "--format jsonl",
        ["--markdown"] = "--format markdown",
        ["--md"] = "--format markdown",
        ["--jobs"] = "--threads",
        ["--layer"] = "--layers",
        ["--target"] = "--score",
    };

    /// <summary>Options of the command that are spelled alike, else the commands that have the option.</summary>
    private static string? ForOption(Command command, string option)
    {
        var known = OptionsOf(command).ToList();
        string word = option.Split('=')[0];
        if (word is "--report" or "--html" && known.Any(owned => owned.Name == "--output"))
        {
            return command.Name == "analyze" ? "`heavytail report MODEL -o report.html` writes a page"
                : command.Name is "rank" or "trend" ? $"`-o {command.Name}.html` writes a page"
                : "`-o report.md` writes a report as Markdown";
        }

        if (s_otherOptions.GetValueOrDefault(word) is string other
            && known.Any(owned => owned.Name == other.Split(' ')[0]))
        {
            return Spelling.Question([other]);
        }

        if (known.Any(owned => owned.Name == $"-{word}"))
        {
            return Spelling.Question([$"-{word}"]);
        }

        var root = command;
        while (root.Parents.OfType<Command>().FirstOrDefault() is Command parent)
        {
            root = parent;
        }

        string[] others =
        [
            .. root.Subcommands.Where(other => !other.Hidden && other.Options.Any(owned => owned.Name == word))
                .Select(other => $"`{other.Name}`"),
        ];
        return others.Length > 0
            ? $"`{word}` is an option of {WordList.Join(others, "and")}"
            : Spelling.DidYouMean(word, known.Where(shared => !shared.Hidden).Select(shared => shared.Name));
    }

    /// <summary>The options of a command, and those of the commands above it that hold for it too.</summary>
    private static IEnumerable<Option> OptionsOf(Command command)
    {
        IEnumerable<Option> known = command.Options;
        for (var above = command; above.Parents.OfType<Command>().FirstOrDefault() is Command parent; above = parent)
        {
            known = known.Concat(parent.Options.Where(shared => shared.Recursive));
        }

        return known;
    }

    /// <summary>
    /// The parser quotes with apostrophes, begins with a capital and ends with a period. What it does not recognize and
    /// begins with a hyphen is an option.
    /// </summary>
    private static string InHouseWords(string message)
    {
        message = ParserQuote().Replace(message.TrimEnd('.'), "`$1`");
        message = char.ToLowerInvariant(message[0]) + message[1..];
        string dashed = $"{UnknownWords}`-";
        return message.StartsWith(dashed, StringComparison.Ordinal)
            ? UnknownOption(message[UnknownWords.Length..].Trim('`'))
            : message;
    }

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex ParserQuote();
}
