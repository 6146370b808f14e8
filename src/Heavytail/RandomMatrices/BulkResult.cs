namespace Heavytail.RandomMatrices;

/// <summary>The bulk of a spectrum, and what is above it. Eigenvalues are those of WᵀW.</summary>
/// <param name="Method">How σ was estimated.</param>
/// <param name="Sigma">σ, the standard deviation of the noise in an element of W.</param>
/// <param name="BulkMin">σ²(√n − √m)², where the Marchenko–Pastur law begins.</param>
/// <param name="BulkMax">σ²(√n + √m)², where it ends.</param>
/// <param name="Edge">λ above which an eigenvalue is a spike: noise has none there, at the level asked for.</param>
/// <param name="Spikes">How many eigenvalues are above <paramref name="Edge"/>.</param>
/// <param name="SoftRank">BulkMax/λ_max.</param>
/// <param name="KolmogorovSmirnov">
/// The largest difference between the distribution of the eigenvalues below the spikes and the law.
/// </param>
/// <param name="PValue">The probability that the largest eigenvalue of noise is as large as λ_max.</param>
/// <param name="Spread">
/// √ν: the coefficient of variation of the columns' variances by which the middle of the bulk differs from the law, to
/// first order; 0 for a bulk that is as narrow or narrower.
/// </param>
/// <param name="SpreadScore">ν less its mean on noise, in its standard deviations on noise.</param>
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
    double Spread,
    double SpreadScore)
{
    /// <summary>Of noise 1 % exceeds this score.</summary>
    public const double FlatScore = 2.326;

    /// <summary>Whether the middle of the bulk is as a white matrix would have it.</summary>
    public bool IsFlat => SpreadScore <= FlatScore;
}
