using System.CommandLine;
using System.Text.RegularExpressions;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands;

/// <summary>What the parser found wrong, as one error, one hint and one line of usage.</summary>
internal static partial class UsageMessage
{
    private const string UnknownOptionWords = "unknown option ";

    /// <summary>The message of an option that no command has; the parser itself would take it for a path.</summary>
    public static string UnknownOption(string option) => $"{UnknownOptionWords}`{option}`";

    public static ErrorMessage From(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        string path = Words(command);
        string[] messages = [.. parsed.Errors.Select(error => InHouseWords(error.Message))];
        string? unknown = messages.FirstOrDefault(
            text => text.StartsWith(UnknownOptionWords, StringComparison.Ordinal));
        string? closest = unknown is null ? null : Closest(command, unknown[UnknownOptionWords.Length..].Trim('`'));
        string hint = closest is null ? $"try `{path} --help`" : $"did you mean `{closest}`?";
        return new ErrorMessage(unknown ?? messages[0], hint) { Usage = $"{path}{Arguments(command)} [options]" };
    }

    /// <summary>The command as it is typed, with those above it.</summary>
    private static string Words(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is Command parent
            ? $"{Words(parent)} {command.Name}"
            : command.Name;

    private static string? Closest(Command command, string option)
    {
        var known = command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options))
            .Where(known => !known.Hidden).Select(known => known.Name);
        return Spelling.Closest(option, known) is [string closest, ..] ? closest : null;
    }

    private static string Arguments(Command command) => command.Subcommands.Count > 0
        ? " COMMAND"
        : string.Concat(command.Arguments.Select(argument => argument.Arity switch
        {
            { MinimumNumberOfValues: 0 } => $" [{argument.Name}]",
            { MaximumNumberOfValues: > 1 } => $" {argument.Name}...",
            _ => $" {argument.Name}",
        }));

    /// <summary>The parser quotes with apostrophes, begins with a capital and ends with a period.</summary>
    private static string InHouseWords(string message)
    {
        message = ParserQuote().Replace(message.TrimEnd('.'), "`$1`");
        return char.ToLowerInvariant(message[0]) + message[1..];
    }

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex ParserQuote();
}
