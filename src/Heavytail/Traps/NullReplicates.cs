// What:      what R random permutations of a layer show, beside what the closed form predicts.
// Formula:   spikes: eigenvalues of a slice beyond the 99 % edge of noise of its σ. Noise has 1 in 100 slices, so the
//            spikes beyond the predicted ones are unexplained where a Poisson law of mean R·rf/100 has that many in
//            less than 1 of 100 layers, and every other permutation has one.
// Reference: SpikeLaw.
// Not done:  permutations of one layer share its values: where few entries decide, they are not independent.
using MathNet.Numerics;
using MathNet.Numerics.Statistics;

namespace Heavytail.Traps;

/// <summary>One permutation.</summary>
/// <param name="Largest">Largest eigenvalue of all slices, unscaled.</param>
/// <param name="LargestOverEdge">Largest eigenvalue of a slice over the edge of its noise.</param>
/// <param name="Spikes">Spikes of all slices.</param>
internal readonly record struct NullReplicate(double Largest, double LargestOverEdge, int Spikes)
{
    /// <summary>Counts the spikes of a permuted layer.</summary>
    /// <param name="permuted">Its spectrum.</param>
    /// <param name="traps">The traps of the layer, slice by slice, for the edge of each.</param>
    public static NullReplicate Of(Spectrum permuted, LayerTraps traps)
    {
        double largest = 0;
        double overEdge = 0;
        int spikes = 0;
        for (int slice = 0; slice < permuted.Slices.Count; slice++)
        {
            double[] eigenvalues = permuted.Slices[slice].Eigenvalues();

            // Where all entries but a few are equal there is no noise, and what is zero to its precision is no spike.
            double zero = permuted.Slices[slice].Threshold;
            double edge = Math.Max(traps.Slices[slice].Edge, zero * zero);
            spikes += eigenvalues.Count(value => value > edge);
            largest = Math.Max(largest, eigenvalues[^1]);
            overEdge = Math.Max(overEdge, edge > 0 ? eigenvalues[^1] / edge : 0);
        }

        return new NullReplicate(largest, overEdge, spikes);
    }
}

/// <summary>Several permutations of one layer.</summary>
/// <param name="All">The permutations, at least one.</param>
internal sealed record NullReplicates(IReadOnlyList<NullReplicate> All)
{
    /// <summary>
    /// The share of slices of noise beyond the edge, and of layers that may seem to have unexplained spikes.
    /// </summary>
    private const double Level = 0.01;

    /// <summary>Fewer spikes a permutation beyond those predicted are left to entries near θ_c.</summary>
    private const double LeastMore = 0.5;

    /// <summary>Below it the edge is no law for entries that are not normal.</summary>
    private const int LeastOrder = 10;

    /// <summary>Mean number of spikes, <c>rand_num_spikes</c>.</summary>
    public double Spikes => All.Average(replicate => replicate.Spikes);

    /// <summary>Its standard deviation over permutations; null of one.</summary>
    public double? SpikesDeviation => All.Count < 2
        ? null
        : All.Select(replicate => (double)replicate.Spikes).StandardDeviation();

    /// <summary>Mean of the largest eigenvalue, <c>max_rand_eval</c>, unscaled.</summary>
    public double Largest => All.Average(replicate => replicate.Largest);

    /// <summary>
    /// The share of permutations, and of the layer itself, whose largest eigenvalue is at least the layer's: the
    /// p-value of its λ_max by permutation, at least 1/(R + 1).
    /// </summary>
    /// <param name="largest">λ_max of the layer, unscaled.</param>
    public double PValue(double largest) =>
        (1.0 + All.Count(replicate => replicate.Largest >= largest)) / (1 + All.Count);

    /// <summary>
    /// The cause of the layer's traps: that of the closed form, or, where that predicts fewer spikes than permutations
    /// show, the tail of the entries where it is heavy, and else <see cref="TrapCause.Unexplained"/>.
    /// </summary>
    /// <param name="traps">The traps of the layer.</param>
    /// <param name="sorted">
    /// The same with <see cref="SliceTraps.TailIndex"/>, called only where spikes are left to explain.
    /// </param>
    public TrapCause Cause(LayerTraps traps, Func<LayerTraps> sorted)
    {
        int more = All.Sum(replicate => replicate.Spikes) - (All.Count * traps.Count);
        double expected = Level * All.Count * traps.Slices.Count;
        bool isMore = more >= LeastMore * All.Count && SpecialFunctions.GammaLowerRegularized(more, expected) < Level;
        return !isMore || traps.Slices[0].M < LeastOrder
            || traps.Slices.Any(slice => slice.EntryCause == TrapCause.HeavyTail) ? traps.Cause
            : sorted().Slices.Any(slice => slice.TailIndex < TailTest.LightIndex) ? TrapCause.HeavyTail
            : TrapCause.Unexplained;
    }
}

/// <summary>A spectrum beside that of its permuted matrix.</summary>
internal static class NullComparison
{
    /// <summary>WeightWatcher's <c>ww_softrank</c>, λ_max of the permuted matrix over λ_max; null of zeros.</summary>
    public static double? SoftRank(double largest, double largestPermuted) =>
        largest > 0 ? largestPermuted / largest : null;

    /// <summary>WeightWatcher's <c>ww_maxdist</c>, λ_max − λ_max of the permuted matrix.</summary>
    public static double MaxDistance(double largest, double largestPermuted) => largest - largestPermuted;
}
