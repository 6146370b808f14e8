using Xunit;

namespace Heavytail.Cli.Tests.Support;

/// <summary>
/// What a user gets who asks for what cannot be: code 2, no output, one error, and perhaps what to do.
/// </summary>
internal static class Mistake
{
    /// <param name="command">Words with blanks between.</param>
    /// <param name="error">How the error begins.</param>
    /// <param name="hint">What the next line is; null where nothing need follow.</param>
    public static void Check(string command, string error, string? hint)
    {
        var result = Tool.Run(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Check($"heavytail {command}", result, error, hint);
    }

    /// <param name="command">What was run.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="error">How the error begins.</param>
    /// <param name="hint">What the next line is; null where nothing need follow.</param>
    public static void Check(string command, ToolResult result, string error, string? hint = null)
    {
        bool expected = result is { ExitCode: 2, Output: "" }
            && result.Error.StartsWith(error, StringComparison.Ordinal)
            && (hint is null || result.Error.Contains("\n" + hint, StringComparison.Ordinal));
        Assert.True(
            expected,
            $"{command}\nexpected exit 2, no output, and on stderr\n{error}{(hint is null ? "" : "\n" + hint)}"
                + $"\nfound {result}");
    }
}
