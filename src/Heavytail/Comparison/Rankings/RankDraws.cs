// What:      how far the places of models depend on which layers they happen to have.
// Formula:   layers are drawn with replacement, as many as there are; means, ranks and their consensus are taken anew.
//            Where all models have the same layers, each draw takes the same of all.
// Reference: Efron & Tibshirani, An Introduction to the Bootstrap (1993), ch. 6 (percentile intervals).
// Not done:  layers of a network are not independent: the intervals are a guide, and too narrow if anything.
using Heavytail.Statistics;
using MathNet.Numerics.Random;

namespace Heavytail.Comparison.Rankings;

/// <summary>The bootstrap over layers.</summary>
/// <param name="BestShare">Of each model, the share of draws in which it comes first.</param>
/// <param name="PlaceInterval">Of each model, the interval of its place.</param>
internal sealed record RankDraws(double[] BestShare, (double Low, double High)[] PlaceInterval)
{
    public static RankDraws Draw(LayerValues layers, RankingOptions options)
    {
        var random = new MersenneTwister(options.Seed, threadSafe: false);
        int models = layers.AllRows.Length;
        double[] best = new double[models];
        double[][] places = [.. Enumerable.Range(0, models).Select(_ => new double[options.Draws])];
        for (int draw = 0; draw < options.Draws; draw++)
        {
            double[][] ranks = [.. layers.Means(Draw(layers, random)).Where(values => values.All(double.IsFinite)).Select(values => MidRanks.Compute(values))];
            double[] place = ranks.Length == 0
                ? [.. Enumerable.Repeat((models + 1) / 2.0, models)]
                : MidRanks.Compute(ModelRanking.Consensus(ranks, models));
            int[] first = [.. Enumerable.Range(0, models).Where(i => place[i] == place.Min())];
            for (int i = 0; i < models; i++)
            {
                places[i][draw] = place[i];
                best[i] += first.Contains(i) ? 1.0 / first.Length : 0;
            }
        }

        double tail = (1 - options.Confidence) / 2;
        return new RankDraws(
            [.. best.Select(count => count / options.Draws)],
            [.. places.Select(values =>
            {
                Array.Sort(values);
                return (Bootstrap.Quantile(values, tail), Bootstrap.Quantile(values, 1 - tail));
            })]);
    }

    private static int[][] Draw(LayerValues layers, MersenneTwister random)
    {
        int[][] rows = new int[layers.AllRows.Length][];
        for (int model = 0; model < rows.Length; model++)
        {
            int count = layers.AllRows[model].Length;
            rows[model] = layers.SameLayers && model > 0
                ? rows[0]
                : [.. Enumerable.Range(0, count).Select(_ => random.Next(count))];
        }

        return rows;
    }
}
