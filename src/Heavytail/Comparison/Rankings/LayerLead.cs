// What:      how often chance gives some model the lead that the first one has, layer by layer.
// Formula:   r_li, the mean over metrics of the rank of model i among all in layer l;  R_i = Σ_l r_li. If models are
//            exchangeable in every layer, each order of r_l is as likely: p = (1 + #{min_i R_i ≤ R_first})/(1 + draws),
//            R_i over random orders of each layer.
// Reference: Friedman, J. Am. Stat. Assoc. 32 (1937) 675 (ranks within blocks); Phipson & Smyth, arXiv 1603.05766.
// Not done:  layers of a network are not independent; of a network that is good all over, they go together.
using Heavytail.Statistics;

namespace Heavytail.Comparison.Rankings;

/// <summary>The p-value of a first place.</summary>
internal static class LayerLead
{
    /// <summary>The p from which on a lead is chance.</summary>
    public const double Level = 0.05;

    private const int Draws = 1_999;

    private const double Rounding = 1e-9;

    /// <summary>The p of the lead of one model over all others, with the chance to be any of them.</summary>
    /// <param name="layers">Metrics by layer.</param>
    /// <param name="first">Index of the model.</param>
    /// <param name="seed">Seed of the random orders.</param>
    /// <param name="cancellation">Ends the draws.</param>
    /// <returns>Null where the models do not have the same layers.</returns>
    public static double? PValue(LayerValues layers, int first, int seed, CancellationToken cancellation)
    {
        if (!layers.SameLayers || layers.LayerRanks() is not { Length: > 0 } ranks)
        {
            return null;
        }

        double observed = ranks.Sum(layer => layer[first]) + Rounding;
        var random = new Twister(Seeds.For(seed, "models", "layer lead", 0));
        double[] sums = new double[ranks[0].Length];
        int hits = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            cancellation.ThrowIfCancellationRequested();
            Array.Clear(sums);
            foreach (double[] layer in ranks)
            {
                random.Shuffle(layer);
                for (int model = 0; model < sums.Length; model++)
                {
                    sums[model] += layer[model];
                }
            }

            hits += sums.Min() <= observed ? 1 : 0;
        }

        return (1.0 + hits) / (1 + Draws);
    }
}
