// What:      the weights without the small singular values, or without the large ones.
// Formula:   W_k = Σ_{i ≤ k} s_i·u_i·v_iᵀ. detx: k of the top eigenvalues whose product, scaled to mean 1, first falls
//            below 1; percent: ⌊percent/100·M·rf⌋; alpha-min: those from xmin on; rmt: those above the bulk of noise. A
//            convolution keeps ⌈k/rf⌉ of each slice.
// Reference: SVDSmoothing of WeightWatcher 0.7.5.5 (methods detX, svd, alpha_min, rmt).
// Not done:  its randomized SVD: vectors are those of the whole decomposition.
using Heavytail.Surgery;

namespace Heavytail;

/// <summary>SVDSmoothing: each layer keeps its largest singular values.</summary>
public sealed record Smoothing : SurgeryOperation
{
    /// <summary>What decides how many are kept: all but <see cref="RankMethod.LaserRmt"/> and
    /// <see cref="RankMethod.Energy"/>.</summary>
    public RankMethod By { get; init; } = RankMethod.Determinant;

    /// <summary>The share of <see cref="RankMethod.Percent"/>, above 0 and below 100.</summary>
    public double Percent { get; init; } = 80;

    /// <summary>Whether the largest are taken off, and the others kept.</summary>
    public bool RemovesTop { get; init; }

    /// <inheritdoc/>
    public override string Kind => "smooth";

    /// <inheritdoc/>
    public override string Method => (RemovesTop ? "SVDSmoothing without the top: " : "SVDSmoothing: ") + By switch
    {
        RankMethod.Percent => FormattableString.Invariant($"{Percent} % of the singular values"),
        RankMethod.Tail => "the tail from xmin on",
        RankMethod.Spikes => "spikes above the bulk",
        _ => "the top on which det X = 1",
    };

    /// <inheritdoc/>
    public override string Source => "SVDSmoothing of WeightWatcher 0.7.5.5";

    internal override void Validate()
    {
        if (By is RankMethod.LaserRmt or RankMethod.Energy)
        {
            throw new SurgeryException($"{By} is a method of low-rank replacement, not of smoothing");
        }

        if (By == RankMethod.Percent && Percent is not (> 0 and < 100))
        {
            throw new SurgeryException(FormattableString.Invariant(
                $"the percentage is {Percent}; it is above 0 and below 100"));
        }
    }

    internal override LayerOutcome? Passes(LayerAnalysis row) => RankPlan.Kept(row, By, Percent) is null or < 1
        ? LayerOutcome.Unchanged(By switch
        {
            RankMethod.Tail => "it has no power law",
            RankMethod.Spikes => "it has no spike above the bulk",
            _ => "there is nothing to keep",
        })
        : RankTruncation.Passes(row, CountsOf(row), RemovesTop);

    internal override LayerOutcome Operate(LayerAnalysis row, LayerWeights weights) =>
        RankTruncation.Apply(row, weights, CountsOf(row), RemovesTop);

    private int[] CountsOf(LayerAnalysis row)
    {
        int slices = row.Layer.Rf;
        long count = RankPlan.Kept(row, By, Percent)!.Value;
        return [.. Enumerable.Repeat((int)((count + slices - 1) / slices), slices)];
    }
}
