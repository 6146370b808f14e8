using System.Globalization;
using Heavytail.RandomMatrices;
using Heavytail.Reports;
using MathNet.Numerics.Random;

namespace Heavytail.Benchmarks.Bulk;

/// <summary>How often noise has a spike.</summary>
internal static class EdgeTable
{
    private static readonly (int Rows, int Columns)[] s_shapes =
    [
        (20, 20), (60, 20), (200, 20), (50, 50), (150, 50), (500, 50), (100, 100), (400, 100), (1000, 100), (300, 300),
        (900, 300), (3000, 300), (1000, 1000), (5000, 1000), (2000, 2000),
    ];

    private static readonly (int Rows, int Columns)[] s_small =
        [(4, 4), (16, 4), (5, 5), (20, 5), (8, 8), (16, 8), (80, 8), (12, 12), (64, 10)];

    public static void Write(int draws, TextWriter output)
    {
        output.Write("\n## The 1 % edge on Gaussian matrices\n\n% of draws with a spike, and its standard error. "
            + "σ known: the first rows of tridiagonal matrices.\nFit: σ estimated, whole spectra; its figure is that "
            + "of σ known plus the mean difference on the same draws.\nNot flat: the bulk by its spread.\n\n");
        Write([.. s_shapes, .. s_small], draws, output);
    }

    private static void Write((int Rows, int Columns)[] shapes, int draws, TextWriter output)
    {
        SheetColumn[] columns =
        [
            new("matrix", ColumnKind.Text), new("σ known", ColumnKind.Text), new("fit", ColumnKind.Text),
            new("whole spectra", ColumnKind.Real), new("not flat", ColumnKind.Real), new("mean σ̂", ColumnKind.Real),
        ];
        MarkdownWriter.WriteTable(columns, shapes.Select(shape => Row(shape.Rows, shape.Columns, draws)), output);
    }

    private static string[] Row(int rows, int columns, int draws)
    {
        var random = new MersenneTwister((rows * 10_007) + columns, threadSafe: false);
        double edge = new WishartEdge(rows, columns).At(BulkFit.DefaultLevel);
        var known = new Share();
        for (int i = 0; i < draws; i++)
        {
            known.Add(NoiseSpectra.IsLargestAbove(edge, rows, columns, random) ? 1 : 0);
        }

        int spectra = (int)Math.Clamp(400_000_000L / columns / (columns + 50), Math.Min(draws, 1000), draws);
        var difference = new Share();
        var shaped = new Share();
        var sigma = new Share();
        for (int i = 0; i < spectra; i++)
        {
            double[] eigenvalues = NoiseSpectra.Draw(rows, columns, random);
            var bulk = BulkFit.Of(eigenvalues, rows)!;
            difference.Add((bulk.Spikes > 0 ? 1 : 0) - (eigenvalues[^1] > edge ? 1 : 0));
            shaped.Add(bulk.IsFlat == false ? 1 : 0);
            sigma.Add(bulk.Sigma);
        }

        double error = Math.Sqrt((known.Error * known.Error) + (difference.Error * difference.Error));
        return
        [
            $"{rows} × {columns}", Percent(known.Mean, known.Error), Percent(known.Mean + difference.Mean, error),
            spectra.ToString(CultureInfo.InvariantCulture), Figure(100 * shaped.Mean, 2), Figure(sigma.Mean, 4),
        ];
    }

    internal static string Percent(double value, double error) =>
        $"{Figure(100 * value, 2)} ± {Figure(100 * error, 2)}";

    internal static string Figure(double value, int digits) =>
        value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
