namespace Heavytail.Comparison.Trends;

/// <summary>A table of models with what is known of its metrics.</summary>
/// <param name="Data">The models.</param>
/// <param name="Metrics">The metrics of an analysis, those of further measures included.</param>
internal sealed record TrendTable(TrendData Data, MetricTable Metrics)
{
    /// <summary>Whether theory expects the smaller value in the better model.</summary>
    public bool SmallerIsBetter(string metric) => TrendMetrics.SmallerIsBetter(metric, Metrics);
}
