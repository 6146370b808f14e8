using System.Globalization;
using Heavytail.Benchmarks.Solvers;
using Heavytail.Reports;
using FigureText = Heavytail.Benchmarks.Reports.FigureText;

namespace Heavytail.Benchmarks;

/// <summary>The power-law fit over every candidate xmin.</summary>
internal static class FitBenchmark
{
    /// <summary>The value at quantile u, or at random.</summary>
    private static readonly (string Name, Func<double, Random, double> Value)[] s_spectra =
    [
        ("Pareto", (_, random) => Math.Pow(1 - random.NextDouble(), -1 / 1.5)),
        ("uniform", (_, random) => random.NextDouble() + 1e-9), // no tail at all
        ("log-normal", (_, random) => Math.Exp(Normal(random))),
        ("bulk with a tail", (u, random) => u < 0.95
            ? 4 * Math.Pow(random.NextDouble(), 2)
            : 4 * Math.Pow(1 - random.NextDouble(), -0.5)),
        ("ten values", (_, random) => 1 + random.Next(10)),
        ("geometric", (u, _) => Math.Exp(20 * u)), // every candidate fits nearly as well as the best
        ("waves", (u, _) => Math.Exp(-Math.Log(1 - u) + (0.05 * Math.Sin(900 * u)))), // gaps as large all along the tail
    ];

    public static void Run(int[] sizes, Clock clock, TextWriter output)
    {
        output.Write("\n## Power-law fit, 1 thread\n\nms, medians; every eigenvalue is tried as xmin.\n\n");
        SheetColumn[] columns =
            [new("spectrum", ColumnKind.Text), .. sizes.Select(size => new SheetColumn(size.ToString(CultureInfo.InvariantCulture), ColumnKind.Real))];
        MarkdownWriter.WriteTable(columns, [Row("Gaussian matrix", MarchenkoPastur), .. s_spectra.Select(spectrum => Row(
            spectrum.Name, count => Draw(count, spectrum.Value)))], output);

        string[] Row(string name, Func<int, double[]> spectrum) => [name, .. sizes.Select(size => Time(spectrum(size)))];

        string Time(double[] values) => FigureText.Milliseconds(MedianTime.Measure(clock, () => PowerLaw.Fit(values.AsSpan())));
    }

    private static double[] Draw(int count, Func<double, Random, double> value)
    {
        var random = new Random(2);
        return [.. Quantiles(count).Select(u => value(u, random)).Order()];
    }

    private static IEnumerable<double> Quantiles(int count) =>
        Enumerable.Range(0, count).Select(k => (k + 0.5) / count);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>
    /// The quantiles of the Marchenko–Pastur law, where a Gaussian matrix's eigenvalues are to within their spacing.
    /// With x = 1 + q − 2√q·cos θ the law is sin²θ/x dθ up to a factor.
    /// </summary>
    private static double[] MarchenkoPastur(int count)
    {
        const double aspect = 0.5;
        const int Steps = 1 << 20;
        double[] sums = new double[Steps + 1];
        for (int k = 0; k < Steps; k++)
        {
            sums[k + 1] = sums[k] + (Math.Pow(Math.Sin(Angle(k)), 2) / Value(k));
        }

        int at = 0;
        return [.. Quantiles(count).Select(u =>
        {
            while (sums[at + 1] < u * sums[Steps])
            {
                at++;
            }

            return Value(at + ((u * sums[Steps]) - sums[at]) / (sums[at + 1] - sums[at]) - 0.5);
        })];

        double Angle(double step) => Math.PI * (step + 0.5) / Steps;
        double Value(double step) => 1 + aspect - (2 * Math.Sqrt(aspect) * Math.Cos(Angle(step)));
    }
}
