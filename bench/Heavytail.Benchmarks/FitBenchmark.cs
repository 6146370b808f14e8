using Heavytail.Benchmarks.Reports;
using Heavytail.Fits;
using Heavytail.Reports;

namespace Heavytail.Benchmarks;

/// <summary>The power-law fit over every candidate xmin.</summary>
internal static class FitBenchmark
{
    public static void Run(int[] sizes, TextWriter output)
    {
        output.Write("\n## Power-law fit, 1 thread\n\nms, medians; every eigenvalue is tried as xmin.\n\n");
        (string, ColumnKind)[] columns =
            [("eigenvalues", ColumnKind.Count), ("Pareto", ColumnKind.Real), ("uniform", ColumnKind.Real)];
        MarkdownTable.Write(columns, sizes.Select(Row), output);
    }

    private static object?[] Row(int count) => [count, Time(Pareto(count)), Time(Uniform(count))];

    private static string Time(double[] values) =>
        Cell.Milliseconds(Stopwatches.Median(() => values, x => PowerLaw.Fit(x)));

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
