namespace Heavytail.Comparison.Trends;

/// <summary>What the trends of one family say, in words: the metric of the papers, the closest one, size, and chance.</summary>
internal static class FamilySentence
{
    public static string Write(int models, IReadOnlyList<MetricTrend> trends, TrendData data)
    {
        if (models < TrendSummary.SmallestFamily)
        {
            return models == 1
                ? "One model is no trend."
                : "Two models lie on a line whatever they are: no trend can be told.";
        }

        MetricTrend[] metrics = [.. trends.Where(trend => !trend.IsBaseline && trend.Kendall is not null)];
        if (metrics.Length == 0)
        {
            return $"No metric differs among these {TrendWords.Models(models)}, or their {data.Score} does not: no trend can be told.";
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
        string floor = tau.SmallestPValue > PooledTrend.Significance
            ? $", and n = {trend.Count} allows no p below {tau.SmallestPValue.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture)}"
            : "";
        if (trend.Direction == 0 || (tau.PValue >= PooledTrend.Significance && tau.PValue > tau.SmallestPValue * 1.001))
        {
            return $"Over {TrendWords.Models(trend.Count)}, {trend.Metric} shows no trend with {data.Score} beyond chance ({TrendWords.Write(trend)}){floor}.";
        }

        bool expected = trend.Direction == (data.LowerIsBetter ? 1 : -1);
        string theory = !TrendMetrics.SmallerIsBetter(trend.Metric) ? ""
            : expected ? ", as theory expects" : ", against what theory expects";
        return $"Over {TrendWords.Models(trend.Count)}, {TrendWords.Relation(data.Score, trend.Direction, trend.Metric)} ({TrendWords.Write(trend)}){theory}{floor}.";
    }

    /// <summary>The best of several is partly luck, so that it is said how many there were.</summary>
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
            return "Parameter counts are not known, so neither is what size alone would say.";
        }

        if (size.Kendall is null)
        {
            return "All have the same size, which therefore explains nothing.";
        }

        // As many chances to be wrong as there are metrics: each has to pass a level divided by their number.
        string[] more = [.. metrics
            .Where(trend => trend.GivenSize?.PValue * metrics.Length < PooledTrend.Significance)
            .Select(trend => trend.Metric)];
        return more.Length == 0
            ? $"On these {models} alone no metric says more than size does (log10(parameters): {TrendWords.Write(size)})."
            : $"Given size (log10(parameters): {TrendWords.Write(size)}), {TrendWords.List(more)} still {(more.Length == 1 ? "says" : "say")} more.";
    }
}
