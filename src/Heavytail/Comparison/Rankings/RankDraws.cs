// What:      how much the positions of models depend on the layers that they happen to have.
// Formula:   layers are drawn with replacement, as many as there are; each draw gives new means, ranks and a consensus.
//            Where all models have the same layers, one draw serves all.
// Reference: Efron & Tibshirani, An Introduction to the Bootstrap (1993), ch. 6 (percentile intervals).
// Not done:  layers of a network are not independent: the intervals are a guide, and too narrow if anything.
using Heavytail.Statistics;

namespace Heavytail.Comparison.Rankings;

/// <summary>The bootstrap over layers.</summary>
/// <param name="BestShare">For each model, the share of draws in which it comes first.</param>
/// <param name="PlaceInterval">For each model, the interval of its position.</param>
internal sealed record RankDraws(double[] BestShare, (double Low, double High)[] PlaceInterval)
{
    public static RankDraws Draw(LayerValues layers, RankingOptions options, CancellationToken cancellation)
    {
        int models = layers.AllRows.Length;
        double[] best = new double[models];
        double[][] places = [.. Enumerable.Range(0, models).Select(_ => new double[options.Draws])];
        int[] counts = [.. layers.AllRows.Take(layers.SameLayers ? 1 : models).Select(rows => rows.Length)];
        int draw = 0;
        foreach (int[][] sample in Bootstrap.Resamples(counts, options.Draws, options.Seed, cancellation))
        {
            int[][] rows = layers.SameLayers ? [.. Enumerable.Repeat(sample[0], models)] : sample;
            double[] place = Places(layers, layers.Means(rows), models);
            double least = place.Min();
            int first = place.Count(value => value == least);
            for (int i = 0; i < models; i++)
            {
                places[i][draw] = place[i];
                best[i] += place[i] == least ? 1.0 / first : 0;
            }

            draw++;
        }

        return new RankDraws(
            [.. best.Select(count => count / options.Draws)],
            [.. places.Select(values => Interval(values, options.Confidence))]);
    }

    /// <summary>The position of each model by the votes of the metrics that have a mean for every model.</summary>
    private static double[] Places(LayerValues layers, double[][] means, int models)
    {
        double[]?[] ranks = [.. means.Select(values => layers.HasRanks(values) ? layers.Ranks(values) : null)];
        return layers.Votes.Consensus(ranks) is { } consensus
            ? MidRanks.Compute(consensus)
            : [.. Enumerable.Repeat((models + 1) / 2.0, models)];
    }

    private static (double Low, double High) Interval(double[] values, double confidence)
    {
        int outside = (int)(values.Length * (1 - confidence) / 2);
        Array.Sort(values);
        return (values[outside], values[^(1 + outside)]);
    }
}
