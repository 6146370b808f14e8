namespace Heavytail.Cli;

/// <summary>The tool's exit codes. 1 is kept for gates that fire.</summary>
internal static class ExitCode
{
    /// <summary>Everything that was asked for was done.</summary>
    public const int Done = 0;

    /// <summary>Something could not be done: usage, an unreadable file, weights that are no numbers. The rest was.</summary>
    public const int Failed = 2;

    /// <summary>Ctrl-C: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
