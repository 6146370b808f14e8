using Heavytail.RandomMatrices;
using Heavytail.Reports;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace Heavytail.Benchmarks.Bulk;

/// <summary>Bulks of unequal column variances: what each fit makes of them.</summary>
internal static class ShapeTable
{
    private static readonly (int Rows, int Columns)[] s_shapes = [(50, 25), (100, 100), (300, 150), (1000, 100)];
    private static readonly double[] s_shapeParameters = [1, 2, 5, 20, double.PositiveInfinity];

    public static void Write(int draws, TextWriter output)
    {
        output.Write("\n## Columns whose variances are gamma of shape θ\n\nν = 1/θ. Not flat and spikes: % of draws, "
            + "at a level of 1 %.\n\n");
        SheetColumn[] columns =
        [
            new("matrix", ColumnKind.Text), new("ν", ColumnKind.Real), new("not flat", ColumnKind.Real),
            new("ν to first order", ColumnKind.Real), new("ν, gamma", ColumnKind.Real),
            new("σ̂, gamma", ColumnKind.Real), new("spikes, white", ColumnKind.Real),
            new("spikes, gamma", ColumnKind.Real), new("KS, white", ColumnKind.Real),
            new("KS, gamma", ColumnKind.Real),
        ];
        MarkdownWriter.WriteTable(
            columns,
            s_shapes.SelectMany(shape => s_shapeParameters.Select(theta =>
                Row(shape.Rows, shape.Columns, theta, draws))),
            output);
    }

    private static string[] Row(int rows, int columns, double theta, int draws)
    {
        var random = new MersenneTwister((rows * 10_007) + columns, threadSafe: false);
        Share[] figures = [.. Enumerable.Range(0, 8).Select(_ => new Share())];
        for (int i = 0; i < draws; i++)
        {
            double[] deviations = [.. Enumerable.Range(0, columns).Select(_ =>
                double.IsInfinity(theta) ? 1 : Math.Sqrt(Gamma.Sample(random, theta, theta)))];
            double[] eigenvalues = NoiseSpectra.Colored(rows, deviations, random);
            var white = BulkFit.Of(eigenvalues, rows)!;
            var gamma = GammaBulk.Fit(eigenvalues, rows)!;
            double[] values =
            [
                white.IsFlat == false ? 100 : 0, white.Spread!.Value * white.Spread.Value, 1 / gamma.Theta, gamma.Sigma,
                white.Spikes > 0 ? 100 : 0, gamma.Spikes > 0 ? 100 : 0, white.KolmogorovSmirnov,
                gamma.KolmogorovSmirnov,
            ];
            for (int k = 0; k < values.Length; k++)
            {
                figures[k].Add(values[k]);
            }
        }

        int[] digits = [1, 3, 3, 3, 1, 1, 3, 3];
        return [$"{rows} × {columns}", EdgeTable.Figure(1 / theta, 2), .. figures.Select((figure, k) =>
            EdgeTable.Figure(figure.Mean, digits[k]))];
    }
}
