using System.CommandLine;
using Heavytail.Cli.Output;
using Heavytail.Metrics;

namespace Heavytail.Cli.Commands;

/// <summary>What the parser found wrong, as one error with one hint.</summary>
internal static class UsageMessage
{
    public static ErrorMessage Of(ParseResult parsed)
    {
        string message = parsed.Errors[0].Message.TrimEnd('.');
        var command = parsed.CommandResult.Command;
        string path = command.Name == HeavytailTool.Name ? command.Name : $"{HeavytailTool.Name} {command.Name}";
        string? unknown = parsed.UnmatchedTokens.FirstOrDefault(token => token.StartsWith('-'));
        if (unknown is not null)
        {
            var known = command.Options.Where(option => !option.Hidden).Select(option => option.Name);
            string? hint = Spelling.Closest(unknown, known) is [string closest, ..]
                ? $"did you mean `{closest}`?"
                : $"try `{path} --help`";
            return new ErrorMessage($"unknown option `{unknown}`", hint);
        }

        return new ErrorMessage(char.ToLowerInvariant(message[0]) + message[1..], $"try `{path} --help`");
    }
}
