// What:      all eigenvalues of a symmetric tridiagonal matrix.
// Formula:   Sturm counts at many points at once isolate the eigenvalues (Multisection); each is then the one root of
//            the characteristic polynomial in its interval (SecantRefinement).
// Reference: Barth, Martin & Wilkinson, Numer. Math. 9 (1967) 386; Lo, Philippe & Sameh, SIAM J. Sci. Stat. Comput. 8 (1987) s155.
// Not done:  no relative accuracy for tiny eigenvalues: SturmBisection has it, where it is wanted.
namespace Heavytail.LinearAlgebra;

/// <summary>All eigenvalues, to an absolute error of a few ε·‖T‖. About 15 M² terms of the recurrence.</summary>
/// <remarks>Every eigenvalue is found on its own; the bits do not depend on the number of threads.</remarks>
internal static unsafe class TridiagonalEigenvalues
{
    /// <summary>
    /// Floor of |e| relative to ‖T‖ = 1: an eighth of the rounding of ‖T‖, moves no eigenvalue by more than twice that,
    /// and keeps the recurrence from ending in zeros.
    /// </summary>
    private const double Floor = 1.0 / (1L << 55);

    /// <summary>Half-width of the last interval, relative to ‖T‖ = 1.</summary>
    internal const double Tolerance = 1.0 / (1L << 53);

    /// <summary>All eigenvalues, ascending.</summary>
    public static double[] Compute(SymmetricTridiagonal t, EngineOptions options)
    {
        int n = t.Diagonal.Length;
        double largest = t.Diagonal.Concat(t.OffDiagonal).Select(Math.Abs).DefaultIfEmpty().Max();
        if (largest == 0)
        {
            return new double[n];
        }

        // To a norm in [½, 1): an exact scaling, so that T and 2^k·T give the same bits. First to entries near 1, of which
        // sums do not overflow.
        int exponent = Math.ILogB(largest);
        exponent += Math.ILogB(Norm(t, -exponent)) + 1;
        using var memory = new AlignedMemory<double>(2L * n);
        double* diagonal = memory.Pointer;
        double* squares = diagonal + n;
        for (int i = 0; i < n; i++)
        {
            double e = i > 0 ? Math.ScaleB(Math.Abs(t.OffDiagonal[i - 1]), -exponent) : 0;
            diagonal[i] = Math.ScaleB(t.Diagonal[i], -exponent);
            squares[i] = i > 0 ? Math.Max(e, Floor) * Math.Max(e, Floor) : 0;
        }

        var function = new SturmFunction(diagonal, squares, n, options);
        double[] values = SecantRefinement.Refine(Multisection.Isolate(function), function);
        for (int k = 0; k < n; k++)
        {
            values[k] = Math.ScaleB(values[k], exponent);
        }

        // Neighbours closer than the tolerance may come out in either order.
        Array.Sort(values);
        return values;
    }

    /// <summary>Gershgorin's bound on |λ| of 2^exponent·T.</summary>
    private static double Norm(SymmetricTridiagonal t, int exponent)
    {
        double norm = 0;
        double left = 0;
        for (int i = 0; i < t.Diagonal.Length; i++)
        {
            double right = i < t.OffDiagonal.Length ? Math.ScaleB(Math.Abs(t.OffDiagonal[i]), exponent) : 0;
            norm = Math.Max(norm, Math.ScaleB(Math.Abs(t.Diagonal[i]), exponent) + left + right);
            left = right;
        }

        return norm;
    }
}
