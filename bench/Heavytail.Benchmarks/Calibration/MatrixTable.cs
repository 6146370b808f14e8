using System.Globalization;
using Heavytail.Benchmarks.Reports;
using Heavytail.Fits;
using Heavytail.Reports;

namespace Heavytail.Benchmarks.Calibration;

/// <summary>
/// Intervals of α of whole matrices. An interval of independent eigenvalues and one of matrices drawn again have
/// different targets: the exponent of the law, and the mean of α over matrices of the same law and size.
/// </summary>
internal static class MatrixTable
{
    private const int Draws = 100;

    private static readonly PlantedMatrix[] s_matrices =
    [
        PlantedMatrix.Pareto(100, 100, 1), PlantedMatrix.Pareto(300, 200, 1), PlantedMatrix.Pareto(300, 200, 2),
        PlantedMatrix.Correlated(100, 100, 1), PlantedMatrix.Correlated(300, 200, 1),
        PlantedMatrix.Correlated(1200, 200, 1), PlantedMatrix.Correlated(300, 200, 0.5),
        PlantedMatrix.Gaussian(100, 100), PlantedMatrix.Gaussian(300, 200),
        PlantedMatrix.Pareto(64, 64, 1), PlantedMatrix.Pareto(200, 200, 1), PlantedMatrix.Correlated(64, 64, 1),
        PlantedMatrix.Correlated(200, 200, 1), PlantedMatrix.Correlated(105, 100, 1),
        PlantedMatrix.Correlated(100, 100, 0.5), PlantedMatrix.Correlated(200, 200, 0.5),
    ];

    public static void Run(CalibrationEffort effort, TextWriter output)
    {
        output.Write("\n## Intervals of matrices\n\nShare of 95 % intervals with the exponent of the law / with the ");
        output.Write("mean of α over matrices, in % (median width). ");
        output.Write($"Jackknife: rows in {BlockJackknife.DefaultBlocks} blocks, one left out at a time; none where ");
        output.Write(FormattableString.Invariant(
            $"a limit of α − 1 is more than {BlockJackknife.MostFactor} times off.\n\n"));
        SheetColumn[] columns =
        [
            new("matrix", ColumnKind.Text), new("N × M", ColumnKind.Text), new("law's α", ColumnKind.Real),
            new("mean α ± sd", ColumnKind.Text), new("plausible tails", ColumnKind.Text),
            new("bootstrap of 100", ColumnKind.Text), new("jackknife", ColumnKind.Text),
        ];
        MarkdownWriter.WriteTable(columns, s_matrices.Select((_, k) => Row(k, effort)), output);
    }

    private static IEnumerable<string> Row(int index, CalibrationEffort effort)
    {
        var planted = s_matrices[index];
        var random = effort.Random(index);
        var results = new List<(double Alpha, AlphaInterval?[] Intervals)>();
        for (int k = 0; k < effort.Samples(200); k++)
        {
            double[] entries = planted.Draw(random);
            double[] values = Spectrum.Of(entries, planted.Rows, planted.Columns).Eigenvalues.ToArray();
            var fit = PowerLaw.FitPositive(values);
            results.Add((fit.Alpha,
            [
                PlausibleTails.Interval(values, EqualValues.Exact, fit),
                TailBootstrap.Interval(values, EqualValues.Exact, Draws, k),
                Jackknife(planted, entries, fit.Alpha),
            ]));
        }

        double mean = results.Average(result => result.Alpha);
        double deviation = Math.Sqrt(results.Average(result => Math.Pow(result.Alpha - mean, 2)));
        return
        [
            planted.Name,
            string.Create(CultureInfo.InvariantCulture, $"{planted.Rows} × {planted.Columns}"),
            double.IsNaN(planted.Alpha) ? "" : planted.Alpha.ToString("G3", CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{mean:F2} ± {deviation:F2}"),
            .. Enumerable.Range(0, 3).Select(kind => Cell(results.Select(result => result.Intervals[kind]))),
        ];

        string Cell(IEnumerable<AlphaInterval?> intervals)
        {
            var (ofLaw, ofMean) = (new Coverage(), new Coverage());
            int missing = 0;
            foreach (var found in intervals)
            {
                if (found is not { } interval)
                {
                    missing++;
                    continue;
                }

                ofLaw.Add(interval, planted.Alpha);
                ofMean.Add(interval, mean);
            }

            string law = double.IsNaN(planted.Alpha)
                ? FigureText.Empty
                : (100 * ofLaw.Share).ToString("F0", CultureInfo.InvariantCulture);
            if (missing == results.Count)
            {
                return FigureText.Empty;
            }

            double share = 100.0 * missing / results.Count;
            string none = missing == 0 ? "" : FormattableString.Invariant($", none in {share:G2}");
            return FormattableString.Invariant(
                $"{law} / {100 * ofMean.Share:F0} ({ofMean.MedianWidth:G2}){none}");
        }
    }

    private static AlphaInterval? Jackknife(PlantedMatrix planted, double[] entries, double alpha)
    {
        double[] without =
        [
            .. BlockJackknife.Blocks(planted.Rows, BlockJackknife.DefaultBlocks).Select(block =>
            {
                double[] rest =
                [
                    .. entries[..(block.Start.Value * planted.Columns)],
                    .. entries[(block.End.Value * planted.Columns)..],
                ];
                var spectrum = Spectrum.Of(rest, rest.Length / planted.Columns, planted.Columns);
                return PowerLaw.Fit(spectrum.Eigenvalues).Alpha;
            }),
        ];
        return BlockJackknife.Interval(alpha, without);
    }
}
