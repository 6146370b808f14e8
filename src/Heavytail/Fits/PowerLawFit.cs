namespace Heavytail;

/// <summary>How a fit ended.</summary>
public enum FitStatus
{
    Success,

    /// <summary>There is no eigenvalue above zero.</summary>
    AllZero,

    /// <summary>There are fewer than two eigenvalues above zero.</summary>
    TooFewEigenvalues,

    /// <summary>All eigenvalues are equal: α is infinite.</summary>
    EqualEigenvalues,
}

/// <summary>A power law ρ(λ) ~ λ^−α, fitted to the tail λ ≥ xmin.</summary>
/// <param name="Status">Whether the numbers mean anything; they are NaN where not.</param>
/// <param name="Alpha">The exponent α.</param>
/// <param name="XMin">Where the tail begins: one of the eigenvalues.</param>
/// <param name="XMax">The largest eigenvalue.</param>
/// <param name="D">The Kolmogorov–Smirnov distance of the tail to the law.</param>
/// <param name="Sigma">The standard error of α: (α − 1)/√n.</param>
/// <param name="TailCount">n, the number of eigenvalues at or above xmin.</param>
public sealed record PowerLawFit(
    FitStatus Status, double Alpha, double XMin, double XMax, double D, double Sigma, int TailCount)
{
    internal static PowerLawFit Failed(FitStatus status) =>
        new(status, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, 0);
}
