using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Heavytail.Benchmarks.Solvers;

/// <summary>What times are taken by.</summary>
internal enum Clock
{
    /// <summary>The time that passes.</summary>
    Wall,

    /// <summary>
    /// The time that this process runs, Linux only. For one thread pinned to a core it is what wall-clock time would be
    /// if nobody else used that core; on a busy machine it is the only figure that comes out the same twice.
    /// </summary>
    Cpu,
}

/// <summary>Reading clocks.</summary>
internal static partial class Clocks
{
    private const int ProcessCpuTime = 2; // CLOCK_PROCESS_CPUTIME_ID
    private const long Nanoseconds = 1_000_000_000;

    /// <summary>Ticks of <see cref="Stopwatch.Frequency"/>.</summary>
    public static long Now(this Clock clock)
    {
        if (clock == Clock.Wall)
        {
            return Stopwatch.GetTimestamp();
        }

        _ = GetTime(ProcessCpuTime, out var time);
        return ((time.Seconds * Nanoseconds) + time.Nanoseconds) * Stopwatch.Frequency / Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
