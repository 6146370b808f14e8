using Heavytail.Fits;
using Heavytail.Fits.Extremes;
using Heavytail.Fits.Laws;

namespace Heavytail.Measures;

/// <summary>The tail by other laws and other estimates, on the values that the convention fitted.</summary>
internal sealed class TailsMeasure : IMeasure
{
    /// <summary>Resamples of each size of the double bootstrap (Danielsson 2001 draws 500).</summary>
    private const int Draws = 500;

    /// <summary>Multiply-adds for each eigenvalue: the double bootstrap is most of it.</summary>
    private const double CostPerEigenvalue = 4e5;

    public string Name => "tails";

    public IReadOnlyList<Metric> Metrics { get; } =
    [
        new("best_tail", MetricKind.Word, m => (double?)m.Rivals?.Best) { IsOwn = true, Words = TailLawNames.Words },
        new("best_tail_p", MetricKind.Real, m => m.Rivals?.BestP) { IsOwn = true },
        new("tpl_alpha", MetricKind.Real, m => m.Rivals?.BoundedAlpha) { IsOwn = true },
        new("tpl_p", MetricKind.Real, m => m.Rivals?.BoundedP) { IsOwn = true },
        new("etpl_alpha", MetricKind.Real, m => m.Rivals?.CutoffAlpha) { IsOwn = true, SummaryOrder = 51 },
        new("etpl_lambda", MetricKind.Real, m => m.Rivals?.CutoffLambda) { IsOwn = true },
        new("etpl_R", MetricKind.Real, m => m.Rivals?.CutoffR) { IsOwn = true },
        new("etpl_p", MetricKind.Real, m => m.Rivals?.CutoffP) { IsOwn = true },
        new("exp_R", MetricKind.Real, m => m.Rivals?.ExponentialR) { IsOwn = true },
        new("exp_p", MetricKind.Real, m => m.Rivals?.ExponentialP) { IsOwn = true },
        new("stretched_R", MetricKind.Real, m => m.Rivals?.StretchedR) { IsOwn = true },
        new("stretched_p", MetricKind.Real, m => m.Rivals?.StretchedP) { IsOwn = true },
        new("lognormal_R", MetricKind.Real, m => m.Rivals?.LogNormalR) { IsOwn = true },
        new("lognormal_p", MetricKind.Real, m => m.Rivals?.LogNormalP) { IsOwn = true },
        new("alpha_hill", MetricKind.Real, m => m.Rivals?.HillAlpha) { IsOwn = true, SummaryOrder = 52 },
        new("alpha_hill_smooth", MetricKind.Real, m => m.Rivals?.SmoothHillAlpha) { IsOwn = true },
        new("k_hill", MetricKind.Count, m => m.Rivals?.HillCount) { IsOwn = true },
        new("alpha_moments", MetricKind.Real, m => m.Rivals?.MomentsAlpha) { IsOwn = true },
        new("estimates_differ", MetricKind.Word, m => m.Rivals?.Disagree is bool differ ? (differ ? 1 : 0) : null)
            { IsOwn = true, Words = TailLawNames.Flag },
        new("alpha_median", MetricKind.Real, m => m.Rivals?.MedianAlpha) { IsOwn = true, SummaryOrder = 53 },
        new("alpha_peak", MetricKind.Real, m => m.Rivals?.PeakAlpha) { IsOwn = true },
        new("alpha_clipped", MetricKind.Real, m => m.Rivals?.ClippedAlpha) { IsOwn = true, SummaryOrder = 54 },
        new("num_removed", MetricKind.Count, m => m.Rivals?.NumRemoved) { IsOwn = true },
        new("xmax_clipped", MetricKind.Real, m => m.Rivals?.ClippedXMax) { IsOwn = true },
        new("alpha_plateau", MetricKind.Real, m => m.Rivals?.PlateauAlpha) { IsOwn = true },
        new("plateau_width", MetricKind.Real, m => m.Rivals?.PlateauWidth) { IsOwn = true },
        new("D_kuiper", MetricKind.Real, m => m.Rivals?.Kuiper) { IsOwn = true },
        new("D_anderson", MetricKind.Real, m => m.Rivals?.AndersonDarling) { IsOwn = true },
    ];

    public double Cost(Layer layer) => CostPerEigenvalue * layer.EigenvalueCount;

    public LayerMetrics Measure(MeasureInput input)
    {
        if (input.Fitted is not { } fitted || IntervalMeasure.FitOf(input.Metrics) is not { } fit)
        {
            return input.Metrics;
        }

        var values = fitted.Values.Span;
        var indexes = TailIndexes.Of(values, Draws, input.SeedFor("double bootstrap"));
        var clipped = ClippedTail.Of(values, fitted.Equal);
        var plateau = AlphaCurve.Plateau(AlphaCurve.Of(values, fitted.Equal));
        return input.Metrics with
        {
            Rivals = OfLaws(values, fit) with
            {
                HillAlpha = Finite(indexes?.Hill.Alpha),
                SmoothHillAlpha = Finite(indexes?.SmoothHill.Alpha),
                HillCount = indexes?.HillCount,
                MomentsAlpha = Finite(indexes?.Moments?.Alpha),
                Disagree = indexes?.Disagree,
                MedianAlpha = Finite(RestrictedXMin.AtMedian(values).Alpha),
                PeakAlpha = Finite(RestrictedXMin.AtPeak(values, fitted.Equal)?.Alpha),
                ClippedAlpha = Finite(clipped.Clipped.Alpha),
                NumRemoved = clipped.Removed,
                ClippedXMax = Finite(clipped.XMax),
                PlateauAlpha = Finite(plateau?.Alpha),
                PlateauWidth = plateau is { } found ? found.XMinHigh / found.XMinLow : null,
            },
        };
    }

    private static RivalMetrics OfLaws(ReadOnlySpan<double> values, PowerLawFit fit)
    {
        if (TailSample.From(values, fit.XMin) is not { } sample)
        {
            return new RivalMetrics();
        }

        var laws = TailComparison.Of(sample);
        TailRival Rival(TailLawKind kind) => laws.Rivals.Single(rival => rival.Law.Kind == kind);
        var bounded = Rival(TailLawKind.BoundedPowerLaw);
        var cutoff = Rival(TailLawKind.CutoffPowerLaw);
        var cutoffLaw = (CutoffParetoLaw)cutoff.Law;
        var (exponential, stretched, logNormal) = (
            Rival(TailLawKind.Exponential), Rival(TailLawKind.StretchedExponential), Rival(TailLawKind.LogNormal));
        var distances = TailDistances.Of(sample, laws.PowerLaw);
        return new RivalMetrics
        {
            Best = (TailLawName)laws.Best,
            BestP = laws.BestP,
            BoundedAlpha = Finite(((BoundedParetoLaw)bounded.Law).Alpha),
            BoundedP = bounded.P,
            CutoffAlpha = Finite(cutoffLaw.Alpha),
            CutoffLambda = Finite(cutoffLaw.Rate / fit.XMin),
            CutoffR = Finite(cutoff.Ratio.R),
            CutoffP = cutoff.P,
            ExponentialR = Finite(exponential.Ratio.R),
            ExponentialP = exponential.P,
            StretchedR = Finite(stretched.Ratio.R),
            StretchedP = stretched.P,
            LogNormalR = Finite(logNormal.Ratio.R),
            LogNormalP = logNormal.P,
            Kuiper = Finite(distances.Kuiper),
            AndersonDarling = Finite(distances.AndersonDarling),
        };
    }

    private static double? Finite(double? value) => value is double number && double.IsFinite(number) ? number : null;
}
