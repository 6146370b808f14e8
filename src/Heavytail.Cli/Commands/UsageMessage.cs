using System.CommandLine;
using Heavytail.Cli.Output;
using Heavytail.Metrics;

namespace Heavytail.Cli.Commands;

/// <summary>What the parser found wrong, as one error with one hint.</summary>
internal static class UsageMessage
{
    private const string UnknownOptionWords = "unknown option ";

    /// <summary>The message of an option that no command has; the parser itself would take it for a path.</summary>
    public static string UnknownOption(string option) => $"{UnknownOptionWords}`{option}`";

    public static ErrorMessage Of(ParseResult parsed)
    {
        string message = parsed.Errors[0].Message.TrimEnd('.');
        var command = parsed.CommandResult.Command;
        string path = command.Name == HeavytailTool.Name ? command.Name : $"{HeavytailTool.Name} {command.Name}";
        string? unknown = parsed.Errors.Select(error => error.Message).FirstOrDefault(text => text.StartsWith(UnknownOptionWords, StringComparison.Ordinal));
        if (unknown is not null)
        {
            string option = unknown[UnknownOptionWords.Length..].Trim('`');
            var known = command.Options.Where(option => !option.Hidden).Select(option => option.Name);
            string? hint = Spelling.Closest(option, known) is [string closest, ..]
                ? $"did you mean `{closest}`?"
                : $"try `{path} --help`";
            return new ErrorMessage(unknown, hint);
        }

        return new ErrorMessage(char.ToLowerInvariant(message[0]) + message[1..], $"try `{path} --help`");
    }
}
