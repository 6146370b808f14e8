using System.Globalization;
using Heavytail.Fits;

namespace Heavytail.Benchmarks;

/// <summary>The power-law fit over every candidate xmin.</summary>
internal static class FitBenchmark
{
    public static void Run(int[] sizes, TextWriter output)
    {
        output.WriteLine("\npower-law fit, ms (medians)\n");
        output.WriteLine("| eigenvalues | spectrum | fit |");
        output.WriteLine("|--:|---|--:|");
        foreach (int count in sizes)
        {
            foreach (var (name, values) in new[] { ("Pareto", Pareto(count)), ("uniform", Uniform(count)) })
            {
                double fit = Stopwatches.Median(() => values, x => PowerLaw.Fit(x));
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {count} | {name} | {fit:F2} |"));
            }
        }
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
