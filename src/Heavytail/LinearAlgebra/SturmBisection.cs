using Heavytail.LinearAlgebra.Kernels;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// Singular values of a bidiagonal matrix by bisection on Sturm counts, <see cref="VectorOps.SturmBatch"/> at a time (Golub
/// &amp; Van Loan, §8.4.1; LAPACK's dstebz). Counts by division keep small values exact in the relative sense, which those
/// of <see cref="TridiagonalEigenvalues"/> by multiplication do not.
/// </summary>
internal static class SturmBisection
{
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>
    /// All singular values of an upper bidiagonal matrix, ascending, each to a few ε relative: the non-negative
    /// eigenvalues of the Golub–Kahan matrix, tridiagonal with zero diagonal and off-diagonal d₁, e₁, d₂, e₂ …
    /// whose Sturm counts are accurate in the relative sense (Fernando &amp; Parlett; Demmel &amp; Kahan 1990).
    /// </summary>
    public static double[] SingularValues(
        double[] diagonal, double[] superdiagonal, KernelSet kernels, CancellationToken cancellation)
    {
        int n = diagonal.Length;
        double[] squares = new double[2 * n];
        double high = 0;
        double before = 0;
        for (int i = 0; i < n; i++)
        {
            double d = Math.Abs(diagonal[i]);
            double e = i < n - 1 ? Math.Abs(superdiagonal[i]) : 0;
            squares[(2 * i) + 1] = d * d;
            if (i < n - 1)
            {
                squares[(2 * i) + 2] = e * e;
            }

            high = Math.Max(high, Math.Max(before + d, d + e));
            before = e;
        }

        // Below ε²·‖B‖ a singular value is zero for every purpose; bisection would go on to the smallest double.
        double tolerance = Epsilon * Epsilon * high;
        return Bisect(new double[2 * n], squares, (0, high), n, n, tolerance, kernels, cancellation);
    }

    private static double[] Bisect(
        double[] diagonal,
        double[] squares,
        (double Low, double High) range,
        int first,
        int count,
        double tolerance,
        KernelSet kernels,
        CancellationToken cancellation)
    {
        const int batch = VectorOps.SturmBatch;
        double pivotMin = Math.Max(squares.Max(), 1) * 2.2250738585072014e-308 / Epsilon;
        double widen = (Epsilon * 8 * Math.Max(Math.Abs(range.Low), Math.Abs(range.High))) + pivotMin;
        double[] result = new double[count];
        Span<double> low = stackalloc double[batch];
        Span<double> high = stackalloc double[batch];
        Span<double> middle = stackalloc double[batch];
        Span<double> below = stackalloc double[batch];
        for (int start = 0; start < count; start += batch)
        {
            cancellation.ThrowIfCancellationRequested();
            int used = Math.Min(batch, count - start);
            low.Fill(range.Low == 0 ? 0 : range.Low - widen);
            high.Fill(range.High + widen);
            bool open = true;
            while (open)
            {
                for (int s = 0; s < batch; s++)
                {
                    middle[s] = low[s] + (0.5 * (high[s] - low[s]));
                }

                kernels.VectorOps.SturmCounts(diagonal, squares, pivotMin, middle, below);
                open = false;
                for (int s = 0; s < used; s++)
                {
                    double width = high[s] - low[s];
                    double size = Math.Max(Math.Abs(low[s]), Math.Abs(high[s]));
                    if (width <= Math.Max(2 * Epsilon * size, tolerance) || middle[s] <= low[s] || middle[s] >= high[s])
                    {
                        continue;
                    }

                    open = true;
                    if (below[s] > first + start + s)
                    {
                        high[s] = middle[s];
                    }
                    else
                    {
                        low[s] = middle[s];
                    }
                }
            }

            for (int s = 0; s < used; s++)
            {
                result[start + s] = low[s] + (0.5 * (high[s] - low[s]));
            }
        }

        // Rounding may leave neighbours of a cluster out of order by one unit in the last place.
        Array.Sort(result);
        return result;
    }
}
