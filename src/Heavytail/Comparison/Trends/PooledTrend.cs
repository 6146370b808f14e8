namespace Heavytail;

/// <summary>
/// One metric over the models of all families: pooled as if they were one, and within families, the mean of each family
/// taken off both metric and score. Where the two disagree in sign, the pooled trend is one of families, not of models
/// (Simpson's paradox; Martin &amp; Mahoney, arXiv 2106.00734).
/// </summary>
/// <param name="Metric">The metric.</param>
/// <param name="Pooled">Over all models.</param>
/// <param name="Within">Over the models of families of two or more, family means taken off.</param>
/// <param name="Reversals">Families whose own trend goes against the pooled one with p below 0.05.</param>
public sealed record PooledTrend(
    string Metric, OverallTrend Pooled, OverallTrend Within, IReadOnlyList<FamilyReversal> Reversals)
{
    /// <summary>Level of significance.</summary>
    public const double Significance = 0.05;

    /// <summary>Whether slope or τ change sign when family means are taken off.</summary>
    public bool ChangesSign =>
        Pooled.Direction * Within.Direction < 0
        || Math.Sign(Pooled.Fit?.Slope ?? 0) * Math.Sign(Within.Fit?.Slope ?? 0) < 0;

    internal static PooledTrend Fit(
        string metric, TrendData data, IReadOnlyList<FamilyTrend> families)
    {
        var pooled = OverallTrend.Pooled(metric, data.Models);
        return new PooledTrend(
            metric,
            pooled,
            OverallTrend.Within(metric, data.Models),
            [.. families.Select(family => Reversal(family, metric, pooled)).OfType<FamilyReversal>()]);
    }

    /// <summary>The trend of a family, where it is significant and goes against the pooled one.</summary>
    private static FamilyReversal? Reversal(FamilyTrend family, string metric, OverallTrend pooled)
    {
        var trend = family[metric];
        bool isSignificant = trend?.Kendall?.PValue < Significance;
        return trend is not null && isSignificant && trend.Direction * pooled.Direction < 0
            ? new FamilyReversal(family.Family, trend)
            : null;
    }
}

/// <summary>A family whose trend goes against that of all models.</summary>
/// <param name="Family">Name of the family.</param>
/// <param name="Trend">Trend of the family.</param>
public sealed record FamilyReversal(string Family, MetricTrend Trend);
