namespace Heavytail.Metrics;

/// <summary>What a metric is: feeds <c>explain</c>, the docs and the report schema.</summary>
public static class MetricCatalog
{
}
