using System.Globalization;
using Heavytail.Reports;
using Heavytail.Traps;

namespace Heavytail.Benchmarks.Traps;

/// <summary>How often noise seems to have a trap.</summary>
internal static class NoiseTable
{
    private static readonly (int Rows, int Columns)[] s_shapes =
    [
        (2, 2), (4, 4), (8, 8), (10, 10), (16, 16), (3, 100), (20, 60), (32, 32), (64, 64), (240, 120), (16, 1024),
        (256, 256),
    ];

    public static void Print(TextWriter output)
    {
        output.Write("\n## Noise that seems to have a trap\n\nPercent of matrices with an entry, and with a mean; 1 % "
            + "both together are meant. The last column is |w − μ| > σ·(N·M)^¼ alone.\n\n");
        SheetColumn[] columns =
        [
            new("shape", ColumnKind.Text), new("matrices", ColumnKind.Real), new("normal: entry", ColumnKind.Real),
            new("mean", ColumnKind.Real), new("uniform: entry", ColumnKind.Real), new("mean", ColumnKind.Real),
            new("normal, θ_c alone", ColumnKind.Real),
        ];
        MarkdownWriter.WriteTable(columns, s_shapes.Select(shape => Row(shape.Rows, shape.Columns)), output);
    }

    private static string[] Row(int rows, int columns)
    {
        int matrices = Math.Clamp(40_000_000 / (rows * columns), 500, 10_000);
        var random = new Random(rows * columns);
        var (normal, alone) = Count(matrices, rows, columns, () => Planted.Normals(random, rows * columns));
        var (uniform, _) = Count(
            matrices, rows, columns,
            () => [.. Enumerable.Range(0, rows * columns).Select(_ => random.NextDouble() - 0.5)]);
        return
        [
            $"{rows} × {columns}", matrices.ToString(CultureInfo.InvariantCulture), Percent(normal.Entries),
            Percent(normal.Means), Percent(uniform.Entries), Percent(uniform.Means), Percent(alone),
        ];

        string Percent(int count) => (100.0 * count / matrices).ToString("F2", CultureInfo.InvariantCulture);
    }

    private static ((int Entries, int Means) Found, int Alone) Count(
        int matrices, int rows, int columns, Func<double[]> draw)
    {
        var found = (Entries: 0, Means: 0);
        int alone = 0;
        double threshold = SpikeLaw.Threshold(rows, columns);
        for (int k = 0; k < matrices; k++)
        {
            double[] weights = draw();
            var traps = Planted.Find(weights, rows, columns);
            found.Entries += traps.Entries.Count > 0 ? 1 : 0;
            found.Means += traps.Mean is not null ? 1 : 0;
            double limit = traps.Sigma * threshold;
            alone += weights.Any(w => Math.Abs(w - traps.Mu) > limit) ? 1 : 0;
        }

        return (found, alone);
    }
}
