using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Heavytail.Benchmarks.Solvers;

/// <summary>The clock of all times.</summary>
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

        return GetTime(ProcessCpuTime, out var time) != 0
            ? throw new InvalidOperationException("clock_gettime cannot read the CPU time of the process")
            : ((time.Seconds * Nanoseconds) + time.Nanoseconds) * Stopwatch.Frequency / Nanoseconds;
    }

    /// <summary>Ticks since an earlier reading.</summary>
    /// <exception cref="ClockRanBackwardsException">
    /// The clock shows an earlier time; virtual machines do that.
    /// </exception>
    public static long Since(this Clock clock, long start) => Between(start, clock.Now());

    /// <summary>Ticks between two readings.</summary>
    /// <exception cref="ClockRanBackwardsException">The end lies before the start.</exception>
    public static long Between(long start, long end) =>
        end < start ? throw new ClockRanBackwardsException() : end - start;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
