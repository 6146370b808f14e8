using System.Globalization;
using Heavytail.Fits.Laws;
using Heavytail.Reports;

namespace Heavytail.Benchmarks.Calibration;

/// <summary>How often likelihood ratios tell a log-normal tail from a power law.</summary>
internal static class RivalTable
{
    private static readonly int[] s_counts = [50, 100, 200, 500, 1000, 2000, 5000];

    private static readonly (string Name, Func<Random, int, double[]> Draw, bool Chosen)[] s_cases =
    [
        ("power law, α 2.5", (random, count) => new PlantedTail(1, count, 2.5).Draw(random), false),
        ("power law, xmin chosen", (random, count) => new PlantedTail(1, count, 2.5).Draw(random), true),
        ("log-normal from its median on, σ 1", (random, count) => Upper(random, count, 1), false),
        ("log-normal from its median on, σ 2", (random, count) => Upper(random, count, 2), false),
        ("log-normal, σ 1, xmin chosen", (random, count) => OtherLaws.LogNormal(random, count, 1), true),
        ("log-normal, σ 2, xmin chosen", (random, count) => OtherLaws.LogNormal(random, count, 2), true),
        ("exponential", OtherLaws.Exponential, false),
    ];

    public static void Run(CalibrationEffort effort, TextWriter output)
    {
        output.Write("\n## Telling laws apart\n\nShare of samples, in %, by the number of values: ");
        output.Write("the power law loses to the log-normal law by Vuong's p ≤ 0.05 · by the nested p ≤ 0.05 · ");
        output.Write("the best law is not the power law.\n\n");
        SheetColumn[] columns =
        [
            new("values", ColumnKind.Text), .. s_counts.Select(count => new SheetColumn(
                count.ToString(CultureInfo.InvariantCulture), ColumnKind.Text)),
        ];
        MarkdownWriter.WriteTable(columns, s_cases.Select((_, k) => Row(k, effort)), output);
    }

    private static IEnumerable<string> Row(int law, CalibrationEffort effort) =>
        [s_cases[law].Name, .. s_counts.Select(count => Cell(law, count, effort))];

    private static string Cell(int law, int count, CalibrationEffort effort)
    {
        var random = effort.Random(law, count);
        int samples = effort.Samples(Math.Clamp(200_000 / count, 100, 1000));
        (int vuong, int nested, int best) = (0, 0, 0);
        for (int k = 0; k < samples; k++)
        {
            double[] values = s_cases[law].Draw(random, count);
            double xmin = s_cases[law].Chosen ? PowerLaw.FitPositive(values).XMin : values[0];
            var found = TailComparison.Of(values, xmin);
            var ratio = found?.Rivals.Single(rival => rival.Law.Kind == TailLawKind.LogNormal).Ratio;
            vuong += ratio is { R: < 0, P: <= 0.05 } ? 1 : 0;
            nested += ratio is { R: < 0, NestedP: <= 0.05 } ? 1 : 0;
            best += found is not null && found.Best != TailLawKind.PowerLaw ? 1 : 0;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{100.0 * vuong / samples:F0} · {100.0 * nested / samples:F0} · {100.0 * best / samples:F0}");
    }

    private static double[] Upper(Random random, int count, double sigma) =>
        OtherLaws.LogNormal(random, 2 * count, sigma)[count..];
}
