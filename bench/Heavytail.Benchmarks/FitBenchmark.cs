using System.Diagnostics;
using Heavytail.Benchmarks.Reports;
using Heavytail.Benchmarks.Solvers;
using Heavytail.Fits;
using Heavytail.Reports;

namespace Heavytail.Benchmarks;

/// <summary>The power-law fit over every candidate xmin.</summary>
internal static class FitBenchmark
{
    private static readonly TimeSpan s_leastTime = TimeSpan.FromMilliseconds(300);

    public static void Run(int[] sizes, Clock clock, TextWriter output)
    {
        output.Write("\n## Power-law fit, 1 thread\n\nms, medians; every eigenvalue is tried as xmin.\n\n");
        (string, ColumnKind)[] columns =
            [("eigenvalues", ColumnKind.Count), ("Pareto", ColumnKind.Real), ("uniform", ColumnKind.Real)];
        MarkdownTable.Write(columns, sizes.Select(Row), output);

        object?[] Row(int count) => [count, Time(Pareto(count)), Time(Uniform(count))];

        string Time(double[] values) => Cell.Milliseconds(Median(clock, () => PowerLaw.Fit(values)));
    }

    /// <summary>The median of at least five runs after one that lets the JIT finish, in milliseconds.</summary>
    private static double Median(Clock clock, Action work)
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

    private static double[] Pareto(int count) => Sorted(count, u => Math.Pow(1 - u, -1 / 1.5));

    /// <summary>No tail at all: the fit that rejects the fewest candidates early.</summary>
    private static double[] Uniform(int count) => Sorted(count, u => u + 1e-9);

    private static double[] Sorted(int count, Func<double, double> transform)
    {
        var random = new Random(2);
        double[] values = new double[count];
        for (int k = 0; k < count; k++)
        {
            values[k] = transform(random.NextDouble());
        }

        Array.Sort(values);
        return values;
    }
}
