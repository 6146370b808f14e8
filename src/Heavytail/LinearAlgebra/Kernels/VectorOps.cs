namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// Operations on rows of any length, and Sturm counts by division, for bidiagonalization and its bisection.
/// </summary>
internal abstract class VectorOps
{
    /// <summary>Σ x[k]·y[k].</summary>
    public abstract double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y);

    /// <summary>y += a·x.</summary>
    public abstract void Axpy(ReadOnlySpan<double> x, double a, Span<double> y);

    /// <summary>
    /// Sturm counts: for each shift x, how many eigenvalues of the symmetric tridiagonal matrix are below x.
    /// q₁ = d₁ − x, qᵢ = dᵢ − x − eᵢ₋₁²/qᵢ₋₁; the count of negative qᵢ (Golub &amp; Van Loan, §8.4.1).
    /// A q closer to zero than <paramref name="pivotMin"/> is taken as −<paramref name="pivotMin"/>.
    /// </summary>
    /// <param name="diagonal">Diagonal d, n elements.</param>
    /// <param name="offDiagonalSquared">Squares e², n elements, the first of which is 0 (there is no e₀).</param>
    /// <param name="pivotMin">Smallest pivot, positive.</param>
    /// <param name="shifts">Shifts x, <see cref="SturmBatch"/> elements.</param>
    /// <param name="counts">Receives the counts, one per shift.</param>
    public abstract void SturmCounts(
        ReadOnlySpan<double> diagonal,
        ReadOnlySpan<double> offDiagonalSquared,
        double pivotMin,
        ReadOnlySpan<double> shifts,
        Span<double> counts);

    /// <summary>
    /// Shifts that one call of <see cref="SturmCounts"/> takes: enough to hide the latency of division.
    /// </summary>
    public const int SturmBatch = 32;
}
