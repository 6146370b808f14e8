namespace Heavytail.Comparison.Trends;

/// <summary>The trends of one family in words: the papers' metric, the closest metric, size, and chance.</summary>
internal static class FamilySentence
{
    public const string NoSizes = "Parameter counts are not known, so the metrics cannot be compared with size.";

    /// <summary>The trend that a sentence is about: of the papers' metric, or of the first that varies.</summary>
    /// <param name="trends">Trends of one family.</param>
    /// <returns>Null where no metric varies, or there are fewer than three models.</returns>
    public static MetricTrend? Lead(IReadOnlyList<MetricTrend> trends)
    {
        MetricTrend[] metrics = [.. Metrics(trends)];
        return metrics.FirstOrDefault(trend => trend.Metric == TrendMetrics.Lead) ?? metrics.FirstOrDefault();
    }

    public static string Write(
        IReadOnlyList<TrendModel> models, IReadOnlyList<MetricTrend> trends, TrendTable table, ClaimLevels levels)
    {
        if (models.Count < TrendSummary.SmallestFamily)
        {
            return models.Count == 1
                ? "One model makes no trend."
                : "Any two models lie on a line: they show no trend.";
        }

        MetricTrend[] metrics = [.. Metrics(trends)];
        if (Lead(trends) is not { } lead)
        {
            return $"Either no metric or no {TrendWords.Quote(table.Data.Score)} differs among these "
                + $"{TrendWords.Models(models.Count)}: they show no trend.";
        }

        bool isTrend = lead.Kendall!.PValue <= levels.Family;
        double level = levels.Family / metrics.Length;
        return string.Join(" ", new[]
        {
            isTrend ? TrendPart(lead, models, table) : ChancePart(lead, table.Data.Score, levels),
            ClosestPart(lead, metrics),
            SizePart(models.Count, isTrend ? metrics : [], trends, level),
        }.Where(part => part.Length > 0));
    }

    private static IEnumerable<MetricTrend> Metrics(IReadOnlyList<MetricTrend> trends) => trends.Where(trend =>
        !trend.IsBaseline && trend.Kendall is not null && trend.Count >= TrendSummary.SmallestFamily);

    /// <summary>The order by τ, and the line where it has the same sign: else what makes them disagree.</summary>
    private static string TrendPart(MetricTrend trend, IReadOnlyList<TrendModel> models, TrendTable table)
    {
        string over = $"Over {TrendWords.Models(trend.Count)}";
        string score = table.Data.Score;
        string relation = $"{TrendWords.Relation(score, trend.Direction, trend.Metric)} ({TrendWords.Write(trend)})";
        if (trend.Fit is { } line && Math.Sign(line.Slope) * trend.Direction < 0)
        {
            return $"{over}, tau and slope disagree: by order {relation}, but the line "
                + $"{TrendWords.Verb(Math.Sign(line.Slope))} ({TrendWords.Line(line)}). "
                + LineOutliers.Write(trend.Metric, models, trend.Direction);
        }

        bool expected = trend.Direction == (table.Data.LowerIsBetter ? 1 : -1);
        string theory = !table.SmallerIsBetter(trend.Metric) ? ""
            : expected ? ", as theory expects" : ", against what theory expects";
        string fit = trend.Fit is null ? ""
            : $" The line {TrendWords.Verb(trend.Direction)} too ({TrendWords.Line(trend.Fit)}).";
        return $"{over}, {relation}{theory}.{fit}";
    }

    /// <summary>No trend: too few models or too many ties to show one, or none beyond chance.</summary>
    private static string ChancePart(MetricTrend trend, string score, ClaimLevels levels)
    {
        var tau = trend.Kendall!;
        (string metric, string named) = (TrendWords.Quote(trend.Metric), TrendWords.Quote(score));
        string over = $"Over {TrendWords.Models(trend.Count)}";
        if (tau.SmallestPValue <= levels.Sentences)
        {
            string found = TrendWords.Write(trend);
            return tau.PValue < ClaimLevels.Table
                ? $"{over}, it is not certain that {metric} has a trend with {named} ({found}): a claim takes a "
                    + $"p of {TrendWords.Digits(levels.Family)} among {levels.Families} families."
                : $"{over}, {metric} shows no trend with {named} beyond chance ({found}).";
        }

        double untied = SmallestUntied(trend.Count);
        string floor = TrendWords.Digits(tau.SmallestPValue);
        string cause = tau.SmallestPValue < untied * 1.001
            ? $"n = {trend.Count} allows no p below {floor}"
            : $"ties allow no p below {floor}, where n = {trend.Count} alone allows {TrendWords.Digits(untied)}";
        string claim = tau.SmallestPValue < ClaimLevels.Table
            ? $", and a claim takes one of {TrendWords.Digits(levels.Sentences)}"
            : "";
        return $"{over}, no trend of {named} with {metric} can be told "
            + $"(tau {TrendWords.Number(tau.Coefficient)}): {cause}{claim}.";
    }

    /// <summary>2/n!, the smallest p of n points without ties.</summary>
    private static double SmallestUntied(int count) =>
        Math.Max(2 * Math.Exp(-MathNet.Numerics.SpecialFunctions.FactorialLn(count)), double.Epsilon);

    /// <summary>The best of several metrics is partly luck, so its p is that of the best of so many.</summary>
    private static string ClosestPart(MetricTrend lead, MetricTrend[] metrics)
    {
        var closest = metrics.MaxBy(trend => (Math.Abs(trend.Kendall!.Coefficient), trend.Fit?.RSquared ?? 0))!;
        double best = Math.Min(1, closest.Kendall!.PValue * metrics.Length);
        return closest == lead || metrics.Length == 1
            ? ""
            : $"Of {metrics.Length} metrics {TrendWords.Quote(closest.Metric)} is the closest "
                + $"({TrendWords.Write(closest)}; as the best of {metrics.Length}, {TrendWords.P(best)}).";
    }

    private static string SizePart(
        int models, MetricTrend[] metrics, IReadOnlyList<MetricTrend> trends, double level)
    {
        var size = trends.FirstOrDefault(trend => trend.Metric == TrendMetrics.Size);
        if (size is null || size.Count == 0)
        {
            return NoSizes;
        }

        if (size.Kendall is null)
        {
            return "All models have the same size, so size explains nothing.";
        }

        // One far model makes any correlation: where line and order disagree, it is no evidence.
        string[] more =
        [
            .. metrics.Where(trend => trend.GivenSize?.PValue <= level
                && Math.Sign(trend.Fit?.Slope ?? 0) == trend.Direction).Select(trend => trend.Metric),
        ];
        string known = $"{TrendWords.Quote(TrendMetrics.Size)}: {TrendWords.Write(size)}";
        return more.Length == 0
            ? $"On these {models} models, no metric is shown to explain more than size does ({known})."
            : $"Given size ({known}), {TrendWords.Names(more)} still "
                + $"{(more.Length > 1 ? "explain" : "explains")} more.";
    }
}
