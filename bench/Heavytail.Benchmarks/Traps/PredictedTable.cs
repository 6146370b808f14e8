using System.Globalization;
using Heavytail.Reports;
using Heavytail.Traps;
using MathNet.Numerics.Statistics;

namespace Heavytail.Benchmarks.Traps;

/// <summary>λ of planted traps against the eigenvalues of the permuted matrix, and whether each is found.</summary>
internal static class PredictedTable
{
    private const int Draws = 50;

    /// <summary>Of small matrices, whose draws spread so far that 50 of them do not show 1 %.</summary>
    private const int SmallDraws = 800;

    private const int Small = 5000;
    private const int TailDraws = 1000;
    private const int LargeTailDraws = 200;
    private const int Large = 100_000;

    /// <summary>So much of a spike's λ other eigenvalues may have.</summary>
    private const double Near = 0.8;

    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    private static readonly (int Rows, int Columns)[] s_shapes = [(64, 64), (240, 120), (128, 512), (512, 512)];

    private static readonly double[] s_excess = [1.0, 1.1, 1.2, 1.5, 2, 3];

    public static void Print(TextWriter output)
    {
        output.Write($"\n## Predicted λ of planted traps, {Draws} draws, {SmallDraws} of 64 × 64\n\n"
            + "Observed over predicted − 1 in percent: "
            + "mean of the draws, their standard deviation, the furthest draw from the mean in units of it; draws in "
            + "which exactly what was planted was found; draws, left out before, whose permutation put two planted "
            + "entries into one row or column.\n\n");
        SheetColumn[] columns =
        [
            new("planted", ColumnKind.Text), new("shape", ColumnKind.Text), new("θ/θ_c", ColumnKind.Real),
            new("mean %", ColumnKind.Real), new("sd %", ColumnKind.Real), new("furthest", ColumnKind.Real),
            new("found", ColumnKind.Text), new("met", ColumnKind.Real),
        ];
        (string Name, int Count, Func<double, Planted.Drawing> Draw)[] kinds =
        [
            ("entry", 1, excess => Planted.Entries(1, excess)),
            ("3 entries", 3, excess => Planted.Entries(3, excess)),
            ("4 of a row", 4, excess => Planted.Line(4, excess, isRow: true)),
            ("mean", 0, Planted.Mean),
        ];
        MarkdownWriter.WriteTable(
            columns,
            from kind in kinds
            from shape in s_shapes
            from excess in s_excess
            select Row(kind.Name, kind.Count, kind.Draw(excess), shape.Rows, shape.Columns, excess),
            output);
        output.Write($"\n### Student's t, {TailDraws} draws, {LargeTailDraws} of 512 × 512\n\nλ of the strongest trap "
            + "where it is beyond 1.2 θ_c and met no other, and where the permuted matrix without it has no "
            + $"eigenvalue beyond the edge and {Near.ToString(s_culture)} of it: the largest of two near ones is "
            + "more than either. Traps: mean number of all. Error: of the mean.\n\n");
        MarkdownWriter.WriteTable(
            [
                new("law", ColumnKind.Text), new("shape", ColumnKind.Text), new("traps", ColumnKind.Real),
                new("mean %", ColumnKind.Real), new("sd %", ColumnKind.Real), new("furthest", ColumnKind.Real),
                new("error %", ColumnKind.Real), new("draws", ColumnKind.Real),
            ],
            from freedom in new[] { 2, 2.5, 3, 4 }
            from shape in s_shapes
            select TailRow(freedom, shape.Rows, shape.Columns),
            output);
    }

