using System.Globalization;
using Heavytail.Reports;
using Heavytail.Traps;
using MathNet.Numerics.Statistics;

namespace Heavytail.Benchmarks.Traps;

/// <summary>The closed form of one matrix against many permutations of it.</summary>
internal static class PermutedTable
{
    private const int Permutations = 200;

    private static readonly (string Name, Planted.Drawing Draw)[] s_kinds =
    [
        ("normal", Planted.Entries(0, 1)),
        ("mean 1.5 θ_c", Planted.Mean(1.5)),
        ("entry 1.2 θ_c", Planted.Entries(1, 1.2)),
        ("entry 1.5 θ_c", Planted.Entries(1, 1.5)),
        ("entry 3 θ_c", Planted.Entries(1, 3)),
        ("5 apart, 1.5 θ_c", Planted.Entries(5, 1.5)),
        ("5 of a row, 1.5 θ_c", Planted.Line(5, 1.5, isRow: true)),
        ("12 apart, 2 θ_c", Planted.Entries(12, 2)),
        ("30 apart, 2 θ_c", Planted.Entries(30, 2)),
        ("Laplace", Planted.Law(random => MathNet.Numerics.Distributions.Laplace.Sample(random, 0, 1))),
        ("Student's t, 5", Planted.Student(5)),
        ("Student's t, 4", Planted.Student(4)),
        ("Student's t, 3", Planted.Student(3)),
        ("Student's t, 2.5", Planted.Student(2.5)),
        ("Student's t, 2", Planted.Student(2)),
        ("Pareto, 3", Planted.Pareto(3)),
    ];

    public static void Print(TextWriter output)
    {
        output.Write($"\n## Closed form against {Permutations} permutations of one matrix\n\nTraps; those with λ "
            + "beyond the 99 % edge; spikes beyond that edge, mean and standard deviation over permutations. Largest λ "
            + "and mean of the λ of all traps, observed over predicted − 1 in percent.\n\n");
        SheetColumn[] columns =
        [
            new("matrix", ColumnKind.Text), new("shape", ColumnKind.Text), new("traps", ColumnKind.Real),
            new("beyond edge", ColumnKind.Real), new("spikes", ColumnKind.Text), new("largest %", ColumnKind.Real),
            new("all %", ColumnKind.Real), new("cause", ColumnKind.Text),
        ];
        MarkdownWriter.WriteTable(
            columns,
            from kind in s_kinds
            from shape in new[] { (Rows: 100, Columns: 200), (Rows: 400, Columns: 300) }
            select Row(kind.Name, kind.Draw, shape.Rows, shape.Columns),
            output);
    }

    private static string[] Row(string name, Planted.Drawing draw, int rows, int columns)
    {
        var random = new Random(11);
        (double[] weights, _) = draw(random, rows, columns);
        var traps = Planted.Find(weights, rows, columns);
        double[] predicted = [.. traps.Entries.Select(trap => trap.Eigenvalue), .. Mean(traps)];
        double[] largest = new double[Permutations];
        double[] all = new double[Permutations];
        double[] spikes = new double[Permutations];
        for (int k = 0; k < Permutations; k++)
        {
            random.Shuffle(weights);
            double[] eigenvalues = Planted.Eigenvalues(weights, rows, columns);
            largest[k] = eigenvalues[^1];
            all[k] = eigenvalues[^Math.Max(1, predicted.Length)..].Average();
            spikes[k] = eigenvalues.Count(value => value > traps.Edge);
        }

        return
        [
            name, $"{rows} × {columns}", traps.Count.ToString(CultureInfo.InvariantCulture),
            traps.VisibleCount.ToString(CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{spikes.Mean():F2} ± {spikes.StandardDeviation():F2}"),
            Error(largest.Mean(), traps.LargestEigenvalue),
            Error(all.Mean(), predicted.Length > 0 ? predicted.Average() : null), traps.Cause.ToString(),
        ];
    }

    private static double[] Mean(SliceTraps traps) => traps.Mean is { } mean ? [mean.Eigenvalue] : [];

    private static string Error(double observed, double? predicted) => predicted is double value
        ? (100 * ((observed / value) - 1)).ToString("F2", CultureInfo.InvariantCulture)
        : Reports.FigureText.Empty;
}
