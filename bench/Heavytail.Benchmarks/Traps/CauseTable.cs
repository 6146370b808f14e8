using System.Globalization;
using Heavytail.Reports;

namespace Heavytail.Benchmarks.Traps;

/// <summary>Planted causes against those that are named.</summary>
internal static class CauseTable
{
    private const int Cases = 1000;

    private static readonly (int Rows, int Columns)[] s_shapes =
        [(32, 32), (64, 64), (240, 120), (128, 512), (512, 512)];

    private static readonly TrapCause[] s_causes =
    [
        TrapCause.None, TrapCause.Mean, TrapCause.Entry, TrapCause.Row, TrapCause.Column, TrapCause.Entries,
        TrapCause.HeavyTail,
    ];

    private static readonly (string Name, TrapCause Cause, Func<Random, Planted.Drawing> Draw)[] s_kinds =
    [
        ("nothing", TrapCause.None, _ => Planted.Entries(0, 1)),
        ("mean", TrapCause.Mean, random => Planted.Mean(Excess(random))),
        ("entry", TrapCause.Entry, random => Planted.Entries(1, Excess(random))),
        ("2 … 6 of a row", TrapCause.Row, random => Planted.Line(Several(random), Excess(random), isRow: true)),
        ("2 … 6 of a column", TrapCause.Column, random => Planted.Line(Several(random), Excess(random), isRow: false)),
        ("2 … 6 apart", TrapCause.Entries, random => Planted.Entries(Several(random), Excess(random))),
        ("Student's t, 2", TrapCause.HeavyTail, _ => Planted.Student(2)),
        ("Student's t, 3", TrapCause.HeavyTail, _ => Planted.Student(3)),
        ("Pareto, 2.5", TrapCause.HeavyTail, _ => Planted.Pareto(2.5)),
    ];

    public static void Print(TextWriter output)
    {
        output.Write($"\n## Causes\n\n{Cases} matrices of each shape, among nine kinds; θ/θ_c from 1.1 to 3.\n\n");
        SheetColumn[] shares =
            [new("shape", ColumnKind.Text), new("right %", ColumnKind.Real),
                .. s_kinds.Select(kind => new SheetColumn(kind.Name, ColumnKind.Real))];
        var found = new int[s_kinds.Length, s_causes.Length];
        MarkdownWriter.WriteTable(
            shares, [.. s_shapes.Select(shape => Row(shape.Rows, shape.Columns, found))], output);
        output.Write("\nNamed, all shapes:\n\n");
        SheetColumn[] columns =
            [new("planted", ColumnKind.Text),
                .. s_causes.Select(cause => new SheetColumn(cause.ToString(), ColumnKind.Real))];
        MarkdownWriter.WriteTable(
            columns,
            s_kinds.Select((kind, k) => (IEnumerable<string>)
                [kind.Name, .. s_causes.Select((_, c) => found[k, c].ToString(CultureInfo.InvariantCulture))]),
            output);
    }

    private static string[] Row(int rows, int columns, int[,] found)
    {
        var random = new Random(rows + columns);
        int[] right = new int[s_kinds.Length];
        int[] all = new int[s_kinds.Length];
        for (int k = 0; k < Cases; k++)
        {
            int kind = k % s_kinds.Length;
            (double[] weights, _) = s_kinds[kind].Draw(random)(random, rows, columns);
            var traps = Planted.Find(weights, rows, columns);
            right[kind] += traps.Cause == s_kinds[kind].Cause ? 1 : 0;
            found[kind, Array.IndexOf(s_causes, traps.Cause)]++;
            all[kind]++;
        }

        return
        [
            $"{rows} × {columns}", Percent(right.Sum(), Cases),
            .. right.Select((count, kind) => Percent(count, all[kind])),
        ];
    }

    private static double Excess(Random random) => 1.1 + (1.9 * random.NextDouble());

    private static int Several(Random random) => 2 + random.Next(5);

    private static string Percent(int count, int all) =>
        (100.0 * count / all).ToString("F1", CultureInfo.InvariantCulture);
}
