using Heavytail.Comparison.Trends;

namespace Heavytail;

/// <summary>
/// One metric over the models of all families: pooled as if they were one, and within families, the mean of each family
/// taken off both metric and score. Where the two disagree in sign, the pooled trend is one of families, not of models
/// (Simpson's paradox; Martin &amp; Mahoney, arXiv 2106.00734).
/// </summary>
/// <param name="Metric">The metric.</param>
/// <param name="Pooled">Over all models.</param>
/// <param name="Within">Over the models of families of two or more, family means taken off.</param>
/// <param name="Reversals">
/// Families whose own trend goes against the pooled one, both beyond chance: see <see cref="Significance"/>.
/// </param>
public sealed record PooledTrend(
    string Metric, OverallTrend Pooled, OverallTrend Within, IReadOnlyList<FamilyReversal> Reversals)
{
    /// <summary>
    /// Level of all claims that are made of one table: of tables of noise at most this share has any. The claims share
    /// it as docs/trend.md says.
    /// </summary>
    public const double Significance = 0.05;

    /// <summary>
    /// Whether τ of all pairs and τ of pairs within families have opposite signs, both beyond chance.
    /// </summary>
    public bool ChangesSign { get; private init; }

    /// <summary>The sign of τ of all pairs.</summary>
    internal int PairDirection => Math.Sign(Pooled.Pairs?.Coefficient ?? 0);

    internal static PooledTrend Fit(
        string metric,
        TrendData data,
        IReadOnlyList<FamilyTrend> families,
        ClaimLevels levels,
        CancellationToken cancellation)
    {
        var pooled = OverallTrend.Pooled(metric, data.Models, cancellation);
        var within = OverallTrend.Within(metric, data.Models, cancellation);
        return new PooledTrend(
            metric,
            pooled,
            within,
            [.. families.Select(family => Reversal(family, metric, pooled, levels)).OfType<FamilyReversal>()])
        {
            ChangesSign = Sign(pooled, levels.Within) * Sign(within, levels.Within) < 0,
        };
    }

    /// <summary>The sign of τ of pairs, where it is significant; else 0.</summary>
    private static int Sign(OverallTrend trend, double level) =>
        trend.Pairs is { } pairs && pairs.PValue <= level ? Math.Sign(pairs.Coefficient) : 0;

    /// <summary>The trend of a family, where it and the pooled one are significant and go against each other.</summary>
    private static FamilyReversal? Reversal(
        FamilyTrend family, string metric, OverallTrend pooled, ClaimLevels levels)
    {
        var trend = family[metric];
        bool isSignificant = trend?.Kendall?.PValue <= levels.Reversal;
        return trend is not null && isSignificant && trend.Direction * Sign(pooled, levels.Within) < 0
            ? new FamilyReversal(family.Family, trend)
            : null;
    }
}

/// <summary>A family whose trend goes against that of all models.</summary>
/// <param name="Family">Name of the family.</param>
/// <param name="Trend">Trend of the family.</param>
public sealed record FamilyReversal(string Family, MetricTrend Trend);
