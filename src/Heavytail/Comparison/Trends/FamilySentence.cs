namespace Heavytail.Comparison.Trends;

/// <summary>The trends of one family in words: the papers' metric, the closest metric, size, and chance.</summary>
internal static class FamilySentence
{
    public static string Write(int models, IReadOnlyList<MetricTrend> trends, TrendData data)
    {
        if (models < TrendSummary.SmallestFamily)
        {
            return models == 1
                ? "One model makes no trend."
                : "Any two models lie on a line: they show no trend.";
        }

        MetricTrend[] metrics = [.. trends.Where(trend => !trend.IsBaseline && trend.Kendall is not null)];
        if (metrics.Length == 0)
        {
            return $"Either no metric or no {data.Score} differs among these {TrendWords.Models(models)}: "
                + "they show no trend.";
        }

        var lead = metrics.FirstOrDefault(trend => trend.Metric == TrendMetrics.Lead) ?? metrics[0];
        return string.Join(" ", new[]
        {
            LeadPart(lead, data), ClosestPart(lead, metrics), SizePart(models, metrics, trends),
        }.Where(part => part.Length > 0));
    }

    private static string LeadPart(MetricTrend trend, TrendData data)
    {
        var tau = trend.Kendall!;
        string over = $"Over {TrendWords.Models(trend.Count)}";
        string floor = tau.SmallestPValue > PooledTrend.Significance
            ? $", and n = {trend.Count} allows no p below {TrendWords.Share(tau.SmallestPValue)}"
            : "";
        bool isChance = tau.PValue >= PooledTrend.Significance && tau.PValue > tau.SmallestPValue * 1.001;
        if (trend.Direction == 0 || isChance)
        {
            return $"{over}, {trend.Metric} shows no trend with {data.Score} beyond chance "
                + $"({TrendWords.Write(trend)}){floor}.";
        }

        bool expected = trend.Direction == (data.LowerIsBetter ? 1 : -1);
        string theory = !TrendMetrics.SmallerIsBetter(trend.Metric) ? ""
            : expected ? ", as theory expects" : ", against what theory expects";
        string relation = TrendWords.Relation(data.Score, trend.Direction, trend.Metric);
        return $"{over}, {relation} ({TrendWords.Write(trend)}){theory}{floor}.";
    }

    /// <summary>The best of several metrics is partly luck, so the sentence says how many there were.</summary>
    private static string ClosestPart(MetricTrend lead, MetricTrend[] metrics)
    {
        var closest = metrics.MaxBy(trend => (Math.Abs(trend.Kendall!.Coefficient), trend.Fit?.RSquared ?? 0))!;
        return closest == lead || metrics.Length == 1
            ? ""
            : $"Of {metrics.Length} metrics {closest.Metric} is the closest ({TrendWords.Write(closest)}).";
    }

    private static string SizePart(int models, MetricTrend[] metrics, IReadOnlyList<MetricTrend> trends)
    {
        var size = trends.FirstOrDefault(trend => trend.Metric == TrendMetrics.Size);
        if (size is null || size.Count == 0)
        {
            return "Parameter counts are not known, so the metrics cannot be compared with size.";
        }

        if (size.Kendall is null)
        {
            return "All models have the same size, so size explains nothing.";
        }

        // Bonferroni: several metrics are several chances to be wrong, so the level is divided by their number.
        string[] more = [.. metrics
            .Where(trend => trend.GivenSize?.PValue * metrics.Length < PooledTrend.Significance)
            .Select(trend => trend.Metric)];
        string known = $"log10(parameters): {TrendWords.Write(size)}";
        return more.Length == 0
            ? $"On these {models} models, no metric explains more than size does ({known})."
            : $"Given size ({known}), {TrendWords.List(more)} still {(more.Length > 1 ? "explain" : "explains")} more.";
    }
}
