// What:      singular values of a matrix with their right singular vectors, any number of them.
// Formula:   A = Q·B·Pᵀ by Householder reflections, B bidiagonal; B = U·S·Vᵀ by implicit QR steps; the right vectors of
//            A are the columns of P·V. Of a tall matrix, those of the triangle of its QR decomposition.
// Reference: Golub & Kahan, SIAM J. Numer. Anal. B 2 (1965) 205; Chan, ACM TOMS 8 (1982) 72.
// Not done:  left vectors: u = A·v/s, which is what those need who take them.
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>Right singular vectors.</summary>
/// <param name="Values">All singular values, descending, n.</param>
/// <param name="Rows">The vectors as rows, in this order: n × n, orthogonal.</param>
internal sealed record SingularVectors(double[] Values, Matrix Rows)
{
    /// <summary>From this ratio of the dimensions on, the triangle costs less than what it saves.</summary>
    private const double Tall = 1.6;

    /// <summary>Rows of P that take a reflection one after the other, while it is in the first cache.</summary>
    private const int BlockRows = 16;

    /// <summary>Doubles that <see cref="Of"/> holds beside its matrix.</summary>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">Columns, at most as many.</param>
    public static long Length(long rows, long columns) => (IsTall(rows, columns) ? columns * columns : 0)
        + (2 * columns * columns) + RotationQueue.Length(columns);

    /// <summary>Computes them.</summary>
    /// <param name="a">Matrix, m × n with m ≥ n, finite; overwritten.</param>
    /// <param name="kernels">Inner loops.</param>
    /// <param name="threads">The number of threads; the bits do not depend on it.</param>
    /// <param name="cancellation">Stops between columns.</param>
    /// <returns>Null where the steps do not converge.</returns>
    public static SingularVectors? Of(Matrix a, KernelSet kernels, int threads, CancellationToken cancellation)
    {
        int n = a.Columns;
        int exponent = ScaleToOne(a);
        var core = IsTall(a.Rows, n)
            ? ThinQr.Reduce(a.Data, a.Rows, n, isTransposed: false, kernels, cancellation)
            : a;
        double[] factors = new double[Math.Max(1, n - 1)];
        var (diagonal, superdiagonal) = Bidiagonalization.Reduce(core, kernels, cancellation, factors);
        var rows = RightReflections(core, factors, kernels, threads, cancellation);
        if (!BidiagonalVectors.Reduce(diagonal, superdiagonal, rows, kernels, threads, cancellation))
        {
            return null;
        }

        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(k => diagonal[k])];
        return new SingularVectors(
            Array.ConvertAll(order, k => Math.ScaleB(diagonal[k], exponent)), InOrder(rows, order));
    }

    private static bool IsTall(long rows, long columns) => rows >= Tall * columns;

    /// <summary>Scales to entries of at most 1 in magnitude, by a power of two; returns its exponent.</summary>
    private static int ScaleToOne(Matrix a)
    {
        double largest = 0;
        foreach (double value in a.Data)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        int exponent = largest == 0 ? 0 : Math.ILogB(largest) + 1;
        for (int k = 0; exponent != 0 && k < a.Data.Length; k++)
        {
            a.Data[k] = Math.ScaleB(a.Data[k], -exponent);
        }

        return exponent;
    }

    /// <summary>Pᵀ: row i is H₀·H₁·… e_i, of which the reflections from i on change nothing.</summary>
    private static Matrix RightReflections(
        Matrix a, double[] factors, KernelSet kernels, int threads, CancellationToken cancellation)
    {
        int n = a.Columns;
        var rows = new Matrix(n, n);
        ParallelTasks.Run(threads, (n + BlockRows - 1) / BlockRows, block =>
        {
            cancellation.ThrowIfCancellationRequested();
            int first = block * BlockRows;
            int end = Math.Min(n, first + BlockRows);
            for (int i = first; i < end; i++)
            {
                rows[i, i] = 1;
            }

            for (int k = end - 2; k >= 0; k--)
            {
                var v = a.Row(k)[(k + 1)..];
                for (int i = Math.Max(first, k + 1); i < end && factors[k] != 0; i++)
                {
                    var row = rows.Row(i)[(k + 1)..];
                    kernels.VectorOps.Axpy(v, -factors[k] * kernels.VectorOps.Dot(v, row), row);
                }
            }
        });
        return rows;
    }

    private static Matrix InOrder(Matrix rows, int[] order)
    {
        var sorted = new Matrix(rows.Rows, rows.Columns);
        for (int k = 0; k < order.Length; k++)
        {
            rows.Row(order[k]).CopyTo(sorted.Row(k));
        }

        return sorted;
    }
}
