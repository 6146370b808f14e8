using System.Globalization;
using Heavytail.Fits;
using Heavytail.Reports;

namespace Heavytail.Benchmarks.Calibration;

/// <summary>The p of goodness of fit: uniform under the law, small under others.</summary>
internal static class GoodnessTable
{
    private const int Replicas = 100;

    private static readonly double[] s_levels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9];

    private static readonly (string Name, Func<int, Func<Random, double[]>> Draw)[] s_laws =
    [
        ("power law, α 2", count => new PlantedTail(1, count, 2).Draw),
        ("power law, α 3.5", count => new PlantedTail(1, count, 3.5).Draw),
        ("a quarter power law, α 2.5", count => new PlantedTail(0.25, 4 * count, 2.5).Draw),
        ("log-normal, σ 1", count => random => OtherLaws.LogNormal(random, count, 1)),
        ("log-normal, σ 2", count => random => OtherLaws.LogNormal(random, count, 2)),
        ("exponential", count => random => OtherLaws.Exponential(random, count)),
        ("Marchenko–Pastur", count => new PlantedTail(0, count, 2).Draw),
    ];

    public static void Run(CalibrationEffort effort, TextWriter output)
    {
        output.Write("\n## Goodness of fit\n\nShare of samples with p at or below a level, in %; ");
        output.Write($"{Replicas} replicas, xmin chosen anew in each. Under the law it is the level.\n\n");
        SheetColumn[] columns =
        [
            new("law", ColumnKind.Text), new("tail", ColumnKind.Real),
            .. s_levels.Select(level => new SheetColumn(
                string.Create(CultureInfo.InvariantCulture, $"p ≤ {level}"), ColumnKind.Real)),
        ];
        int[] counts = [50, 200, 1000];
        MarkdownWriter.WriteTable(
            columns, s_laws.SelectMany((law, k) => counts.Select(count => Row(k, count, effort))), output);
    }

    private static IEnumerable<string> Row(int law, int count, CalibrationEffort effort)
    {
        var random = effort.Random(law, count);
        var draw = s_laws[law].Draw(count);
        int samples = effort.Samples(count > 500 ? 150 : 400);
        double[] all = new double[samples];
        for (int k = 0; k < samples; k++)
        {
            double[] values = draw(random);
            var fit = PowerLaw.FitPositive(values);
            all[k] = GoodnessOfFit.Of(values, EqualValues.Exact, fit, Replicas, k)!.Value.P;
        }

        return
        [
            s_laws[law].Name,
            count.ToString(CultureInfo.InvariantCulture),
            .. s_levels.Select(level => (100.0 * all.Count(p => p <= level) / samples).ToString(
                "F0", CultureInfo.InvariantCulture)),
        ];
    }
}
