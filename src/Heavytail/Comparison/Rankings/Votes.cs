// What:      who orders the models. A metric that one factor on all weights changes tells scale, and no quality: all
//            such metrics are one vote together, the mean of their ranks. Each other metric (shape) is a vote.
// Rule:      where all models have the same layers one by one, shape orders them and scale has no say. Where they
//            differ in the number of layers, scale is one vote beside those of shape; without a metric of shape it is
//            the only one.
// Measured:  Kendall's tau with the reported errors, mean over the 27 families of arXiv 2002.06716, of several depths:
//            shape alone 0.28, one vote each 0.54, scale alone 0.68, five votes 0.69; over 25 parts of them with equal
//            shapes of layers 0.27, 0.61, 0.80, 0.84. So scale follows depth, where shape does not. Of 30 pairs of one
//            architecture shape has the better model first in 8, scale in 13 and 8 ties: neither is quality.
//            tests/Heavytail.Tests/Data/rank_rules.py prints this.
using Heavytail.Statistics;

namespace Heavytail.Comparison.Rankings;

/// <summary>The votes of metrics.</summary>
/// <param name="Metrics">The metrics.</param>
/// <param name="IsScale">For each metric, whether it ranks by scale.</param>
/// <param name="ScaleHasSay">Whether scale takes part in the order.</param>
internal sealed record Votes(IReadOnlyList<string> Metrics, IReadOnlyList<bool> IsScale, bool ScaleHasSay)
{
    /// <summary>The metrics that one factor on all weights does not change.</summary>
    public IReadOnlyList<string> Shape => [.. Metrics.Where((_, m) => !IsScale[m])];

    /// <summary>The metrics of scale.</summary>
    public IReadOnlyList<string> Scale => [.. Metrics.Where((_, m) => IsScale[m])];

    /// <summary>The votes of some metrics.</summary>
    /// <param name="metrics">The metrics.</param>
    /// <param name="table">What is known of them.</param>
    /// <param name="sameLayers">Whether the models have the same layers one by one.</param>
    public static Votes Of(IReadOnlyList<string> metrics, MetricTable table, bool sameLayers)
    {
        bool[] isScale = [.. metrics.Select(metric => table.Find(metric).RanksByScale)];
        return new(metrics, isScale, !sameLayers || isScale.All(scale => scale));
    }

    /// <summary>The mean of each model's ranks over the votes that order; null where there is no vote.</summary>
    /// <param name="ranks">For each metric the ranks of the models; null where it has none.</param>
    public double[]? Consensus(IReadOnlyList<double[]?> ranks) => Mean(Cast(ranks, ScaleHasSay));

    /// <summary>Kendall's W of all votes, scale included; null where there are fewer than two.</summary>
    /// <param name="ranks">For each metric the ranks of the models.</param>
    public double? Agreement(IReadOnlyList<double[]> ranks) =>
        Concordance.Compute([.. Cast(ranks, withScale: true).Select(vote => MidRanks.Compute(vote, Rounding))]);

    /// <summary>The ranks by the vote of scale; null where no metric is scale.</summary>
    /// <param name="ranks">For each metric the ranks of the models.</param>
    public double[]? RanksByScale(IReadOnlyList<double[]> ranks) =>
        ScaleVote(ranks) is { } vote ? MidRanks.Compute(vote, Rounding) : null;

    /// <summary>Of means of ranks.</summary>
    private const double Rounding = 1e-9;

    private List<double[]> Cast(IReadOnlyList<double[]?> ranks, bool withScale)
    {
        var votes = ranks.Where((_, m) => !IsScale[m]).OfType<double[]>().ToList();
        if (withScale && ScaleVote(ranks) is { } scale)
        {
            votes.Add(scale);
        }

        return votes;
    }

    private double[]? ScaleVote(IReadOnlyList<double[]?> ranks) =>
        Mean([.. ranks.Where((_, m) => IsScale[m]).OfType<double[]>()]);

    private static double[]? Mean(List<double[]> votes) => votes.Count == 0
        ? null
        : [.. Enumerable.Range(0, votes[0].Length).Select(i => votes.Average(vote => vote[i]))];
}
