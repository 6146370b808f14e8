namespace Heavytail;

/// <summary>The power law of a layer's tail.</summary>
public sealed record TailMetrics
{
    /// <summary>The exponent α.</summary>
    public double? Alpha { get; init; }

    /// <summary>α·log λ_max.</summary>
    public double? AlphaWeighted { get; init; }

    /// <summary>log Σ λ^α.</summary>
    public double? LogAlphaNorm { get; init; }

    /// <summary>The Kolmogorov–Smirnov distance of the fit.</summary>
    public double? D { get; init; }

    /// <summary>The standard error of α.</summary>
    public double? Sigma { get; init; }

    /// <summary>The eigenvalue where the fitted tail begins.</summary>
    public double? XMin { get; init; }

    /// <summary>The eigenvalue where it ends: the largest.</summary>
    public double? XMax { get; init; }

    /// <summary>The number of eigenvalues at or above xmin.</summary>
    public int? NumPlSpikes { get; init; }
}
