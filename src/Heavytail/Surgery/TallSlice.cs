// What:      parts of a matrix W by its singular vectors: Σ f_i·s_i·u_i·v_iᵀ over some of them.
// Formula:   s_i·u_i = W·v_i, so that only right vectors are needed, and W·V·Vᵀ has their rank whatever their error.
// Reference: Golub & Van Loan, §2.4 and §8.6.
// Not done:  few vectors by Lanczos' iteration where their singular values are not those that are known: equal ones
//            have no vector of their own there, and all are computed.
using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Storage;
using Heavytail.Statistics;
using Heavytail.Vectors;

namespace Heavytail.Surgery;

/// <summary>A slice with at least as many rows as columns, and its right singular vectors.</summary>
/// <param name="matrix">W, m × n.</param>
/// <param name="singularValues">Its singular values as they are known, ascending.</param>
/// <param name="resources">Threads and kernels.</param>
internal sealed class TallSlice(Matrix matrix, double[] singularValues, SurgeryResources resources)
{
    /// <summary>So few vectors cost less by an iteration, where a matrix has this many columns.</summary>
    private const int FewVectors = 24;

    private const int ManyColumns = 384;

    /// <summary>How well the iteration has to find singular values, as a part of the largest.</summary>
    private const double Agreement = 1e-7;

    /// <summary>Rows of a block of a product: they stay in a cache while all vectors pass.</summary>
    private const int BlockRows = 8;

    private SingularVectors? _all;

    /// <summary>W.</summary>
    public Matrix Matrix => matrix;

    /// <summary>n, the number of singular values.</summary>
    public int Count => matrix.Columns;

    /// <summary>Doubles that it takes at its peak, with a result.</summary>
    public static long Length(long rows, long columns) =>
        (3 * rows * columns) + SingularVectors.Length(Math.Max(rows, columns), Math.Min(rows, columns));

    /// <summary>The largest singular values with their right vectors, at least so many.</summary>
    /// <exception cref="SurgeryException">The steps do not converge.</exception>
    public SingularVectors Top(int count)
    {
        if (_all is null && count <= FewVectors && Count >= ManyColumns && ByIteration(count) is { } few)
        {
            return few;
        }

        return All;
    }

    /// <summary>All of them.</summary>
    /// <exception cref="SurgeryException">The steps do not converge.</exception>
    public SingularVectors All => _all ??= SingularVectors.Of(
        new Matrix(matrix.Rows, matrix.Columns, (double[])matrix.Data.Clone()), resources.Kernels, resources.Threads,
        resources.Cancellation) ?? throw new SurgeryException(
            $"the singular vectors of `{resources.Subject}` do not converge", "leave the layer out with `Layers`");

    /// <summary>start + Σ f_i·s_i·u_i·v_iᵀ.</summary>
    /// <param name="start">m × n, or null for zeros; it stays as it is.</param>
    /// <param name="vectors">The vectors.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="count">Their number.</param>
    /// <param name="factor">f of a vector.</param>
    public Matrix Sum(Matrix? start, SingularVectors vectors, int first, int count, Func<int, double> factor)
    {
        var sum = start is null
            ? new Matrix(matrix.Rows, matrix.Columns)
            : new Matrix(matrix.Rows, matrix.Columns, (double[])start.Data.Clone());
        var ops = resources.Kernels.VectorOps;
        ParallelTasks.Run(resources.Threads, (matrix.Rows + BlockRows - 1) / BlockRows, block =>
        {
            resources.Cancellation.ThrowIfCancellationRequested();
            int end = Math.Min(matrix.Rows, (block + 1) * BlockRows);
            for (int i = first; i < first + count; i++)
            {
                var vector = vectors.Rows.Row(i);
                double f = factor(i);
                for (int row = block * BlockRows; row < end; row++)
                {
                    ops.Axpy(vector, f * ops.Dot(matrix.Row(row), vector), sum.Row(row));
                }
            }
        });
        return sum;
    }

    private SingularVectors? ByIteration(int count)
    {
        double[] between = new double[matrix.Rows];
        var ops = resources.Kernels.VectorOps;
        void Multiply(double[] x, double[] product)
        {
            resources.Cancellation.ThrowIfCancellationRequested();
            Array.Clear(product);
            for (int row = 0; row < matrix.Rows; row++)
            {
                between[row] = ops.Dot(matrix.Row(row), x);
                ops.Axpy(matrix.Row(row), between[row], product);
            }
        }

        int seed = Seeds.For(resources.Seed, resources.Subject, "surgery", resources.Slice);
        var pairs = new Lanczos(Count, Multiply).Largest(count, new Random(seed));
        double least = Agreement * singularValues[^1];
        if (pairs is null || pairs.Count < count || Enumerable.Range(0, count).Any(
            k => !(Math.Abs(Math.Sqrt(pairs[k].Value) - singularValues[^(k + 1)]) <= least)))
        {
            return null;
        }

        var rows = new Matrix(count, Count);
        for (int k = 0; k < count; k++)
        {
            pairs[k].Vector.AsSpan().CopyTo(rows.Row(k));
        }

        return new SingularVectors([.. pairs.Take(count).Select(pair => Math.Sqrt(pair.Value))], rows);
    }
}
