// What:      a small dense symmetric matrix → a tridiagonal one with the same eigenvalues, in one stage.
// Formula:   for each column H = I − τ·v·vᵀ zeroes it below the subdiagonal; A ← H·A·H = A − v·wᵀ − w·vᵀ with
//            w = τ·A·v − ½·τ²·(vᵀA·v)·v.
// Reference: Golub & Van Loan, Algorithm 8.3.1; update and next product in one pass (RankTwoKernels).
// Not done:  half the operations are matrix times vector: where the matrix leaves the cache, BandReduction is faster.
using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// The one-stage reduction, on a whole matrix in panels of rows: 4/3·M³ multiply-adds, of which we do twice as many.
/// </summary>
internal static unsafe class Tridiagonalization
{
    private const int Height = PackedTriangle.PanelRows;

    /// <summary>Doubles of scratch for a matrix of this order.</summary>
    public static long ScratchLength(int order) => PackedTriangle.PanelsOf(order) * (long)Height * (order + 4);

    /// <summary>Reduces a matrix, which is not changed.</summary>
    public static SymmetricTridiagonal Reduce(PackedTriangle x, EngineOptions options)
    {
        int n = x.Order;
        double[] diagonal = new double[n];
        double[] offDiagonal = new double[Math.Max(0, n - 1)];
        using var memory = new AlignedMemory<double>(ScratchLength(n));
        memory.Clear();
        int length = x.Panels * Height;
        double* v = memory.Pointer;
        double* w = v + length;
        double* next = w + length;
        double* y = next + length;
        double* a = y + length;
        nint stride = (nint)Height * n;
        Unpack(x, a);
        for (int k = 0; k < n; k++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            int top = k / Height;
            double* column = a + (top * stride) + (k * Height);
            options.Kernels.RankTwo.Column(
                column, stride, x.Panels - top, v + (top * Height), w + (top * Height), v[k], w[k],
                next + (top * Height));
            diagonal[k] = next[k];
            new Span<double>(next + (top * Height), k + 1 - (top * Height)).Clear();
            if (k + 1 == n)
            {
                break;
            }

            (double tau, offDiagonal[k]) = MakeReflector(next, k + 1, x.Panels, options.Kernels.RankTwo);
            top = (k + 1) / Height;
            for (int p = top; p < x.Panels; p++)
            {
                options.Kernels.RankTwo.Pass(
                    a + (p * stride) + ((k + 1) * Height),
                    n - k - 1,
                    v + (p * Height),
                    w + (p * Height),
                    v + k + 1,
                    w + k + 1,
                    next + k + 1,
                    y + (p * Height));
            }

            new Span<double>(y + (top * Height), k + 1 - (top * Height)).Clear();
            double dot = options.Kernels.RankTwo.Dot(y + (top * Height), next + (top * Height), x.Panels - top);
            options.Kernels.RankTwo.Combine(
                y + (top * Height), tau, next + (top * Height), -0.5 * tau * tau * dot, x.Panels - top,
                w + (top * Height));
            double* old = v;
            v = next;
            next = old;
        }

        return new SymmetricTridiagonal(diagonal, offDiagonal);
    }

    /// <summary>x with zeros before <paramref name="first"/> → the reflector with H·x = β·e_first.</summary>
    private static (double Tau, double Beta) MakeReflector(double* x, int first, int panels, RankTwoKernels kernels)
    {
        int top = first / Height;
        double* start = x + (top * Height);
        double alpha = x[first];
        x[first] = 0;
        double squares = kernels.Dot(start, start, panels - top);
        if (squares < Householder.TinySquares)
        {
            new Span<double>(start, (panels - top) * Height).Clear();
            x[first] = 1;
            return (0, alpha);
        }

        double beta = -Math.CopySign(Math.Sqrt((alpha * alpha) + squares), alpha);
        kernels.Combine(start, 1 / (alpha - beta), start, 0, panels - top, start);
        x[first] = 1;
        return ((beta - alpha) / beta, beta);
    }

    /// <summary>The whole matrix from its lower triangle: panel p is column-major, n columns of 24 rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Unpack(PackedTriangle x, double* a)
    {
        nint stride = (nint)Height * x.Order;
        for (int p = 0; p < x.Panels; p++)
        {
            double* source = x.Panel(p);
            double* panel = a + (p * stride);
            int rows = Math.Min(Height, x.Order - (p * Height));
            int before = p * Height;
            new ReadOnlySpan<double>(source, before * Height).CopyTo(new Span<double>(panel, before * Height));
            for (int c = 0; c < before; c++)
            {
                double* mirror = a + (c / Height * stride) + (before * Height) + (c % Height);
                for (int r = 0; r < rows; r++)
                {
                    mirror[r * Height] = source[(c * Height) + r];
                }
            }

            for (int c = 0; c < rows; c++)
            {
                for (int r = 0; r < rows; r++)
                {
                    panel[((before + c) * Height) + r] = source[((before + Math.Min(r, c)) * Height) + Math.Max(r, c)];
                }
            }
        }
    }
}
