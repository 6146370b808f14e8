using System.Globalization;
using Heavytail.Benchmarks.Solvers;
using Heavytail.Reports;
using Heavytail.Statistics;
using FigureText = Heavytail.Benchmarks.Reports.FigureText;

namespace Heavytail.Benchmarks;

/// <summary>Rank correlations with their permutation p-values.</summary>
internal static class StatisticsBenchmark
{
    private static readonly int[] s_sizes = [8, 19, 50, 300];

    /// <summary>As many models as a published study of families has, and as many numbers of each.</summary>
    private const int Models = 336;

    private const int Families = 30;
    private const int Metrics = 10;

    public static void Run(Clock clock, TextWriter output)
    {
        // first, so that the JIT is done with the generator when single tests are timed
        (double plain, double tied) = (Study(clock, 0), Study(clock, 6));
        output.Write("\n## Rank correlations, 1 thread\n\nms, medians; coefficient and p-value.\n\n");
        SheetColumn[] columns =
            [new("correlation", ColumnKind.Text), .. s_sizes.Select(size => new SheetColumn(size.ToString(CultureInfo.InvariantCulture), ColumnKind.Real))];
        MarkdownWriter.WriteTable(columns, [
            Row("Kendall", values: 0, Kendall),
            Row("Kendall, ties", values: 6, Kendall),
            Row("Spearman", values: 0, Spearman),
            Row("Spearman, ties", values: 6, Spearman),
        ], output);
        output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"\n{Models} models in {Families} families, {Metrics} metrics, both: {FigureText.Milliseconds(plain)} ms; with ties {FigureText.Milliseconds(tied)} ms.\n"));

        string[] Row(string name, int values, Action<double[], double[]> correlate) =>
            [name, .. s_sizes.Select(size => Time(size, values, correlate))];

        string Time(int size, int values, Action<double[], double[]> correlate)
        {
            var random = new Random(size);
            double[] x = Draw(random, size, 0);
            double[] y = Draw(random, size, values);
            return FigureText.Milliseconds(MedianTime.Measure(clock, () => correlate(x, y)));
        }
    }

    /// <summary>Every metric of every family against its accuracies.</summary>
    private static double Study(Clock clock, int values)
    {
        var random = new Random(1);
        (double[] X, double[] Y)[] pairs = [.. Enumerable.Range(0, Families * Metrics).Select(k =>
        {
            int family = k % Families;
            int size = (Models * (family + 1) / Families) - (Models * family / Families);
            return (Draw(random, size, 0), Draw(random, size, values));
        })];
        return MedianTime.Measure(clock, () =>
        {
            foreach (var (x, y) in pairs)
            {
                Kendall(x, y);
                Spearman(x, y);
            }
        });
    }

    private static void Kendall(double[] x, double[] y) => KendallTau.Compute(x, y);

    private static void Spearman(double[] x, double[] y) => SpearmanRho.Compute(x, y);

    /// <summary>Some number of different values; 0 for as many as there are.</summary>
    private static double[] Draw(Random random, int size, int values) =>
        [.. Enumerable.Range(0, size).Select(_ => values == 0 ? random.NextDouble() : random.Next(values))];
}
