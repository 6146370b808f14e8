namespace Heavytail;

/// <summary>Ranks of a layer's weights W, summed over slices.</summary>
public sealed record RankMetrics
{
    /// <summary>The number of singular values above zero.</summary>
    public int? MatrixRank { get; init; }

    /// <summary>The number of singular values that are zero to the precision of the stored type.</summary>
    public int? RankLoss { get; init; }

    /// <summary>The number of eigenvalues below a millionth of the largest.</summary>
    public int? WeakRankLoss { get; init; }
}
