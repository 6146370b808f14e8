namespace Heavytail.Metrics;

/// <summary>
/// The numbers of one layer, named as WeightWatcher's columns name them. A value that does not exist is null, and
/// <see cref="Status"/> says why. λ are the eigenvalues of WᵀW, s = √λ the singular values, log is log10.
/// Formulas and sources: <see cref="MetricCatalog"/>.
/// </summary>
public sealed record LayerMetrics
{
    /// <summary>How the analysis ended.</summary>
    public required LayerStatus Status { get; init; }

    /// <summary>What α says of the layer's training.</summary>
    public TrainingWarning Warning { get; init; }

    /// <summary>The power-law exponent α of the tail.</summary>
    public double? Alpha { get; init; }

    /// <summary>α·log λ_max.</summary>
    public double? AlphaWeighted { get; init; }

    /// <summary>log Σ λ^α.</summary>
    public double? LogAlphaNorm { get; init; }

    /// <summary>The Kolmogorov–Smirnov distance of the fit.</summary>
    public double? D { get; init; }

    /// <summary>The standard error of α.</summary>
    public double? Sigma { get; init; }

    /// <summary>Where the fitted tail begins.</summary>
    public double? XMin { get; init; }

    /// <summary>Where it ends: the largest eigenvalue.</summary>
    public double? XMax { get; init; }

    /// <summary>Eigenvalues at or above xmin.</summary>
    public int? NumPlSpikes { get; init; }

    /// <summary>The largest eigenvalue, λ_max = s_max².</summary>
    public double? LambdaMax { get; init; }

    /// <summary>WeightWatcher's name for λ_max: the squared spectral norm.</summary>
    public double? SpectralNorm { get; init; }

    /// <summary>log λ_max.</summary>
    public double? LogSpectralNorm { get; init; }

    /// <summary>Σ λ = ‖W‖²_F.</summary>
    public double? Norm { get; init; }

    /// <summary>log Σ λ.</summary>
    public double? LogNorm { get; init; }

    /// <summary>Σ λ / λ_max.</summary>
    public double? StableRank { get; init; }

    /// <summary>Singular values above zero.</summary>
    public int? MatrixRank { get; init; }

    /// <summary>Singular values that are zero to the precision of the stored type.</summary>
    public int? RankLoss { get; init; }

    /// <summary>Eigenvalues below a millionth of the largest.</summary>
    public int? WeakRankLoss { get; init; }

    /// <summary>The normalised entropy of λ/Σλ, from 0 to 1.</summary>
    public double? Entropy { get; init; }

    /// <summary>The smallest singular value.</summary>
    public double? SvMin { get; init; }

    /// <summary>The largest singular value.</summary>
    public double? SvMax { get; init; }
}
