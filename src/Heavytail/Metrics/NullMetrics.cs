namespace Heavytail;

/// <summary>A layer beside itself with its entries in random order: means over the permutations.</summary>
public sealed record NullMetrics
{
    /// <summary>The number of eigenvalues beyond the edge of noise.</summary>
    public double? Spikes { get; init; }

    /// <summary>Its standard deviation; null for one permutation.</summary>
    public double? SpikesDeviation { get; init; }

    /// <summary>The largest eigenvalue.</summary>
    public double? LargestEigenvalue { get; init; }

    /// <summary>The share of permutations, the layer among them, whose λ_max is at least the layer's.</summary>
    public double? PValue { get; init; }

    /// <summary>σ of the entries, which a permutation leaves as it is.</summary>
    public double? Sigma { get; init; }

    /// <summary>The end of the law of that σ over the largest eigenvalue of permutations.</summary>
    public double? MpSoftRank { get; init; }

    /// <summary>WeightWatcher's distance, rank by rank.</summary>
    public double? Distance { get; init; }

    /// <summary>The Jensen–Shannon distance of the two densities.</summary>
    public double? JensenShannon { get; init; }

    /// <summary>W₁ to the law of noise, in units of the mean eigenvalue.</summary>
    public double? Wasserstein { get; init; }

    /// <summary>The largest eigenvalue of the permuted matrix over the layer's.</summary>
    public double? SoftRank { get; init; }

    /// <summary>The largest eigenvalue less that of the permuted matrix.</summary>
    public double? MaxDistance { get; init; }

    /// <summary>α of the permuted matrix.</summary>
    public double? Alpha { get; init; }

    /// <summary>The standard deviation of α over permutations; null for one.</summary>
    public double? AlphaDeviation { get; init; }

    /// <summary>Why permutations have spikes.</summary>
    public TrapCause? Cause { get; init; }
}
