using Heavytail.Fits;

namespace Heavytail.Measures;

/// <summary>The interval of α that costs no more than another fit.</summary>
internal sealed class IntervalMeasure : IMeasure
{
    /// <summary>Multiply-adds for each eigenvalue and each doubling of their number.</summary>
    private const double CostPerEigenvalue = 400;

    public string Name => "interval";

    /// <summary>Its rows stand in <see cref="MetricTable.BuiltIn"/>.</summary>
    public IReadOnlyList<Metric> Metrics => [];

    public bool NeedsIndependence => true;

    public double Cost(Layer layer) => CostPerEigenvalue * layer.EigenvalueCount * Math.Log2(layer.EigenvalueCount + 1);

    public LayerMetrics Measure(MeasureInput input) =>
        input.Fitted is { } fitted && FitOf(input.Metrics) is { } fit
            && PlausibleTails.Interval(fitted.Candidates, fit) is { } interval
            ? input.Metrics with { Interval = new IntervalMetrics { Low = interval.Low, High = interval.High } }
            : input.Metrics;

    /// <summary>The fit of a row; null where it failed.</summary>
    internal static PowerLawFit? FitOf(LayerMetrics metrics) =>
        metrics.Status == LayerStatus.Success && metrics.Tail is
        {
            Alpha: double alpha, XMin: double xmin, XMax: double xmax, D: double d, Sigma: double sigma,
            NumPlSpikes: int count,
        }
            ? new PowerLawFit(FitStatus.Success, alpha, xmin, xmax, d, sigma, count)
            : null;
}
