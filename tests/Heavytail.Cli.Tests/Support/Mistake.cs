using Xunit;

namespace Heavytail.Cli.Tests.Support;

/// <summary>
/// What a user gets who asks for what cannot be: code 2, no output, one error, and perhaps what to do.
/// </summary>
internal static class Mistake
{
    /// <param name="command">Words with blanks between.</param>
    /// <param name="error">How the error begins.</param>
    /// <param name="hint">What follows after an empty line; null where nothing need.</param>
    public static void Check(string command, string error, string? hint)
    {
        var result = Tool.Run(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.StartsWith(error, result.Error, StringComparison.Ordinal);
        if (hint is not null)
        {
            Assert.Contains("\n\n" + hint, result.Error, StringComparison.Ordinal);
        }
    }
}
