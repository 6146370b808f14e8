// What:      all eigenvalues of symmetric tridiagonal matrices.
// Formula:   Sturm counts at many points at once isolate the eigenvalues (Multisection); each is then the one root of
//            the characteristic polynomial in its interval (SecantRefinement).
// Reference: Barth, Martin & Wilkinson, Numer. Math. 9 (1967) 386; Lo, Philippe & Sameh, SIAM J. Sci. Stat. Comput. 8
// (1987) s155.
// Not done:  no relative accuracy for tiny eigenvalues: SturmBisection has it, where it is wanted.
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>All eigenvalues, to an absolute error of a few ε·‖T‖. About 12 M² terms of the recurrence.</summary>
/// <remarks>
/// Every eigenvalue is found on its own: the bits depend neither on the number of threads nor on what other matrices
/// there are, which only fill the lanes that one leaves empty.
/// </remarks>
internal static class TridiagonalEigenvalues
{
    /// <summary>Bytes for each row of a matrix: terms, points, brackets, intervals.</summary>
    public const int ScratchBytes = 32 * sizeof(double);

    /// <summary>All eigenvalues of one matrix, ascending.</summary>
    public static double[] Compute(SymmetricTridiagonal t, EngineOptions options) => Compute([t], options)[0];

    /// <summary>All eigenvalues of matrices of one order, ascending.</summary>
    public static double[][] Compute(IReadOnlyList<SymmetricTridiagonal> matrices, EngineOptions options)
    {
        int n = matrices[0].Diagonal.Length;
        double[][] result = new double[matrices.Count][];
        var places = new List<int>(matrices.Count);
        for (int m = 0; m < matrices.Count; m++)
        {
            if (IsZero(matrices[m]))
            {
                result[m] = new double[n];
            }
            else
            {
                places.Add(m);
            }
        }

        if (places.Count == 0)
        {
            return result;
        }

        using var scaled = new SturmMatrices(places.ConvertAll(m => matrices[m]));
        using var brackets = new Brackets(places.Count, n);
        using (var points = new SturmPoints(places.Count * Multisection.BlocksOf(n)))
        {
            Multisection.Isolate(scaled, brackets, points, options);
        }

        SecantRefinement.Refine(scaled, brackets, options);
        for (int k = 0; k < places.Count; k++)
        {
            result[places[k]] = scaled.Unscaled(k);
        }

        return result;
    }

    private static bool IsZero(SymmetricTridiagonal t) =>
        !t.Diagonal.AsSpan().ContainsAnyExcept(0) && !t.OffDiagonal.AsSpan().ContainsAnyExcept(0);
}
