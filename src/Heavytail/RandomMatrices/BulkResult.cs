namespace Heavytail.RandomMatrices;

/// <summary>The bulk of a layer's spectrum, and what is above it. Eigenvalues are those of WᵀW.</summary>
/// <param name="Method">How σ was estimated.</param>
/// <param name="Sigma">
/// σ, the standard deviation of the noise in an element of W; of slices the root mean square.
/// </param>
/// <param name="BulkMin">σ²(√n − √m)², where the Marchenko–Pastur law begins, n = N − k and m = M − k.</param>
/// <param name="BulkMax">σ²(√n + √m)², where it ends.</param>
/// <param name="Edge">λ above which an eigenvalue is a spike: noise has none there, at the level asked for.</param>
/// <param name="Spikes">How many eigenvalues are above the edge; of slices, each with the edge of its own σ.</param>
/// <param name="SoftRank">BulkMax/λ_max.</param>
/// <param name="KolmogorovSmirnov">
/// The largest difference between the distribution of the eigenvalues below the spikes and the law.
/// </param>
/// <param name="PValue">The probability that the largest eigenvalue of noise is as large as λ_max.</param>
/// <param name="Spread">
/// √ν: the coefficient of variation of the columns' variances by which the middle of the bulk differs from the law, to
/// first order; 0 for a bulk that is as narrow or narrower, null for fewer than 5 eigenvalues.
/// </param>
/// <param name="SpreadScore">ν less its mean on noise, in its standard deviations on noise.</param>
/// <param name="Eigenvalues">How many eigenvalues there are, spikes and bulk.</param>
internal sealed record BulkResult(
    BulkMethod Method,
    double Sigma,
    double BulkMin,
    double BulkMax,
    double Edge,
    int Spikes,
    double SoftRank,
    double KolmogorovSmirnov,
    double PValue,
    double? Spread,
    double? SpreadScore,
    int Eigenvalues)
{
    /// <summary>Of noise 1 % exceeds this score.</summary>
    public const double FlatScore = 2.326;

    /// <summary>Whether the middle of the bulk is as a white matrix would have it; null for few eigenvalues.</summary>
    public bool? IsFlat => SpreadScore is double score ? score <= FlatScore : null;
}
