namespace Heavytail.Cli;

/// <summary>The command line asks for something that cannot be.</summary>
internal sealed class UsageException(string message, string? hint = null) : Exception(message)
{
    /// <summary>The next step.</summary>
    public string? Hint { get; } = hint;
}
