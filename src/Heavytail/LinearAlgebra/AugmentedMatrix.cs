// What:      the singular values of a large matrix that is not far from square.
// Formula:   [0 Wᵀ; W 0] has the eigenvalues ±s, and |m − n| zeros.
// Reference: Golub & Van Loan, §8.6.1. As with bidiagonalization the error is some ε·s_max, since nothing is squared.
// Not done:  the zeros of the blocks are not used: it takes four times the multiply-adds of bidiagonalization, but
//            nearly all of them in products of blocks, where that waits for memory.
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>Singular values as eigenvalues of a symmetric matrix twice as large, on any number of threads.</summary>
internal static class AugmentedMatrix
{
    /// <summary>
    /// The least side from which on it pays: on one thread of a Zen 5 bidiagonalization takes as long at 1024, twice as
    /// long at 2048 and 3.3 times as long at 4096.
    /// </summary>
    private const int LeastSide = 1024;

    /// <summary>The most by which one side may be the longer: the cost grows with the cube of their sum.</summary>
    private const int MostRatio = 2;

    /// <summary>Whether it is faster than bidiagonalization; a matter of the shape alone.</summary>
    public static bool Pays(int rows, int columns) =>
        Math.Min(rows, columns) >= LeastSide && Math.Max(rows, columns) <= MostRatio * Math.Min(rows, columns);

    /// <summary>Bytes that it takes beside the matrix.</summary>
    public static long Bytes(int rows, int columns) =>
        (sizeof(double) * PackedTriangle.LengthOf(rows + columns))
        + SymmetricEigenvalues.ScratchBytes(rows + columns, 1);

    /// <summary>All singular values, ascending.</summary>
    /// <param name="matrix">Any sides, finite, the largest entry near 1.</param>
    /// <param name="options">Kernels and thread count; the reduction is in doubles.</param>
    public static double[] SingularValues(Matrix matrix, EngineOptions options)
    {
        (int rows, int columns) = (matrix.Rows, matrix.Columns);
        using var augmented = new PackedTriangle(rows + columns);
        for (int first = 0; first < rows; first += PackedTriangle.PanelRows)
        {
            // The rows of a panel lie side by side.
            int end = Math.Min(first + PackedTriangle.PanelRows, rows);
            for (int j = 0; j < columns; j++)
            {
                for (int i = first; i < end; i++)
                {
                    augmented[columns + i, j] = matrix[i, j];
                }
            }
        }

        double[] all = SymmetricEigenvalues.Compute(augmented, options with { Precision = Precision.Double });
        return Array.ConvertAll(all[^Math.Min(rows, columns)..], static value => Math.Max(0, value));
    }
}
