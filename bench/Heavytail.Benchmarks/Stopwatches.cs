using System.Diagnostics;

namespace Heavytail.Benchmarks;

/// <summary>Timing on a noisy machine: medians, after a warm-up that lets the JIT finish.</summary>
internal static class Stopwatches
{
    private static readonly TimeSpan s_leastTime = TimeSpan.FromMilliseconds(300);

    /// <summary>The median of at least five runs, in milliseconds; work that needs fresh input gets it untimed.</summary>
    public static double Median<T>(Func<T> prepare, Action<T> work)
    {
        work(prepare());
        var times = new List<double>();
        var total = Stopwatch.StartNew();
        while (times.Count < 5 || (total.Elapsed < s_leastTime && times.Count < 100))
        {
            var input = prepare();
            var clock = Stopwatch.StartNew();
            work(input);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }
}
