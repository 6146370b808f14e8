// What:      several small dense symmetric matrices → tridiagonal ones with the same eigenvalues.
// Formula:   that of Tridiagonalization, on the lower triangle alone: a lane of every vector is one matrix.
// Reference: Golub & Van Loan, Algorithm 8.3.1.
// Not done:  one matrix alone leaves lanes empty; where it is larger, vectors of rows (Tridiagonalization) are faster.
using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// The reduction of matrices of one order side by side: what of one matrix is a chain of sums, roots and quotients,
/// each waiting for the last, takes no longer for a whole vector of them.
/// </summary>
internal static unsafe class LaneTridiagonalization
{
    private const int Vectors = 4;

    /// <summary>Doubles of scratch for a vector of matrices of this order.</summary>
    public static long ScratchLength(int order, int lanes) =>
        (Triangle(order) + ((Vectors + 2) * (long)order) + 1) * lanes;

    /// <summary>Reduces matrices of one order, which are not changed.</summary>
    public static SymmetricTridiagonal[] Reduce(IReadOnlyList<PackedTriangle> matrices, KernelSet kernels)
    {
        var result = new SymmetricTridiagonal[matrices.Count];
        for (int first = 0; first < result.Length;)
        {
            // Half a vector takes half the time on some CPUs, and no longer on others.
            int left = result.Length - first;
            var lanes = left > kernels.FewLanes.Lanes ? kernels.Lanes : kernels.FewLanes;
            int count = Math.Min(left, lanes.Lanes);
            Reduce(matrices, first, count, lanes, result);
            first += count;
        }

        return result;
    }

    private static void Reduce(
        IReadOnlyList<PackedTriangle> matrices, int first, int count, LaneKernels kernels,
        SymmetricTridiagonal[] result)
    {
        int n = matrices[first].Order;
        int lanes = kernels.Lanes;
        using var memory = new AlignedMemory<double>(ScratchLength(n, lanes));
        double* a = memory.Pointer;
        double* diagonal = a + (Triangle(n) * lanes);

        // The first step has no update before it; and lanes without a matrix must hold numbers.
        double* unset = count < lanes ? a : diagonal;
        new Span<double>(unset, (int)(a + memory.Length - unset)).Clear();
        double* offDiagonal = diagonal + ((nint)n * lanes);
        for (int k = 0; k < count; k++)
        {
            Interleave(matrices[first + k], lanes, a + k);
        }

        Reduce(a, n, kernels, diagonal, offDiagonal);
        for (int k = 0; k < count; k++)
        {
            result[first + k] = new SymmetricTridiagonal(
                Lane(diagonal + k, n, lanes), Lane(offDiagonal + k, n - 1, lanes));
        }
    }

    /// <summary>Vectors follow the diagonals in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Reduce(double* a, int n, LaneKernels kernels, double* diagonal, double* offDiagonal)
    {
        nint lanes = kernels.Lanes;
        nint length = n * lanes;
        double* v = offDiagonal + length;
        double* w = v + length;
        double* next = w + length;
        double* y = next + length;
        double* tau = y + length;
        for (int k = 0; k < n; k++)
        {
            // The matrix is one update behind: v and w are those of the last step.
            int count = n - k;
            nint row = k * lanes;
            kernels.Column(a, count, v + row, w + row, next + row);
            new ReadOnlySpan<double>(next + row, (int)lanes).CopyTo(new Span<double>(diagonal + row, (int)lanes));
            if (count == 1)
            {
                break;
            }

            a += count * lanes;
            kernels.Reflect(next + row + lanes, count - 1, tau, offDiagonal + row);
            kernels.Pass(a, count - 1, v + row + lanes, w + row + lanes, next + row + lanes, y + row + lanes);
            kernels.Combine(y + row + lanes, next + row + lanes, count - 1, tau, w + row + lanes);
            double* old = v;
            v = next;
            next = old;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Interleave(PackedTriangle x, int lanes, double* a)
    {
        const int height = PackedTriangle.PanelRows;
        for (int j = 0; j < x.Order; j++)
        {
            for (int p = j / height; p < x.Panels; p++)
            {
                double* column = x.Panel(p) + ((nint)j * height);
                int end = Math.Min(height, x.Order - (p * height));
                for (int r = Math.Max(0, j - (p * height)); r < end; r++, a += lanes)
                {
                    *a = column[r];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Lane(double* source, int count, int lanes)
    {
        double[] result = new double[count];
        for (int k = 0; k < result.Length; k++)
        {
            result[k] = source[(nint)k * lanes];
        }

        return result;
    }

    private static nint Triangle(int order) => (nint)order * (order + 1) / 2;
}
