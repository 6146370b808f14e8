namespace Heavytail.Benchmarks.Workers;

/// <summary>A worker process ended without an answer.</summary>
/// <param name="contender">The contender that it ran.</param>
/// <param name="exitCode">Its exit code; 128 + n where signal n ended it.</param>
internal sealed class WorkerExitedException(Contender contender, int exitCode)
    : Exception($"the worker of {contender} exited with code {exitCode}{Signal(exitCode)}")
{
    public int ExitCode => exitCode;

    private static string Signal(int exitCode) => exitCode switch
    {
        132 => " (illegal instruction)",
        134 => " (aborted)",
        136 => " (arithmetic fault)",
        137 => " (killed)",
        139 => " (segmentation fault)",
        _ => "",
    };
}
