namespace Heavytail;

/// <summary>Something that was asked for cannot be done; the message says what was found, and what was expected.</summary>
/// <param name="message">The message.</param>
/// <param name="hint">The next step, where there is one.</param>
/// <param name="inner">The cause, where there is one.</param>
public abstract class HeavytailException(string message, string? hint, Exception? inner) : Exception(message, inner)
{
    /// <summary>The next step, where there is one.</summary>
    public string? Hint { get; } = hint;
}
