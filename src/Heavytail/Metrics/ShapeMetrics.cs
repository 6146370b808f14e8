namespace Heavytail;

/// <summary>The shape of a layer's whole spectrum.</summary>
public sealed record ShapeMetrics
{
    /// <summary>The normalized entropy of λ/Σλ, from 0 to 1.</summary>
    public double? Entropy { get; init; }

    /// <summary>exp of the entropy of s/Σs: the number of singular values that share the sum of all.</summary>
    public double? EffectiveRank { get; init; }
}
