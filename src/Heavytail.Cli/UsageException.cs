namespace Heavytail.Cli;

/// <summary>The command line asks for something that cannot be done.</summary>
internal sealed class UsageException(string message, string? hint = null) : HeavytailException(message, hint, null);
