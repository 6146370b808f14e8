// What:      the inner loops of the tridiagonalization of several small matrices, of which each has its own lane.
// Formula:   A −= v·wᵀ + w·vᵀ, then y = A·v', in one pass over the lower triangle.
// Reference: Golub & Van Loan, Algorithm 8.3.1; Howell, Demmel, Fulton, Hammarling & Marmol, ACM TOMS 34 (2008) 14.
// Not done:  no blocking for caches: the triangles of all lanes together stay in the second.
namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// Every element stands for one element of each matrix, <see cref="Lanes"/> doubles side by side; no sum crosses lanes,
/// so that what a matrix gets does not depend on how many lanes there are, nor on what is in the others. Triangles are
/// lower ones, packed column after column.
/// </summary>
internal abstract unsafe class LaneKernels
{
    /// <summary>Matrices.</summary>
    public abstract int Lanes { get; }

    /// <summary>x = a − v·w₀ − w·v₀: the first column of a triangle brought up to date.</summary>
    public abstract void Column(double* a, int count, double* v, double* w, double* x);

    /// <summary>Replaces x by the v of <see cref="Householder"/>, v₁ = 1.</summary>
    /// <param name="x">The vector.</param>
    /// <param name="count">Its length, at least 1.</param>
    /// <param name="tau">Receives τ, 0 where there is nothing to reflect.</param>
    /// <param name="beta">Receives β.</param>
    public abstract void Reflect(double* x, int count, double* tau, double* beta);

    /// <summary>A −= v·wᵀ + w·vᵀ and y = A·next, every y summed in order of columns.</summary>
    /// <param name="a">A triangle of this order.</param>
    /// <param name="count">The order.</param>
    /// <param name="v">v.</param>
    /// <param name="w">w.</param>
    /// <param name="next">The vector to multiply by.</param>
    /// <param name="y">Receives the product.</param>
    public abstract void Pass(double* a, int count, double* v, double* w, double* next, double* y);

    /// <summary>w = τ·y − ½·τ²·(yᵀv)·v.</summary>
    public abstract void Combine(double* y, double* v, int count, double* tau, double* w);
}
