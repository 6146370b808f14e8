using System.Globalization;
using Heavytail.Fits;
using Heavytail.Reports;

namespace Heavytail.Benchmarks.Calibration;

/// <summary>Coverage of intervals of α on planted power laws, each with xmin chosen by the fit.</summary>
internal static class CoverageTable
{
    private const int MostValues = 5000;

    /// <summary>Resamples of the few-draws interval, from the smallest to the largest α: 1/40 on each side.</summary>
    private const int FewDraws = 39;

    private const int Draws = 200;

    private static readonly double[] s_alphas = [1.5, 2, 2.5, 3, 4, 6];
    private static readonly double[] s_shares = [1, 0.5, 0.25, 0.1];
    private static readonly int[] s_tails = [12, 25, 50, 200, 1000, 5000];

    private static readonly SheetColumn[] s_columns =
    [
        new("tail of all values", ColumnKind.Text), .. s_alphas.Select(alpha => new SheetColumn(
            string.Create(CultureInfo.InvariantCulture, $"α {alpha}"), ColumnKind.Text)),
    ];

    public static void Run(CalibrationEffort effort, TextWriter output)
    {
        output.Write("\n## Coverage of 95 % intervals of α\n\n");
        output.Write("In %, with the median width: α ± 1.96 σ · plausible tails");
        output.Write($" · bootstrap of {FewDraws} draws, its extremes · of {Draws}, percentiles. ");
        output.Write("Independent values: a power law above a Marchenko–Pastur bulk.\n\n");
        PlantedTail[] rows =
        [
            .. from share in s_shares
               from tail in s_tails
               let count = (int)Math.Round(tail / share)
               where count is >= 25 and <= MostValues
               select new PlantedTail(share, count, 2),
        ];
        MarkdownWriter.WriteTable(s_columns, rows.Select(row => Row(row, effort)), output);
    }

    private static IEnumerable<string> Row(PlantedTail planted, CalibrationEffort effort) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{planted.TailCount} of {planted.Count}"),
        .. s_alphas.Select(alpha => Cell(planted with { Alpha = alpha }, effort)),
    ];

    private static string Cell(PlantedTail planted, CalibrationEffort effort)
    {
        var random = effort.Random(planted.Count, planted.TailCount, (int)(10 * planted.Alpha));
        Coverage[] kinds = [new(), new(), new(), new()];
        int samples = effort.Samples(Math.Clamp(400_000 / planted.Count, 100, 2000));
        int resampled = effort.Samples(Math.Clamp(60_000 / planted.Count, 40, 400));
        for (int k = 0; k < samples; k++)
        {
            double[] values = planted.Draw(random);
            var fit = PowerLaw.FitPositive(values);
            kinds[0].Add(new(fit.Alpha - (1.96 * fit.Sigma), fit.Alpha + (1.96 * fit.Sigma), 1), planted.Alpha);
            kinds[1].Add(PlausibleTails.Interval(values, EqualValues.Exact, fit)!.Value, planted.Alpha);
            if (k < resampled)
            {
                double[] few = TailBootstrap.Alphas(values, EqualValues.Exact, FewDraws, k);
                kinds[2].Add(new(few[0], few[^1], few.Length), planted.Alpha);
                kinds[3].Add(TailBootstrap.Interval(values, EqualValues.Exact, Draws, k)!.Value, planted.Alpha);
            }
        }

        return string.Join(" · ", kinds.Select(kind => string.Create(
            CultureInfo.InvariantCulture, $"{100 * kind.Share:F0} ({kind.MedianWidth:G2})")));
    }
}
