// What:      one step of a bulge chase: a reflector is applied to a diagonal block and to the block below it, where it
//            makes a bulge of which the first column is removed by the reflector of the next step.
// Formula:   D ← H·D·H as D − v·wᵀ − w·vᵀ with w = τ·D·v − ½·τ²·(vᵀDv)·v;
//            B ← H'·(B·H), H' chosen so that the first column of B·H becomes β'·e.
// Reference: Lang, SIAM J. Sci. Comput. 14 (1993) 1320; Haidar, Ltaief & Dongarra, SC'11.
// Not done:  the rest of the bulge is left for the next sweep.
using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// Blocks lie in a <see cref="BandMatrix"/>: element (r, c) of a block is at r + c·(stride − 1) from its first.
/// Reflectors have as many elements as the band is wide, the first is 1.
/// </summary>
internal abstract unsafe class ChaseKernels
{
    /// <summary>x → the reflector H = I − τ·v·vᵀ with H·x = β·e.</summary>
    /// <param name="x">Overwritten with β·e.</param>
    /// <param name="width">Number of elements.</param>
    /// <param name="v">Receives v.</param>
    /// <returns>τ; 0 where x is β·e already.</returns>
    public abstract double Reflector(double* x, int width, double* v);

    /// <summary>One step.</summary>
    /// <param name="diagonal">The first element of D, whose lower triangle is stored.</param>
    /// <param name="stride">Stride of the band matrix.</param>
    /// <param name="width">Rows, and columns, of D and of B, which lies right below D.</param>
    /// <param name="v">Vector of the reflector; overwritten with the next one.</param>
    /// <param name="tau">Factor τ of the reflector.</param>
    /// <returns>τ of the next reflector.</returns>
    public abstract double Step(double* diagonal, int stride, int width, double* v, double tau);

    /// <summary>
    /// The scalars of a reflector for a vector with first element α and the sum of the others' squares.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static (double Tau, double Beta, double Scale) Scalars(double alpha, double squares)
    {
        if (squares < Householder.TinySquares)
        {
            return (0, alpha, 0);
        }

        double beta = -Math.CopySign(Math.Sqrt((alpha * alpha) + squares), alpha);
        return ((beta - alpha) / beta, beta, 1 / (alpha - beta));
    }
}
