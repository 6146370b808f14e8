namespace Heavytail.Measures;

/// <summary>The bulk of noise in a spectrum, and the spikes above it, as the convention counts them.</summary>
internal sealed class BulkMeasure : IMeasure
{
    /// <summary>Multiply-adds for each eigenvalue: a quantile of the law takes some 100 ns.</summary>
    private const double CostPerEigenvalue = 2000;

    public string Name => "bulk";

    /// <summary>Its rows stand in <see cref="MetricTable.BuiltIn"/>.</summary>
    public IReadOnlyList<Metric> Metrics => [];

    public bool NeedsIndependence => true;

    public double Cost(Layer layer) => CostPerEigenvalue * layer.EigenvalueCount;

    public LayerMetrics Measure(MeasureInput input) =>
        input.Metrics with { Bulk = input.Convention.Bulk(input.Layer, input.Spectrum) };
}
