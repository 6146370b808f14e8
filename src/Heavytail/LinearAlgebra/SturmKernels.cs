// What:      the characteristic polynomial of a symmetric tridiagonal matrix at 32 shifts at once, and Sturm's counts.
// Formula:   p_i = (d_i − x)·p_{i−1} − e_i²·p_{i−2}, p_{−1} = 1: as many eigenvalues are below x as neighbours in this
//            sequence differ in sign. Two multiplications a term, no division.
// Reference: Golub & Van Loan, §8.4.1; Barth, Martin & Wilkinson, Numer. Math. 9 (1967) 386.
// Not done:  e_i = 0 would end the sequence in zeros: the caller puts a floor under e².
namespace Heavytail.LinearAlgebra;

/// <summary>
/// The matrix is scaled to a norm of at most 1, so that p grows by at most 2 and shrinks by at most the floor of e² a
/// term; p is brought back near 1 every <see cref="Stretch"/> terms, and the exponent kept.
/// </summary>
internal abstract unsafe class SturmKernels
{
    /// <summary>Shifts of a call: four chains of vectors of eight hide the latency of the recurrence.</summary>
    public const int Batch = 32;

    /// <summary>Terms between two rescalings.</summary>
    public const int Stretch = 8;

    /// <summary>Counts and values at <see cref="Batch"/> shifts.</summary>
    /// <param name="diagonal">d, n numbers.</param>
    /// <param name="squares">e², n numbers, the first unused: squares[i] couples i − 1 and i.</param>
    /// <param name="n">Order of the matrix.</param>
    /// <param name="shifts">The x.</param>
    /// <param name="counts">Receives the number of eigenvalues below each x.</param>
    /// <param name="values">Receives p_n(x), its exponent removed.</param>
    /// <param name="exponents">Receives the exponent of two.</param>
    public abstract void Evaluate(
        double* diagonal, double* squares, int n, double* shifts, long* counts, double* values, long* exponents);
}
