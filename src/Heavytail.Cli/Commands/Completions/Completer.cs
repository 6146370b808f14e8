using System.CommandLine;
using System.CommandLine.Completions;
using Heavytail.Cli.Options;

namespace Heavytail.Cli.Commands.Completions;

/// <summary>What may follow on a command line: the parser's own completion breaks words at blanks.</summary>
internal static class Completer
{
    /// <summary>Words that may stand in place of the current one, each with what is typed of it.</summary>
    /// <param name="root">The tool.</param>
    /// <param name="words">The words of the line, without the tool's name.</param>
    public static IEnumerable<string> Complete(Command root, ShellWords words)
    {
        var parsed = root.Parse(words.Before, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var command = parsed.CommandResult.Command;
        var options = OptionsOf(command).ToArray();
        string current = words.Current;
        int equals = current.StartsWith("--", StringComparison.Ordinal)
            ? current.IndexOf('=', StringComparison.Ordinal)
            : -1;
        if (equals > 0)
        {
            string prefix = current[..(equals + 1)];
            return Find(options, current[..equals]) is { } assigned
                ? Values(assigned, current[(equals + 1)..], parsed).Select(value => prefix + value)
                : [];
        }

        if (words.Before.Count > 0 && Find(options, words.Before[^1]) is { Arity.MinimumNumberOfValues: > 0 } option)
        {
            return Values(option, current, parsed);
        }

        if (current.StartsWith('-'))
        {
            return options.Select(known => known.Name)
                .Concat(
                    current.StartsWith("--", StringComparison.Ordinal) ? [] : options.SelectMany(
                        known => known.Aliases))
                .Where(name => name.StartsWith(current, StringComparison.Ordinal)).Distinct();
        }

        return Beginning(
            current,
            command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name)
                .Concat(command.Arguments.SelectMany(argument => Of(argument.CompletionSources, parsed))));
    }

    /// <summary>The values of an option; of a list, those that may follow the last comma.</summary>
    private static IEnumerable<string> Values(Option option, string current, ParseResult parsed)
    {
        int comma = option.TakesList() ? current.LastIndexOf(',') : -1;
        (string before, string last) = (current[..(comma + 1)], current[(comma + 1)..]);
        string[] given = before.Split(',');
        return Beginning(last, Of(option.CompletionSources, parsed).Where(value =>
                (last.StartsWith('-') || !value.StartsWith('-'))
                && !given.Contains(value) && (comma < 0 || value != TableOptions.All)))
            .Select(value => before + value);
    }

    private static IEnumerable<string> Of(
        IEnumerable<Func<CompletionContext, IEnumerable<CompletionItem>>> sources, ParseResult parsed) =>
        sources.SelectMany(source => source(parsed.GetCompletionContext())).Select(item => item.Label);

    private static IEnumerable<Option> OptionsOf(Command command)
    {
        var owned = command.Options.Where(option => !option.Hidden);
        return command.Parents.OfType<Command>().FirstOrDefault() is Command parent
            ? owned.Concat(OptionsOf(parent).Where(option => option.Recursive))
            : owned;
    }

    private static Option? Find(IEnumerable<Option> options, string word) =>
        options.FirstOrDefault(option => option.Name == word || option.Aliases.Contains(word));

    /// <summary>
    /// Names that begin as typed; regardless of case only where none does, since shells keep what all have in common.
    /// </summary>
    private static string[] Beginning(string typed, IEnumerable<string> names)
    {
        string[] all = [.. names.Distinct()];
        string[] exact = [.. all.Where(name => name.StartsWith(typed, StringComparison.Ordinal))];
        return exact.Length > 0
            ? exact
            : [.. all.Where(name => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))];
    }
}
