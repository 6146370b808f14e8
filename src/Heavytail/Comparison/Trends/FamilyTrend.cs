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

    /// <summary>The families of a table with their trends, and with the levels at which sentences claim one.</summary>
    internal static (FamilyTrend[] Families, ClaimLevels Levels) Fit(TrendTable table, int seed)
    {
        var data = table.Data;
        var families = data.Models.GroupBy(model => model.Family).ToArray();
        MetricTrend[][] trends =
        [
            .. families.Select(family => data.Metrics
                .Select(metric => MetricTrend.Create(metric, [.. family], seed)).ToArray()),
        ];
        var levels = ClaimLevels.From(trends, families.Count(family => family.Count() > 1) > 1, data.Metrics.Count);
        return (
            [
                .. families.Zip(trends, (family, own) => new FamilyTrend(
                    family.Key, [.. family], own, FamilySentence.Write([.. family], own, table, levels))),
            ], levels);
    }
}
