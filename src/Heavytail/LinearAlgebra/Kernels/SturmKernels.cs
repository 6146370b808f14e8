// What:      the characteristic polynomial of symmetric tridiagonal matrices at 32 shifts at once, and Sturm's counts.
// Formula:   p_i = (d_i − x)·p_{i−1} − e_i²·p_{i−2}, p_{−1} = 1: as many eigenvalues are below x as neighbors in this
//            sequence differ in sign. Two multiplications a term, no division.
// Reference: Golub & Van Loan, §8.4.1; Barth, Martin & Wilkinson, Numer. Math. 9 (1967) 386.
// Not done:  e_i = 0 would end the sequence in zeros: the caller puts a floor under e².
namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// The matrix is scaled to a norm of at most 1, so that p grows by at most 2 and shrinks by at most the floor of e² a
/// term; p is brought back near 1 every <see cref="Stretch"/> terms, and the exponent kept.
/// </summary>
internal abstract unsafe class SturmKernels
{
    /// <summary>Shifts of one matrix: a vector of the widest kind.</summary>
    public const int Block = 8;

    /// <summary>
    /// Blocks of a call, of one matrix or of several: four chains of vectors hide the latency of the recurrence.
    /// </summary>
    public const int Blocks = 4;

    /// <summary>Shifts of a call.</summary>
    public const int Batch = Blocks * Block;

    /// <summary>Terms between two rescalings.</summary>
    public const int Stretch = 8;

    /// <summary>Counts and values at <see cref="Batch"/> shifts.</summary>
    /// <param name="terms">
    /// Matrix of each block: d_i and −e_i² in turns, n pairs; e_i couples i − 1 and i, e_0 is unused.
    /// </param>
    /// <param name="n">Order of the matrices.</param>
    /// <param name="shifts">Shifts x.</param>
    /// <param name="counts">Receives the number of eigenvalues below each x.</param>
    /// <param name="values">Receives p_n(x), its exponent removed.</param>
    /// <param name="exponents">Receives the exponent of two.</param>
    public abstract void Evaluate(
        double** terms, int n, double* shifts, long* counts, double* values, long* exponents);
}
