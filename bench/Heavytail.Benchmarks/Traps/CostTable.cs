using System.Diagnostics;
using System.Globalization;
using Heavytail.Metrics;
using Heavytail.Reports;
using Heavytail.Traps;

namespace Heavytail.Benchmarks.Traps;

/// <summary>The time of a scan, beside that of the kurtosis, and of a permutation.</summary>
internal static class CostTable
{
    private const int Runs = 50;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(400);

    private static readonly long[][] s_shapes =
        [[2048, 2048], [256, 256], [64, 64], [512, 512, 3, 3], [64, 64, 3, 3], [16, 16, 3, 3], [96, 3, 11, 11],
            [64, 64, 15, 15]];

    public static void Print(TextWriter output)
    {
        output.Write($"\n## Cost, 1 thread\n\nns a weight, the fastest of {Runs} runs, of F32 weights as runs of 4,096 "
            + "doubles in memory; a permutation reads stored weights from memory.\n\n");
        SheetColumn[] columns =
        [
            new("tensor", ColumnKind.Text), new("scan", ColumnKind.Real), new("kurtosis", ColumnKind.Real),
            new("permutation", ColumnKind.Real),
        ];
        MarkdownWriter.WriteTable(columns, s_shapes.Select(Row), output);
    }

    private static string[] Row(long[] sides)
    {
        var tensor = new TensorInfo(0, "w", ElementType.F32, new TensorShape(sides), "memory");
        int rf = (int)sides.Skip(2).Aggregate(1L, (a, b) => a * b);
        var layer = new Layer(
            tensor, rf == 1 ? LayerKind.Dense : LayerKind.Conv2D, (int)sides[0], (int)sides[1], rf);
        float[] stored = [.. Planted.Normals(new Random(1), (int)layer.ElementCount).Select(w => (float)w)];
        double[] weights = [.. stored.Select(w => (double)w)];
        byte[] bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(stored.AsSpan()).ToArray();
        return
        [
            tensor.Shape.ToString() ?? "",
            Time(() =>
            {
                var scan = new TrapScan(layer);
                Feed(weights, scan.Add);
                scan.Find();
            }),
            Time(() => Feed(weights, new WeightMoments().Add)),
            Time(() => PermutedWeights.Draw(layer, () => new MemoryStream(bytes), new Random(2)).Dispose()),
        ];

        string Time(Action work)
        {
            // The JIT compiles again what has run often, a tenth of a second later.
            for (var total = Stopwatch.StartNew(); total.Elapsed < s_warmUp;)
            {
                work();
            }

            long least = long.MaxValue;
            for (int run = 0; run < Runs; run++)
            {
                long start = Stopwatch.GetTimestamp();
                work();
                least = Math.Min(least, Stopwatch.GetTimestamp() - start);
            }

            return (1e9 * least / Stopwatch.Frequency / weights.Length).ToString("F2", CultureInfo.InvariantCulture);
        }
    }

    private static void Feed(double[] weights, WeightChunk receiver)
    {
        const int run = 4096;
        for (int at = 0; at < weights.Length; at += run)
        {
            receiver(weights.AsSpan(at, Math.Min(run, weights.Length - at)));
        }
    }
}
