using System.Globalization;

namespace Heavytail.Comparison.Trends;

/// <summary>
/// The result of a table in the first lines of a report: in how many families the papers' metric has a trend, and
/// whether size does as well. It claims what the sentences of the families claim, and no more.
/// </summary>
internal static class TrendAnswer
{
    /// <summary>More families than this are counted, not named.</summary>
    private const int Named = 4;

    public static string Write(TrendTable table, IReadOnlyList<FamilyTrend> families, ClaimLevels levels)
    {
        if (families is [var only])
        {
            return only.Sentence;
        }

        (FamilyTrend Family, MetricTrend Lead)[] all =
        [
            .. families.Where(family => !family.MixesUnits && family.Models.Count >= TrendSummary.SmallestFamily)
                .Select(family => (family, FamilySentence.Lead(family.Metrics)))
                .Where(pair => pair.Item2 is not null).Select(pair => (pair.family, pair.Item2!)),
        ];
        if (all.Length == 0)
        {
            return $"None of {families.Count} families has {TrendSummary.SmallestFamily} models whose scores can be "
                + "compared, so no trend can be told.";
        }

        if (all is [var one])
        {
            return $"{TrendWords.Quote(one.Family.Family)}: {one.Family.Sentence}";
        }

        // Where alpha_weighted is constant or missing in some families, the metric that leads in most.
        string metric = all.GroupBy(pair => pair.Lead.Metric).MaxBy(group => group.Count())!.Key;
        var judged = all.Where(pair => pair.Lead.Metric == metric).ToArray();
        var claimed = judged.Where(pair => pair.Lead.Kendall!.PValue <= levels.Family).ToArray();
        return string.Join(" ", new[]
        {
            Trends(metric, table, judged.Length, claimed),
            TooFew(judged.Select(pair => pair.Lead), isRest: claimed.Length > 0, levels),
            SizePart(metric, [.. judged.Select(pair => pair.Family)], claimed),
        }.Where(part => part.Length > 0));
    }

    private static string Trends(
        string metric, TrendTable table, int judged, (FamilyTrend Family, MetricTrend Lead)[] claimed)
    {
        string score = table.Data.Score;
        if (claimed.Length == 0)
        {
            return $"Within families, {TrendWords.Quote(metric)} is not shown to track "
                + $"{TrendWords.Quote(score)} in any "
                + $"of {judged}.";
        }

        int expected = table.Data.LowerIsBetter ? 1 : -1;
        bool hasTheory = table.SmallerIsBetter(metric);
        string[] parts =
        [
            .. new[] { expected, -expected }
                .Select(direction => (direction, Of: claimed.Where(pair => pair.Lead.Direction == direction).ToArray()))
                .Where(part => part.Of.Length > 0)
                .Select(part => $"{TrendWords.Relation(score, part.direction, metric)} in {Count(part.Of, judged)}"
                    + (!hasTheory ? "" : part.direction == expected ? ", as theory expects" : ", against theory")),
        ];
        return $"Within families, {string.Join("; ", parts)}.";
    }

    private static string Count((FamilyTrend Family, MetricTrend Lead)[] claimed, int judged)
    {
        string names = claimed.Length > Named ? ""
            : $" ({TrendWords.Names(claimed.Select(pair => pair.Family.Family))})";
        return string.Create(CultureInfo.InvariantCulture, $"{claimed.Length} of {judged}{names}");
    }

    /// <summary>Families that could not have shown a trend, however clear.</summary>
    private static string TooFew(IEnumerable<MetricTrend> leads, bool isRest, ClaimLevels levels)
    {
        MetricTrend[] all = [.. leads];
        int count = all.Count(lead => lead.Kendall!.SmallestPValue > levels.Sentences);
        return count == 0 ? ""
            : count == all.Length && !isRest && count > 1
                ? "All have too few models, or too many ties, to show a trend."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{(isRest ? "Of the others, " : "Of these, ")}{count} {(count == 1 ? "has" : "have")} too few models ")
                + "or too many ties to show a trend.";
    }

    /// <summary>Means of τ, which claim nothing; in the families with a trend, how often size orders as well.</summary>
    private static string SizePart(
        string metric, FamilyTrend[] judged, (FamilyTrend Family, MetricTrend Lead)[] claimed)
    {
        (double Metric, double Size)[] both =
        [
            .. judged.Select(family => (family[metric]?.Kendall, family[TrendMetrics.Size]?.Kendall))
                .Where(pair => pair.Item1 is not null && pair.Item2 is not null)
                .Select(pair => (pair.Item1!.Coefficient, pair.Item2!.Coefficient)),
        ];
        if (both.Length == 0)
        {
            return judged.All(family => family[TrendMetrics.Size] is null or { Count: 0 })
                ? FamilySentence.NoSizes
                : "Size does not differ within families, so it explains nothing.";
        }

        string means = $"Mean tau {TrendWords.Number(both.Average(pair => pair.Metric))}, of size alone "
            + $"({TrendWords.Quote(TrendMetrics.Size)}) {TrendWords.Number(both.Average(pair => pair.Size))}";
        int asWell = claimed.Count(pair =>
            Math.Abs(pair.Family[TrendMetrics.Size]?.Kendall?.Coefficient ?? 0)
            >= Math.Abs(pair.Lead.Kendall!.Coefficient));
        return claimed.Length == 0
            ? $"{means}."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{means}; size orders the models as well or better in {asWell} of the {claimed.Length}.");
    }
}
