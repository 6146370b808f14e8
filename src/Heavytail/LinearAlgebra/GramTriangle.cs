// What:      the triangle R of the thin QR of a tall matrix, A = QR, from its Gram matrix.
// Formula:   AᵀA = RᵀR (Cholesky). With D the lengths of the columns and R = R₁D, the rounding of the Gram matrix moves
//            R by some ε·‖R₁⁻¹‖·‖D‖, so the norm of R₁⁻¹ says how much of it is right.
// Reference: Higham, Accuracy and Stability, §10.1 and theorem 10.6; van der Sluis, Numer. Math. 14 (1969): D is nearly
//            the best scaling. Tests hold R against LAPACK's.
// Not done:  columns that depend on each other: `ThinQr` has the triangle then, at four times the time.
using System.Numerics.Tensors;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>The triangle of a thin QR decomposition, in half of the multiply-adds and in blocks.</summary>
/// <param name="Upper">R, upper triangular, with rows of zeros for columns of zeros.</param>
/// <param name="InverseNorm">
/// ‖R₁⁻¹‖_F of the triangle with columns of length 1: √r for orthogonal columns, infinite for dependent ones.
/// </param>
internal sealed record GramTriangle(Matrix Upper, double InverseNorm)
{
    /// <summary>Squares outside of these neither overflow nor lose digits in their sums.</summary>
    private const double Least = 1e-200;

    private const double Most = 1e200;

    /// <summary>Bytes that it takes, with its Gram matrix.</summary>
    /// <param name="columns">The columns of the matrix.</param>
    public static long Bytes(int columns) => sizeof(double)
        * (PackedTriangle.LengthOf(columns) + GramMatrix.ScratchLength(columns) + (3L * columns * columns));

    /// <summary>The triangle of a matrix.</summary>
    /// <param name="elements">The matrix.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">r, its columns.</param>
    /// <param name="isTransposed">Whether the elements are those of the transpose, row-major.</param>
    /// <param name="options">Kernels.</param>
    /// <returns>Null where columns depend on each other, or elements are NaN, infinite or beyond the range of squares.
    /// </returns>
    public static GramTriangle? Of(
        double[] elements, int rows, int columns, bool isTransposed, EngineOptions options)
    {
        var matrix = isTransposed ? new Matrix(columns, rows, elements) : new Matrix(rows, columns, elements);
        using var gram = GramMatrix.Compute(new DenseSource(matrix, isTransposed), options);
        for (int k = 0; k < columns; k++)
        {
            if (gram[k, k] != 0 && !(gram[k, k] is > Least and < Most))
            {
                return null;
            }
        }

        return Lower(gram, options.Kernels) is { } lower
            ? new GramTriangle(lower.Transpose(), NormOfInverse(lower, options.Kernels)) : null;
    }

    /// <summary>L with L·Lᵀ = G; null where G is not positive definite beside its rows of zeros.</summary>
    private static Matrix? Lower(PackedTriangle gram, KernelSet kernels)
    {
        int order = gram.Order;
        var lower = new Matrix(order, order);
        for (int i = 0; i < order; i++)
        {
            var row = lower.Row(i);
            for (int j = 0; j < i; j++)
            {
                double pivot = lower[j, j];
                row[j] = pivot == 0 ? 0 : (gram[i, j] - kernels.VectorOps.Dot(row[..j], lower.Row(j)[..j])) / pivot;
            }

            double rest = gram[i, i] - kernels.VectorOps.Dot(row[..i], row[..i]);
            if (!(rest > 0) && gram[i, i] != 0)
            {
                return null;
            }

            row[i] = Math.Sqrt(rest);
        }

        return lower;
    }

    /// <summary>‖(D⁻¹L)⁻¹‖_F without rows of zeros, where D has the lengths of the rows of L.</summary>
    private static double NormOfInverse(Matrix lower, KernelSet kernels)
    {
        int order = lower.Rows;
        var inverse = new Matrix(order, order);
        double squares = 0;
        for (int i = 0; i < order; i++)
        {
            var source = lower.Row(i);
            var row = inverse.Row(i);
            if (source[i] == 0)
            {
                continue;
            }

            row[i] = Math.Sqrt(kernels.VectorOps.Dot(source[..(i + 1)], source[..(i + 1)]));
            for (int k = 0; k < i; k++)
            {
                if (source[k] != 0)
                {
                    kernels.VectorOps.Axpy(inverse.Row(k)[..(k + 1)], -source[k], row[..(k + 1)]);
                }
            }

            TensorPrimitives.Divide(row[..(i + 1)], source[i], row[..(i + 1)]);
            squares += kernels.VectorOps.Dot(row[..(i + 1)], row[..(i + 1)]);
        }

        return Math.Sqrt(squares);
    }
}
