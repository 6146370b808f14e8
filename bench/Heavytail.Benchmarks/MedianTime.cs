using System.Diagnostics;
using Heavytail.Benchmarks.Solvers;

namespace Heavytail.Benchmarks;

/// <summary>How long some work takes within this process.</summary>
internal static class MedianTime
{
    private static readonly TimeSpan s_leastTime = TimeSpan.FromMilliseconds(300);

    /// <summary>The median of at least five runs after one that lets the JIT finish, in milliseconds.</summary>
    public static double Of(Clock clock, Action work)
    {
        work();
        var times = new List<double>();
        var total = Stopwatch.StartNew();
        while (times.Count < 5 || (total.Elapsed < s_leastTime && times.Count < 100))
        {
            long start = clock.Now();
            work();
            times.Add((clock.Now() - start) * 1e3 / Stopwatch.Frequency);
        }

        times.Sort();
        return times[times.Count / 2];
    }
}
