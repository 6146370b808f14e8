namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// VectorOps over rows of any length, and Sturm counts by division: what bidiagonalisation and its bisection are made of.
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
    /// <param name="diagonal">d, n numbers.</param>
    /// <param name="offDiagonalSquared">e², n numbers, the first of which is 0 (there is no e₀).</param>
    /// <param name="pivotMin">Smallest pivot, positive.</param>
    /// <param name="shifts">The x, <see cref="SturmBatch"/> of them.</param>
    /// <param name="counts">Receives the counts.</param>
    public abstract void SturmCounts(
        ReadOnlySpan<double> diagonal,
        ReadOnlySpan<double> offDiagonalSquared,
        double pivotMin,
        ReadOnlySpan<double> shifts,
        Span<double> counts);

    /// <summary>Shifts that one call of <see cref="SturmCounts"/> takes: enough to hide the latency of division.</summary>
    public const int SturmBatch = 32;
}
