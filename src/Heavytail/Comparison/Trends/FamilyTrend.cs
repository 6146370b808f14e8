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
    /// <summary>
    /// Whether some of its scores are fractions and others percent, so that nothing is claimed of them.
    /// </summary>
    public bool MixesUnits { get; private init; }

    /// <summary>The trend of a metric.</summary>
    public MetricTrend? this[string metric] => Metrics.FirstOrDefault(trend => trend.Metric == metric);

    /// <summary>The families of a table with their trends, and with the levels at which sentences claim one.</summary>
    internal static (FamilyTrend[] Families, ClaimLevels Levels) Fit(
        TrendTable table, ScoreUnits units, int seed, CancellationToken cancellation)
    {
        var data = table.Data;
        var families = data.Models.GroupBy(model => model.Family).ToArray();
        MetricTrend[][] trends =
        [
            .. families.Select(family => data.Metrics
                .Select(metric => MetricTrend.Create(metric, [.. family], seed, cancellation)).ToArray()),
        ];
        bool isPooled = families.Count(family => family.Count() > 1) > 1;
        MetricTrend[][] claimed =
        [
            .. families.Zip(trends).Where(pair => !units.Mixes(pair.First.Key)).Select(pair => pair.Second),
        ];
        var levels = ClaimLevels.From(claimed, isPooled, data.Metrics.Count);
        return (
            [
                .. families.Zip(trends, (family, own) => new FamilyTrend(
                    family.Key,
                    [.. family],
                    own,
                    units.Mixes(family.Key)
                        ? ScoreUnits.Sentence(data.Score, family.Count())
                        : FamilySentence.Write([.. family], own, table, levels))
                {
                    MixesUnits = units.Mixes(family.Key),
                }),
            ], levels);
    }
}
