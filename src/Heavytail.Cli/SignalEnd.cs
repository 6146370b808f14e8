using System.Runtime.InteropServices;

namespace Heavytail.Cli;

/// <summary>
/// Ends the process as an interrupt would have. A shell that waits for it sees that, and a loop of runs ends too: by
/// the exit code alone, it would go on with the next.
/// </summary>
internal static partial class SignalEnd
{
    private const int Interrupt = 2;

    /// <summary>Does nothing where no interrupt ended the work, and on Windows.</summary>
    /// <param name="exitCode">The exit code of the run.</param>
    public static void Of(int exitCode)
    {
        if (exitCode == ExitCode.Interrupted && !OperatingSystem.IsWindows())
        {
            _ = Signal(Interrupt, 0); // SIG_DFL
            _ = Kill(Environment.ProcessId, Interrupt);
        }
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int number, nint handler);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int number);
}
