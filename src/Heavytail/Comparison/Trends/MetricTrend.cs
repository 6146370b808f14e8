using Heavytail.Statistics;

namespace Heavytail;

/// <summary>The relation of one metric to the score over some models. A value that does not exist is null.</summary>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Count">Number of models with metric and score, n.</param>
/// <param name="Missing">Number of models without the metric.</param>
/// <param name="Fit">Least squares, score = intercept + slope·metric.</param>
/// <param name="Kendall">τ-b.</param>
/// <param name="Spearman">ρ.</param>
/// <param name="GivenSize">Pearson's correlation given log10(parameters).</param>
public sealed record MetricTrend(
    string Metric,
    int Count,
    int Missing,
    LinearFit? Fit,
    RankCorrelation? Kendall,
    RankCorrelation? Spearman,
    PartialCorrelation? GivenSize)
{
    /// <summary>Whether it is a baseline, known without any weight.</summary>
    public bool IsBaseline => TrendMetrics.Baselines.Contains(Metric);

    /// <summary>−1 where the score falls as the metric grows, 1 where it rises, 0 for neither.</summary>
    public int Direction => Math.Sign(Kendall?.Coefficient ?? 0);

    /// <summary>The trend over some models.</summary>
    public static MetricTrend Create(
        string metric, IReadOnlyList<TrendModel> models, int seed, CancellationToken cancellation = default)
    {
        TrendModel[] known = [.. models.Where(model => model[metric] is not null)];
        double[] x = Values(known, metric);
        double[] y = [.. known.Select(model => model.Score)];
        return new MetricTrend(
            metric,
            known.Length,
            models.Count - known.Length,
            LeastSquares.Fit(x, y),
            KendallTau.Compute(x, y, seed, cancellation),
            SpearmanRho.Compute(x, y, seed, cancellation),
            metric == TrendMetrics.Size ? null : PartialOf(metric, known));
    }

    private static PartialCorrelation? PartialOf(string metric, TrendModel[] models)
    {
        TrendModel[] known = [.. models.Where(model => model[TrendMetrics.Size] is not null)];
        return PartialCorrelation.Compute(
            Values(known, metric), [.. known.Select(model => model.Score)], Values(known, TrendMetrics.Size));
    }

    private static double[] Values(IEnumerable<TrendModel> models, string metric) =>
        [.. models.Select(model => model[metric]!.Value)];
}
