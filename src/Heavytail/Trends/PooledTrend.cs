using Heavytail.Statistics;

namespace Heavytail.Trends;

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
    string Metric, MetricTrend Pooled, WithinTrend Within, IReadOnlyList<FamilyReversal> Reversals)
{
    /// <summary>Below it a family's trend is no accident of its size.</summary>
    public const double Significance = 0.05;

    /// <summary>Whether slope or τ change sign when family means are taken off.</summary>
    public bool ChangesSign =>
        Pooled.Direction * Math.Sign(Within.Kendall?.Coefficient ?? 0) < 0
        || Math.Sign(Pooled.Fit?.Slope ?? 0) * Math.Sign(Within.Fit?.Slope ?? 0) < 0;

    internal static PooledTrend Of(
        string metric, TrendData data, IReadOnlyList<FamilyTrend> families, int seed)
    {
        var pooled = MetricTrend.Of(metric, data.Models, seed);
        return new PooledTrend(
            metric,
            pooled,
            WithinTrend.Of(metric, data.Models, seed),
            [.. families
                .Where(family => family[metric] is { Kendall.PValue: < Significance } trend && trend.Direction * pooled.Direction < 0)
                .Select(family => new FamilyReversal(family.Family, family[metric]!))]);
    }
}

/// <summary>A family that goes against the rest.</summary>
/// <param name="Family">The family.</param>
/// <param name="Trend">Its own trend.</param>
public sealed record FamilyReversal(string Family, MetricTrend Trend);

/// <summary>A metric and a score, with the mean of each family taken off both.</summary>
/// <param name="Count">n: the models of families that have two or more.</param>
/// <param name="Families">How many families those are.</param>
/// <param name="Correlation">Pearson's r.</param>
/// <param name="Fit">Least squares: its slope is the common slope within families.</param>
/// <param name="Kendall">τ-b; its p is that of permutations of all, and only a guide here.</param>
/// <param name="GivenSize">r given log10(parameters), its family means taken off too.</param>
public sealed record WithinTrend(
    int Count, int Families, double? Correlation, LinearFit? Fit, RankCorrelation? Kendall, PartialCorrelation? GivenSize)
{
    internal static WithinTrend Of(string metric, IReadOnlyList<TrendModel> models, int seed)
    {
        var centred = Centre([metric], models);
        double[] score = centred.Score;
        double[] values = centred.Metrics[0];
        return new WithinTrend(
            score.Length,
            centred.Families,
            Statistics.Correlation.Pearson(values, score),
            LeastSquares.Fit(values, score),
            KendallTau.Of(values, score, seed),
            metric == TrendMetrics.Size ? null : PartialOf(metric, models));
    }

    private static PartialCorrelation? PartialOf(string metric, IReadOnlyList<TrendModel> models)
    {
        var centred = Centre([metric, TrendMetrics.Size], models);
        return centred.Families == 0
            ? null
            : PartialCorrelation.Of(centred.Metrics[0], centred.Score, centred.Metrics[1], centred.Families);
    }

    private static (int Families, double[] Score, double[][] Metrics) Centre(
        string[] metrics, IReadOnlyList<TrendModel> models)
    {
        var families = models
            .Where(model => metrics.All(metric => model[metric] is not null))
            .GroupBy(model => model.Family)
            .Where(family => family.Count() > 1)
            .ToArray();
        TrendModel[] kept = [.. families.SelectMany(family => family)];
        int[] groups = [.. families.SelectMany((family, index) => family.Select(_ => index))];
        return (
            families.Length,
            GroupMeans.Remove([.. kept.Select(model => model.Score)], groups),
            [.. metrics.Select(metric => GroupMeans.Remove([.. kept.Select(model => model[metric]!.Value)], groups))]);
    }
}
