namespace Heavytail;

/// <summary>An error that a user can act on: the message says what was found and what was expected.</summary>
/// <example>
/// <code>
/// try
/// {
///     using var checkpoint = Checkpoint.Open(path);
/// }
/// catch (HeavytailException e)
/// {
///     Console.Error.WriteLine($"error: {e.Message}");
///     Console.Error.WriteLine($"hint: {e.Hint}");
/// }
/// </code>
/// </example>
public abstract class HeavytailException : Exception
{
    protected HeavytailException(string message, string? hint, Exception? inner = null)
        : base(message, inner)
    {
        Hint = hint;
    }

    /// <summary>The next step; null if there is none to suggest.</summary>
    public string? Hint { get; }
}
