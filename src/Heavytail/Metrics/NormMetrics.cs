namespace Heavytail;

/// <summary>Norms of a layer's weights W.</summary>
public sealed record NormMetrics
{
    /// <summary>The largest eigenvalue, λ_max = s_max²: the squared spectral norm.</summary>
    public double? LambdaMax { get; init; }

    /// <summary>log λ_max.</summary>
    public double? LogSpectralNorm { get; init; }

    /// <summary>Σ λ = ‖W‖²_F; ‖W‖_F in the historical conventions.</summary>
    public double? Norm { get; init; }

    /// <summary>The logarithm of <see cref="Norm"/>.</summary>
    public double? LogNorm { get; init; }

    /// <summary>Σ λ / λ_max.</summary>
    public double? StableRank { get; init; }

    /// <summary>The smallest singular value.</summary>
    public double? SvMin { get; init; }

    /// <summary>The largest singular value.</summary>
    public double? SvMax { get; init; }
}
