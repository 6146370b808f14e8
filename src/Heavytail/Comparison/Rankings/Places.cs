namespace Heavytail.Comparison.Rankings;

/// <summary>The order of models by votes.</summary>
/// <param name="Means">For each metric the means of the models.</param>
/// <param name="Ranks">For each metric the ranks of the models.</param>
/// <param name="Consensus">For each model the mean of its ranks over the votes.</param>
/// <param name="ByScale">The ranks by scale; null without a metric of scale.</param>
/// <param name="Draws">How much the order depends on the choice of layers.</param>
internal sealed record Places(
    double[][] Means, double[][] Ranks, double[] Consensus, double[]? ByScale, RankDraws Draws)
{
    /// <summary>Consensuses that differ by no more are equal.</summary>
    private const double Rounding = 1e-9;

    /// <summary>The indices of the models, the best first.</summary>
    public int[] Order { get; } = [.. Enumerable.Range(0, Consensus.Length).OrderBy(i => Consensus[i])];

    public static Places Of(LayerValues layers, RankingOptions options, CancellationToken cancellation)
    {
        double[][] ranks = [.. layers.Means(layers.AllRows).Select(layers.Ranks)];
        return new(
            layers.OwnMeans,
            ranks,
            layers.Votes.Consensus(ranks)!,
            layers.Votes.RanksByScale(ranks),
            RankDraws.Draw(layers, options, cancellation));
    }

    /// <summary>A model with its place.</summary>
    public RankedModel Ranked(int model, string path) => new(
        path,
        [.. Means.Select(values => (double?)values[model])],
        [.. Ranks.Select(values => (double?)values[model])],
        Consensus[model],
        1 + Consensus.Count(other => other < Consensus[model] - Rounding))
    {
        ScaleRank = ByScale?[model],
        BestShare = Draws.BestShare[model],
        PlaceInterval = Draws.PlaceInterval[model],
    };
}
