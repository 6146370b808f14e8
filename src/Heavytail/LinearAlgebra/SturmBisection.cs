using Heavytail.LinearAlgebra.Kernels;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// Singular values of a bidiagonal matrix by bisection on Sturm counts, <see cref="VectorOps.SturmBatch"/> at a time
/// (Golub &amp; Van Loan, §8.4.1; LAPACK's dstebz). Counts by division keep small values exact in the relative sense,
/// which those of <see cref="TridiagonalEigenvalues"/> by multiplication do not.
/// </summary>
internal static class SturmBisection
{
    private const double Epsilon = MachineEpsilon.Double;

    /// <summary>Halvings from the largest double to the smallest, and of its digits.</summary>
    private const int MostHalvings = 2200;

    /// <summary>2⁻¹⁰²², the smallest normal double.</summary>
    private const double SmallestNormal = 2.2250738585072014e-308;

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
        return Bisect(squares, high, tolerance, kernels, cancellation);
    }

    /// <summary>The upper half of the eigenvalues of a symmetric tridiagonal matrix with zero diagonal.</summary>
    /// <param name="squares">Squares of the off-diagonal after a leading zero, as many as rows.</param>
    /// <param name="largest">Upper bound of the eigenvalues.</param>
    /// <param name="tolerance">Absolute width at which an interval is narrow enough.</param>
    /// <param name="kernels">Kernels of the Sturm counts.</param>
    /// <param name="cancellation">Checked before each halving.</param>
    private static double[] Bisect(
        double[] squares, double largest, double tolerance, KernelSet kernels, CancellationToken cancellation)
    {
        const int batch = VectorOps.SturmBatch;
        double[] diagonal = new double[squares.Length];
        int count = squares.Length / 2;
        double pivotMin = Math.Max(squares.Max(), 1) * SmallestNormal / Epsilon;
        double widen = (Epsilon * 8 * largest) + pivotMin;
        double[] result = new double[count];
        Span<double> low = stackalloc double[batch];
        Span<double> high = stackalloc double[batch];
        Span<double> middle = stackalloc double[batch];
        Span<double> below = stackalloc double[batch];
        for (int start = 0; start < count; start += batch)
        {
            int used = Math.Min(batch, count - start);
            low.Clear();
            high.Fill(largest + widen);
            bool open = true;
            var limit = new RoundLimit("bisection", MostHalvings, cancellation);
            while (open)
            {
                limit.Next();
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
                    if (below[s] > count + start + s)
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

        // Rounding may leave neighbors of a cluster out of order by one unit in the last place.
        Array.Sort(result);
        return result;
    }
}
