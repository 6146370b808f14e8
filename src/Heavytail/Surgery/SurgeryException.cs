namespace Heavytail;

/// <summary>
/// Weights could not be operated on: the message says which options are at fault, and what was expected.
/// </summary>
public sealed class SurgeryException : HeavytailException
{
    internal SurgeryException(string message, string? hint = null)
        : base(message, hint)
    {
    }
}
