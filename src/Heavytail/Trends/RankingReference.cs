using System.IO.Enumeration;
using Heavytail.Statistics;
using Heavytail.Tables;

namespace Heavytail.Trends;

/// <summary>A family with known scores, from which those of others are predicted.</summary>
/// <param name="Source">The table.</param>
/// <param name="Family">The family.</param>
/// <param name="Score">What is predicted.</param>
/// <param name="Metric">From which metric.</param>
/// <param name="Convention">How weights were scaled and pooled; null where the table does not say.</param>
/// <param name="Fit">The line through its models.</param>
public sealed record RankingReference(
    string Source, string Family, string Score, string Metric, string? Convention, LinearFit Fit)
{
    /// <summary>What an interval of its predictions holds: n models warrant no confidence above n/(n + 1).</summary>
    public double Confidence(RankingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Math.Min(options.Confidence, (double)Fit.Count / (Fit.Count + 1));
    }

    /// <summary>Fits the family.</summary>
    /// <param name="data">The table's models.</param>
    /// <param name="metric">From which metric scores are predicted.</param>
    /// <param name="family">A glob that names one family; null where there is only one of three models or more.</param>
    /// <exception cref="TableException">There is no such family, or several, or its trend cannot be fitted.</exception>
    public static RankingReference Of(TrendData data, string metric, string? family)
    {
        ArgumentNullException.ThrowIfNull(data);
        var families = data.Models.GroupBy(model => model.Family)
            .Where(group => family is null
                ? group.Count() >= TrendSummary.SmallestFamily
                : FileSystemName.MatchesSimpleExpression(family, group.Key, ignoreCase: false))
            .ToArray();
        if (families.Length != 1)
        {
            string found = families.Length == 0
                ? $"no family {(family is null ? "of three models or more" : $"`{family}`")}"
                : $"{families.Length} families: {string.Join(", ", families.Select(group => group.Key))}";
            string[] all = [.. data.Models.Select(model => model.Family).Distinct()];
            throw new TableException(
                data.Source, found, families.Length > 1 ? "choose one with `--family GLOB`" : $"families are {string.Join(", ", all)}");
        }

        var trend = MetricTrend.Of(metric, [.. families[0]], new TrendOptions().Seed);
        return trend.Fit is { LeaveOneOutRSquared: not null } fit
            ? new RankingReference(data.Source, families[0].Key, data.Score, metric, data.Convention, fit)
            : throw new TableException(
                data.Source,
                $"family `{families[0].Key}`: {TrendWords.Models(trend.Count)} with {metric} and {data.Score} make no line with an error",
                "a prediction needs three models or more that differ");
    }
}
