using System.Globalization;
using Heavytail.Benchmarks.Reports;
using Heavytail.Benchmarks.Solvers;
using Heavytail.Fits;
using Heavytail.Fits.Extremes;
using Heavytail.Fits.Laws;
using Heavytail.Reports;

namespace Heavytail.Benchmarks.Calibration;

/// <summary>What intervals, p-values and rival laws cost, beside a fit and the spectrum of a square matrix.</summary>
internal static class CostTable
{
    private const int Draws = 50;
    private const int Samples = 10;

    private static readonly Clock s_clock = OperatingSystem.IsLinux() ? Clock.Cpu : Clock.Wall;

    private static readonly int[] s_sizes = [64, 144, 256, 576, 2048];

    public static void Run(CalibrationEffort effort, TextWriter output)
    {
        output.Write($"\n## Cost on one thread\n\nms ({s_clock}); a tenth of the values is a power law above a bulk. ");
        output.Write("Bootstrap, goodness of fit and double bootstrap: ms a draw.\n\n");
        SheetColumn[] columns =
        [
            new("M", ColumnKind.Real), new("spectrum of M × M", ColumnKind.Real), new("fit", ColumnKind.Real),
            new("plausible tails", ColumnKind.Real), new("bootstrap", ColumnKind.Real),
            new("goodness of fit", ColumnKind.Real), new("five rivals", ColumnKind.Real),
            new("double bootstrap", ColumnKind.Real),
        ];
        Row(s_sizes[0], effort.Seed); // so that the JIT is done with all of it
        MarkdownWriter.WriteTable(columns, s_sizes.Select(size => Row(size, effort.Seed)), output);
    }

    private static string[] Row(int size, int seed)
    {
        double[][] samples =
        [
            .. Enumerable.Range(0, Samples).Select(k => new PlantedTail(0.1, size, 3).Draw(new Random(seed + k))),
        ];
        var fits = Array.ConvertAll(samples, values => PowerLaw.FitPositive(values));
        var random = new Random(seed);
        float[] weights = [.. Enumerable.Range(0, size * size).Select(_ => random.NextSingle() - 0.5f)];
        return
        [
            size.ToString(CultureInfo.InvariantCulture),
            FigureText.Milliseconds(MedianTime.Measure(s_clock, () => Spectrum.Of(weights, size, size))),
            Time(1, (values, _) => PowerLaw.FitPositive(values)),
            Time(1, (values, fit) => PlausibleTails.Interval(values, EqualValues.Exact, fit)),
            Time(Draws, (values, _) => TailBootstrap.Interval(values, EqualValues.Exact, Draws, seed)),
            Time(Draws, (values, fit) => GoodnessOfFit.Of(values, EqualValues.Exact, fit, Draws, seed)),
            Time(1, (values, fit) => TailComparison.Of(values, fit.XMin)),
            Time(2 * Draws, (values, _) => DoubleBootstrap.ForHill(values, Draws, seed)),
        ];

        string Time(int draws, Action<double[], PowerLawFit> work) => (MedianTime.Measure(s_clock, () =>
        {
            for (int k = 0; k < samples.Length; k++)
            {
                work(samples[k], fits[k]);
            }
        }) / (samples.Length * draws)).ToString("F4", CultureInfo.InvariantCulture);
    }
}
