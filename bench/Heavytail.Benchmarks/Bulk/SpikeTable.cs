using Heavytail.RandomMatrices;
using Heavytail.Reports;
using MathNet.Numerics.Random;

namespace Heavytail.Benchmarks.Bulk;

/// <summary>σ and the number of spikes where some are planted.</summary>
internal static class SpikeTable
{
    private const int Averaged = 20;

    private static readonly (int Rows, int Columns)[] s_shapes =
        [(20, 20), (200, 20), (50, 50), (200, 50), (100, 100), (1000, 100), (300, 300), (1000, 500), (2000, 2000)];

    private static readonly double[] s_shares = [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4];

    public static void Write(int draws, TextWriter output)
    {
        output.Write("\n## σ and the count of planted spikes\n\nGaussian matrices of σ = 1 plus singular values of 4 "
            + "to 10 times (NM)^¼. Off: the mean of |found − planted| in % of planted.\n\n");
        SheetColumn[] columns =
        [
            new("matrix", ColumnKind.Text), new("planted", ColumnKind.Real), new("draws", ColumnKind.Real),
            new("mean σ̂", ColumnKind.Real), new("sd of a mean of 20", ColumnKind.Real), new("found", ColumnKind.Real),
            new("off", ColumnKind.Real), new("from the median", ColumnKind.Real),
        ];
        MarkdownWriter.WriteTable(
            columns,
            s_shapes.SelectMany(shape => s_shares.Select(share => (int)Math.Round(share * shape.Columns)).Distinct()
                .Select(spikes => Row(shape.Rows, shape.Columns, spikes, draws))),
            output);
    }

    private static string[] Row(int rows, int columns, int spikes, int draws)
    {
        var random = new MersenneTwister((rows * 10_007) + columns + spikes, threadSafe: false);
        double unit = Math.Sqrt(Math.Sqrt((double)rows * columns));
        int count = (int)Math.Clamp(
            40_000_000L / columns / columns / (rows + 100) * 50, Math.Min(draws, Averaged), draws);
        var (sigma, found, off, other) = (new Share(), new Share(), new Share(), 0);
        for (int i = 0; i < count; i++)
        {
            double[] planted = new double[spikes];
            foreach (ref double value in planted.AsSpan())
            {
                value = unit * (4 + (6 * random.NextDouble()));
            }

            var bulk = BulkFit.Of(NoiseSpectra.Planted(rows, columns, planted, random), rows)!;
            sigma.Add(bulk.Sigma);
            found.Add(bulk.Spikes);
            off.Add(Math.Abs(bulk.Spikes - spikes));
            other += bulk.Method == BulkMethod.Matching ? 0 : 1;
        }

        return
        [
            $"{rows} × {columns}", EdgeTable.Figure(spikes, 0), EdgeTable.Figure(count, 0),
            EdgeTable.Figure(sigma.Mean, 4), EdgeTable.Figure(sigma.Deviation / Math.Sqrt(Averaged), 4),
            EdgeTable.Figure(found.Mean, 2),
            spikes == 0 ? "–" : EdgeTable.Figure(100 * off.Mean / spikes, 2) + " %", EdgeTable.Figure(other, 0),
        ];
    }
}
