// What:      each matrix replaced by one of a lower rank, of the same shape.
// Formula:   W_k = Σ_{i ≤ k} s_i·u_i·v_iᵀ of each slice. rank: k as given; energy: the fewest with a share of Σs²;
//            laser: k = #{s > ε}, ε = IQR(s)/1.349·(1 + √(M/N)).
// Reference: Eckart & Young, Psychometrika 1 (1936) 211: the nearest of rank k. Threshold: laserRMT of Cognitive
//            Computations (its choice of layers by perplexity needs data, and is not done).
// Not done:  factors are not stored: the file has the same keys and shapes.
using Heavytail.Plans;
using Heavytail.Surgery;

namespace Heavytail;

/// <summary>Each matrix becomes the nearest one of a lower rank.</summary>
public sealed record LowRank : SurgeryOperation
{
    /// <summary>The rank of each matrix: of a convolution, of each slice. Null where another rule decides.</summary>
    public int? Rank { get; init; }

    /// <summary>The share of the sum of squares that is kept, in percent. Null where another rule decides.</summary>
    public double? Energy { get; init; }

    /// <inheritdoc/>
    public override string Kind => "low-rank";

    /// <inheritdoc/>
    public override string Method =>
        Rank is int rank ? FormattableString.Invariant($"rank {rank} of each matrix")
        : Energy is double energy ? FormattableString.Invariant($"{energy} % of the sum of squares of each matrix")
        : "singular values above LaserRMT's threshold";

    /// <inheritdoc/>
    public override string Source => Rank is null && Energy is null
        ? "laserRMT of Cognitive Computations" : "Eckart and Young 1936";

    internal override void Validate()
    {
        if (Rank is not null && Energy is not null)
        {
            throw new SurgeryException("`Rank` and `Energy` exclude each other");
        }

        if (Rank < 1)
        {
            throw new SurgeryException(FormattableString.Invariant($"the rank is {Rank}; it is 1 or more"));
        }

        if (Energy is not (null or (> 0 and < 100)))
        {
            throw new SurgeryException(FormattableString.Invariant(
                $"the energy is {Energy} %; it is above 0 and below 100"));
        }
    }

    internal override LayerOutcome? Passes(LayerAnalysis row) => row.Spectrum.Rank == 0
        ? LayerOutcome.Unchanged("all its weights are zero")
        : RankTruncation.Passes(row, CountsOf(row), removes: false);

    internal override LayerOutcome Operate(LayerAnalysis row, LayerWeights weights) =>
        RankTruncation.Apply(row, weights, CountsOf(row), removes: false);

    private int[] CountsOf(LayerAnalysis row) =>
        [.. row.Spectrum.Slices.Select(slice => CountOf(slice, row.Layer))];

    private int CountOf(SliceSpectrum slice, Layer layer)
    {
        if (Rank is int rank)
        {
            return rank;
        }

        double[] ascending = slice.SingularValues();
        if (!(ascending[^1] > 0))
        {
            return 0;
        }

        return Energy is double energy
            ? Measures.AdapterMeasure.EnergyRank(slice.Eigenvalues(), energy / 100)
            : SignalToNoise.Of(ascending, layer.Rows, layer.Columns).Count;
    }
}