    private static string[] TailRow(double freedom, int rows, int columns)
    {
        var random = new Random(23);
        var errors = new List<double>();
        int all = 0;
        int draws = rows * columns > Large ? LargeTailDraws : TailDraws;
        for (int k = 0; k < draws; k++)
        {
            (double[] weights, _) = Planted.Student(freedom)(random, rows, columns);
            var found = Planted.Find(weights, rows, columns);
            var traps = found.Entries;
            all += traps.Count;
            random.Shuffle(weights);
            if (traps.Count > 0 && traps[0].Excess >= 1.2
                && IsAlone(weights, [.. traps.Select(trap => trap.Value)], columns)
                && IsFirst(weights, found, rows, columns))
            {
                errors.Add((Planted.Eigenvalues(weights, rows, columns)[^1] / traps[0].Eigenvalue) - 1);
            }
        }

        return
        [
            $"t, {freedom.ToString(s_culture)}", $"{rows} × {columns}",
            ((double)all / draws).ToString("F1", s_culture),
            .. Spread(errors), Percent(errors.StandardDeviation() / Math.Sqrt(errors.Count)),
            errors.Count.ToString(s_culture),
        ];
    }

    private static string[] Row(string name, int count, Planted.Drawing draw, int rows, int columns, double excess)
    {
        // Not HashCode, which differs from run to run.
        var random = new Random((rows * 1000) + columns + ((int)(100 * excess) * 5_000_000) + count);
        int draws = rows * columns < Small ? SmallDraws : Draws;
        var errors = new List<double>();
        int found = 0;
        for (int k = 0; k < draws; k++)
        {
            (double[] weights, var planted) = draw(random, rows, columns);
            var traps = Planted.Find(weights, rows, columns);
            bool isMean = count == 0;
            found += traps.Mean is not null == isMean
                && planted.SetEquals(traps.Entries.Select(trap => trap.Place.InTensor)) ? 1 : 0;
            double sigma = traps.Sigma;
            double theta = isMean
                ? Math.Abs(traps.Mu) * Math.Sqrt(rows * columns)
                : excess * SpikeLaw.Threshold(rows, columns);
            double predicted = SpikeLaw.Eigenvalue(
                theta, sigma, Math.Max(rows, columns), Math.Min(rows, columns), 0.75 * Math.Max(0, count - 1));
            random.Shuffle(weights);
            if (count < 2 || Apart(weights, excess * SpikeLaw.Threshold(rows, columns), columns))
            {
                double[] eigenvalues = Planted.Eigenvalues(weights, rows, columns);
                errors.Add((eigenvalues[^Math.Max(1, count)..].Average() / predicted) - 1);
            }
        }

        return
        [
            name, $"{rows} × {columns}", excess.ToString("F1", s_culture), .. Spread(errors), $"{found}/{draws}",
            (draws - errors.Count).ToString(s_culture),
        ];
    }

    /// <summary>Mean, standard deviation, and the furthest from the mean in units of it.</summary>
    private static string[] Spread(List<double> errors)
    {
        double mean = errors.Mean();
        double deviation = errors.StandardDeviation();
        return
        [
            Percent(mean), Percent(deviation),
            (errors.Max(error => Math.Abs(error - mean)) / deviation).ToString("F1", s_culture),
        ];
    }

    /// <summary>Whether the first of some entries shares no row and no column with another of them.</summary>
    private static bool IsAlone(double[] weights, double[] entries, int columns)
    {
        int[] places = [.. entries.Select(entry => Array.IndexOf(weights, entry))];
        return places.Skip(1).All(at => at / columns != places[0] / columns && at % columns != places[0] % columns);
    }

    /// <summary>Whether no eigenvalue of the matrix without its strongest trap comes near that of the trap.</summary>
    private static bool IsFirst(double[] weights, SliceTraps found, int rows, int columns)
    {
        double[] others = [.. weights];
        others[Array.IndexOf(weights, found.Entries[0].Value)] = found.Mu;
        double edge = SpikeLaw.Edge(found.Sigma, Math.Max(rows, columns), Math.Min(rows, columns));
        return Planted.Eigenvalues(others, rows, columns)[^1] <= Math.Max(edge, Near * found.Entries[0].Eigenvalue);
    }

    /// <summary>Whether no two planted entries share a row or column.</summary>
    private static bool Apart(double[] weights, double theta, int columns)
    {
        int[] places = [.. Enumerable.Range(0, weights.Length).Where(at => Math.Abs(weights[at]) == theta)];
        return places.DistinctBy(at => at / columns).Count() == places.Length
            && places.DistinctBy(at => at % columns).Count() == places.Length;
    }

    private static string Percent(double value) => (100 * value).ToString("F2", s_culture);
}
