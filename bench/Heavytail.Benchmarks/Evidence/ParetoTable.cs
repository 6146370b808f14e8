// What:      α of matrices of Pareto elements, against figures that others measured.
// Formula:   w = U^{−1/μ} − 1, as numpy.random.Generator.pareto: no element is negative. N × M, λ of WᵀW, xmin chosen.
// Reference: Martin & Mahoney, JMLR 22 (2021) 165, section 3 and table 1, and the figures of their scripts.
// Not done:  their generator; its draws differ from ours.
using System.Globalization;
using Heavytail.Reports;
using Heavytail.Statistics;

namespace Heavytail.Benchmarks.Evidence;

/// <summary>α by the exponent μ of the elements' law.</summary>
internal static class ParetoTable
{
    /// <summary>Matrices of each μ of the norms.</summary>
    private const int MostForNorms = 5;

    private static readonly (int Rows, int Columns, int Draws, (double Mu, double Alpha, double? Deviation)[] Printed)[]
        s_tables =
    [
        (1000, 1000, 4,
        [
            (1, 1.50, .03), (1.5, 1.81, .04), (2, 2.41, .08), (2.5, 2.81, .32), (3, 3.32, .18), (3.5, 3.69, .27),
            (4, 4.12, .22), (5, 4.19, .08),
        ]),
        (500, 500, 6,
        [
            (.5, 1.25, null), (1, 1.47, null), (1.5, 1.86, null), (2, 2.21, null), (2.5, 2.58, null), (3, 3.23, null),
            (3.5, 3.35, null), (4, 3.50, null), (5, 3.50, null),
        ]),
        (1000, 500, 6,
        [
            (.5, 1.24, null), (1, 1.46, null), (1.5, 1.82, null), (2, 2.24, null), (2.5, 2.74, null), (3, 3.31, null),
            (3.5, 3.71, null), (4, 3.76, null), (5, 3.83, null),
        ]),
        (2000, 500, 6,
        [
            (.5, 1.22, null), (1, 1.51, null), (1.5, 1.77, null), (2, 2.28, null), (2.5, 3.13, null), (3, 3.46, null),
            (3.5, 3.83, null), (4, 4.18, null), (5, 4.06, null),
        ]),
        (1000, 300, 1,
        [
            (.4, 1.204, null), (1.2, 1.641, null), (2.5, 3.078, null), (3.5, 3.371, null), (5, 3.822, null),
        ]),
    ];

    public static void Write(DrawnLayers layers, TextWriter output)
    {
        output.Write("\n## α of Pareto elements\n\nThe printed figure and how many matrices it is the mean of; ");
        output.Write($"ours of {layers.Count}, with the standard deviation of one matrix; how far the printed one is ");
        output.Write("from ours, in standard errors of their difference; α = 1 + μ/2 of the limit, for μ below 2.\n\n");
        SheetColumn[] columns =
        [
            new("N × M", ColumnKind.Text), new("μ", ColumnKind.Real), new("printed", ColumnKind.Text),
            new("ours", ColumnKind.Text), new("errors", ColumnKind.Real), new("limit", ColumnKind.Real),
        ];
        MarkdownWriter.WriteTable(columns, s_tables.SelectMany(table => table.Printed.Select(printed => (string[])
        [
            $"{table.Rows} × {table.Columns}", .. Row(table.Rows, table.Columns, table.Draws, printed, layers),
        ])), output);
    }

    /// <summary>The correlation and slope of log ‖W‖² against α·log λ_max over μ from 0.5 to 5, λ of WᵀW/N.</summary>
    public static void WriteNorms(DrawnLayers layers, TextWriter output)
    {
        var few = layers with { Count = Math.Min(MostForNorms, layers.Count) };
        output.Write("\n## The norm and α·log λ_max\n\nlog ‖W‖² against α·log λ_max of N × N matrices, λ of WᵀW/N, ");
        output.Write($"μ from 0.5 to 5 by 0.25, {few.Count} of each.\n\n");
        SheetColumn[] columns =
        [
            new("N", ColumnKind.Real), new("printed correlation", ColumnKind.Real), new("ours", ColumnKind.Real),
            new("printed slope", ColumnKind.Real), new("ours", ColumnKind.Real),
        ];
        (int Size, double Correlation, double Slope)[] printed =
            [(100, .967, .74), (500, .994, .90), (1000, .986, .91)];
        MarkdownWriter.WriteTable(columns, printed.Select(row =>
        {
            var points = Enumerable.Range(2, 19).SelectMany(k => Draw(row.Size, row.Size, k / 4.0, few))
                .Select(values => (
                    X: PowerLaw.Fit(values).Alpha * Math.Log10(values[^1] / row.Size), Y: Math.Log10(values.Sum())))
                .ToArray();
            var (slope, correlation) = Line(points);
            return (string[])
            [
                Text(row.Size), Text(row.Correlation, 3), Text(correlation, 3), Text(row.Slope, 2), Text(slope, 2),
            ];
        }), output);
    }

    private static IEnumerable<string> Row(
        int rows, int columns, int draws, (double Mu, double Alpha, double? Deviation) printed, DrawnLayers layers)
    {
        double[] alphas = [.. Draw(rows, columns, printed.Mu, layers).Select(values => PowerLaw.Fit(values).Alpha)];
        var ours = MeanAndDeviation.Compute(alphas);
        double deviation = ours.Deviation ?? 0;
        double error = deviation * Math.Sqrt((1.0 / draws) + (1.0 / ours.Count));
        yield return printed.Mu.ToString(CultureInfo.InvariantCulture);
        yield return $"{printed.Alpha.ToString(CultureInfo.InvariantCulture)}"
            + (printed.Deviation is double sd ? $" ± {sd.ToString(CultureInfo.InvariantCulture)}" : "") + $" ({draws})";
        yield return $"{Text(ours.Mean, 3)} ± {Text(deviation, 3)}";
        yield return Text((printed.Alpha - ours.Mean) / error, 1);
        yield return printed.Mu < 2 ? Text(1 + (printed.Mu / 2), 2) : "";
    }

    private static IEnumerable<double[]> Draw(int rows, int columns, double mu, DrawnLayers layers) =>
        Enumerable.Range(0, layers.Count).Select(k =>
        {
            var random = new Random(Seeds.For(layers.Seed, $"{rows} × {columns}", Text(mu, 2), k));
            double[] weights = new double[rows * columns];
            for (int i = 0; i < weights.Length; i++)
            {
                weights[i] = Math.Pow(1 - random.NextDouble(), -1 / mu) - 1;
            }

            return (double[])[.. Spectrum.Of(weights, rows, columns).Eigenvalues];
        });

    private static (double Slope, double Correlation) Line((double X, double Y)[] points)
    {
        (double x, double y) = (points.Average(point => point.X), points.Average(point => point.Y));
        double xx = points.Sum(point => (point.X - x) * (point.X - x));
        double yy = points.Sum(point => (point.Y - y) * (point.Y - y));
        double xy = points.Sum(point => (point.X - x) * (point.Y - y));
        return (xy / xx, xy / Math.Sqrt(xx * yy));
    }

    private static string Text(double value, int digits = 0) =>
        value.ToString($"F{digits}", CultureInfo.InvariantCulture);
}
