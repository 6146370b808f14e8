// What:      the tail on which det X = 1 holds, and how far the tail of the power law is from it.
// Formula:   y_i = λ_i·n/Σλ;  from the largest on, the sum of ln y falls below 0 at the k-th:  detX_num = k.
//            trace_log = Σ ln y over λ ≥ xmin.
// Reference: Martin & Hinrichs, SETOL (arXiv 2507.17912); WeightWatcher 0.7.5.5, RMT_Util.detX_constraint.
// Not done:  products, which vanish from some 3,000 eigenvalues on: those are WeightWatcher's (DeterminantTail).
using Heavytail.Conventions;

namespace Heavytail.Measures;

/// <summary>The condition det X = 1.</summary>
internal sealed class ErgMeasure : IMeasure
{
    public string Name => "erg";

    public IReadOnlyList<Metric> Metrics { get; } =
    [
        new("detX_num", MetricKind.Count, m => m.Erg?.DetXNum) { IsOwn = true },
        new("detX_val", MetricKind.Real, m => m.Erg?.DetXVal) { IsOwn = true },
        new("ERG_gap", MetricKind.Count, m => m.Erg?.ErgGap) { IsOwn = true },
        new("delta_lambda_min", MetricKind.Real, m => m.Erg?.DeltaLambdaMin) { IsOwn = true, SummaryOrder = 31 },
        new("trace_log", MetricKind.Real, m => m.Erg?.TraceLog) { IsOwn = true },
        new("trace_log_per_eval", MetricKind.Real, m => m.Erg?.TraceLogPerEval) { IsOwn = true, SummaryOrder = 32 },
        new("over_regularized", MetricKind.Word, m => m.Erg?.OverRegularized is bool over ? (over ? 1 : 0) : null)
            { IsOwn = true, Words = TailLawNames.Flag },
    ];

    public LayerMetrics Measure(MeasureInput input)
    {
        var tail = input.Metrics.Tail is { NumPlSpikes: >= 0 } fitted ? fitted : null;
        var erg = Compute(
            input.Spectrum.Eigenvalues, tail?.XMin, tail?.NumPlSpikes, input.Convention.Determinant(input.Spectrum));
        return input.Metrics with
        {
            Erg = erg is null ? null : erg with
            {
                OverRegularized = IsOverRegularized(input.Metrics.Interval?.High, erg.DeltaLambdaMin),
            },
        };
    }

    /// <summary>The interval must be below 2, not alpha alone: noise of small layers has such an alpha too.</summary>
    /// <param name="high">The upper end of the interval of α.</param>
    /// <param name="delta">Δλ_min.</param>
    internal static bool? IsOverRegularized(double? high, double? delta) =>
        high is null || delta is null ? null : high < TrainingWarnings.OverTrainedBelow && delta < 0;

    /// <summary>The condition on a spectrum.</summary>
    /// <param name="ascending">All eigenvalues, zeros included.</param>
    /// <param name="xmin">Where the tail of the power law begins; null without one.</param>
    /// <param name="tailCount">Its number of eigenvalues; null without one.</param>
    /// <returns>Null where all eigenvalues are zero or equal: no tail is on its own.</returns>
    internal static ErgMetrics? Compute(IReadOnlyList<double> ascending, double? xmin, int? tailCount) =>
        Compute(ascending, xmin, tailCount, DeterminantTail.ByLogarithms(ascending));

    private static ErgMetrics? Compute(
        IReadOnlyList<double> ascending, double? xmin, int? tailCount, DeterminantTail determinant)
    {
        int n = ascending.Count;
        double largest = ascending[^1];
        if (!(largest > 0) || ascending[0] == largest)
        {
            return null;
        }

        double mean = DeterminantTail.RelativeMean(ascending);
        double logMean = Math.Log(mean);
        double LogY(double value) => Math.Log(value / largest) - logMean;
        double? traceLog = tailCount is int tail
            ? Enumerable.Range(n - tail, tail).Sum(i => LogY(ascending[i]))
            : null;
        return new ErgMetrics
        {
            DetXNum = determinant.Count,
            DetXVal = determinant.Smallest,
            ErgGap = determinant.Count - tailCount,
            DeltaLambdaMin = (xmin - determinant.Smallest) / largest / mean,
            TraceLog = traceLog,
            TraceLogPerEval = traceLog / tailCount,
        };
    }
}
