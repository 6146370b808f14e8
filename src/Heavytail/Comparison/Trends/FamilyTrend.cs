using Heavytail.Comparison.Trends;

namespace Heavytail;

/// <summary>The trends of one family.</summary>
/// <param name="Family">Name of the family.</param>
/// <param name="Models">Models of the family.</param>
/// <param name="Metrics">Trend of every metric.</param>
/// <param name="Sentence">The result in sentences.</param>
public sealed record FamilyTrend(
    string Family, IReadOnlyList<TrendModel> Models, IReadOnlyList<MetricTrend> Metrics, string Sentence)
{
    /// <summary>The trend of a metric.</summary>
    public MetricTrend? this[string metric] => Metrics.FirstOrDefault(trend => trend.Metric == metric);

    internal static FamilyTrend Fit(string family, IReadOnlyList<TrendModel> models, TrendData data, int seed)
    {
        MetricTrend[] trends = [.. data.Metrics.Select(metric => MetricTrend.Create(metric, models, seed))];
        return new FamilyTrend(family, models, trends, FamilySentence.Write(models.Count, trends, data));
    }
}
