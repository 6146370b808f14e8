using Heavytail.RandomMatrices;
using Heavytail.Reports;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace Heavytail.Benchmarks.Bulk;

/// <summary>Slices of one layer: what pooling them costs where their σ differ.</summary>
internal static class SliceTable
{
    private static readonly (int Rows, int Columns, int Slices)[] s_shapes =
        [(16, 8, 9), (16, 16, 9), (32, 32, 9), (64, 64, 9), (128, 64, 25)];

    private static readonly double[] s_spreads = [0, 0.05, 0.1, 0.2];

    public static void Write(int draws, TextWriter output)
    {
        output.Write("\n## Slices of Gaussian noise\n\n% of layers with a spike; σ of the slices is exp(spread·Z). "
            + "By slice: the fit. Pooled: all eigenvalues against one edge of the known mean σ².\n\n");
        SheetColumn[] columns =
        [
            new("layer", ColumnKind.Text), .. s_spreads.SelectMany(spread => new SheetColumn[]
            {
                new($"by slice, {EdgeTable.Figure(spread, 2)}", ColumnKind.Text),
                new("pooled", ColumnKind.Text),
            }),
        ];
        MarkdownWriter.WriteTable(columns, s_shapes.Select(shape => Row(shape, draws)), output);
    }

    private static IEnumerable<string> Row((int Rows, int Columns, int Slices) shape, int draws)
    {
        yield return $"{shape.Rows} × {shape.Columns}, {shape.Slices} slices";
        int layers = (int)Math.Clamp(
            100_000_000L / shape.Slices / shape.Columns / (shape.Columns + 50), Math.Min(draws, 1000), draws);
        foreach (double spread in s_spreads)
        {
            var (fitted, pooled) = Count(shape.Rows, shape.Columns, shape.Slices, spread, layers);
            yield return EdgeTable.Percent(fitted.Mean, fitted.Error);
            yield return EdgeTable.Percent(pooled.Mean, pooled.Error);
        }
    }

    private static (Share Fitted, Share Pooled) Count(int rows, int columns, int slices, double spread, int layers)
    {
        var random = new MersenneTwister((rows * 10_007) + columns, threadSafe: false);
        int[] ranks = [.. Enumerable.Repeat(columns, slices)];
        double edge = new WishartEdge(rows, columns).At(BulkFit.DefaultLevel, slices);
        var (fitted, pooled) = (new Share(), new Share());
        for (int i = 0; i < layers; i++)
        {
            double mean = 0;
            double[][] layer = [.. Enumerable.Range(0, slices).Select(_ =>
            {
                double variance = Math.Exp(2 * spread * Normal.Sample(random, 0, 1));
                mean += variance / slices;
                return Array.ConvertAll(NoiseSpectra.Draw(rows, columns, random), value => value * variance);
            })];
            fitted.Add(BulkFit.Of(layer, rows, ranks)!.Spikes > 0 ? 1 : 0);
            pooled.Add(layer.Max(slice => slice[^1]) > edge * mean ? 1 : 0);
        }

        return (fitted, pooled);
    }
}
