namespace Heavytail.Cli;

/// <summary>The tool's exit codes.</summary>
internal static class ExitCode
{
    /// <summary>The request was completed.</summary>
    public const int Done = 0;

    /// <summary>A check failed: a finding has the level that fails, or a higher one.</summary>
    public const int Found = 1;

    /// <summary>
    /// Part of the request failed, for example an unreadable file or NaN weights; the rest was completed.
    /// </summary>
    public const int Failed = 2;

    /// <summary>Ctrl-C: 128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>128 + SIGTERM.</summary>
    public const int Terminated = 143;

    /// <summary>128 + SIGHUP: the terminal was closed.</summary>
    public const int HungUp = 129;
}
