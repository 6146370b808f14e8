using Heavytail.Metrics;

namespace Heavytail;

/// <summary>The shape of a layer's whole spectrum.</summary>
public sealed record ShapeMetrics
{
    /// <summary>The normalized entropy of λ/Σλ, from 0 to 1.</summary>
    public double? Entropy { get; init; }
}
