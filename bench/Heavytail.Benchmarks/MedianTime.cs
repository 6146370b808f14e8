using System.Diagnostics;
using Heavytail.Benchmarks.Solvers;

namespace Heavytail.Benchmarks;

/// <summary>The time that work takes within this process.</summary>
internal static class MedianTime
{
    private static readonly TimeSpan s_leastTime = TimeSpan.FromMilliseconds(300);

    /// <summary>A clock that gives no five valid times in so long is broken.</summary>
    private static readonly TimeSpan s_mostTime = TimeSpan.FromMinutes(1);

    /// <summary>The median of at least five runs after one that lets the JIT finish, in milliseconds.</summary>
    public static double Measure(Clock clock, Action work)
    {
        work();
        var times = new List<double>();
        var total = Stopwatch.StartNew();
        while (times.Count < 5 || (total.Elapsed < s_leastTime && times.Count < 100))
        {
            long start = clock.Now();
            work();
            try
            {
                times.Add(clock.Since(start) * 1e3 / Stopwatch.Frequency);
            }
            catch (ClockRanBackwardsException) when (total.Elapsed < s_mostTime)
            {
                // This run does not count.
            }
        }

        times.Sort();
        return times[times.Count / 2];
    }
}
