// What:      the singular values of a product L·R of thin matrices, which is never formed.
// Formula:   L = Q₁R₁, Rᵀ = Q₂R₂; L·R = Q₁(R₁R₂ᵀ)Q₂ᵀ has the singular values of the core R₁R₂ᵀ, of r × r, and zeros.
// Reference: Golub & Van Loan, §5.4.5 and §8.6; tests hold it against a dense decomposition.
// Not done:  rounding of the product to a stored type: merged weights carry it, the product does not.
using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.Spectra;

/// <summary>Spectra of matrices that are products of thin ones.</summary>
internal static class LowRankSpectrum
{
    /// <summary>Multiply-adds of a matrix: both triangles and the core.</summary>
    public static double Cost(int rows, int columns, int rank) =>
        (2.0 * rank * rank * ((double)rows + columns)) + (4.0 * rank * rank * rank);

    /// <summary>Bytes beside those of the factors.</summary>
    public static long Bytes(int rank) => (2 * ThinQr.Bytes(rank)) + (sizeof(double) * 16L * rank * rank);

    /// <summary>
    /// The spectrum of a slice: the largest M singular values, of which those beyond the rank of the factors are
    /// exactly zero.
    /// </summary>
    /// <param name="left">Rows × r, row-major, finite; scaled in place.</param>
    /// <param name="right">r × columns, row-major, finite; scaled in place.</param>
    /// <param name="rank">r.</param>
    /// <param name="type">The type in which the factors are stored.</param>
    /// <param name="kernels">Inner loops.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static SliceSpectrum Compute(
        double[] left, double[] right, int rank, ElementType type, KernelSet kernels, CancellationToken cancellation)
    {
        (int rows, int columns) = (left.Length / rank, right.Length / rank);
        double[] values = new double[Math.Min(rows, columns)];
        int exponent = ScaleToOne(left) + ScaleToOne(right);
        var first = ThinQr.Reduce(left, rows, rank, isTransposed: false, kernels, cancellation);
        var second = ThinQr.Reduce(right, columns, rank, isTransposed: true, kernels, cancellation);
        double[] core = SingularSpectrum.SingularValues(
            Core(first, second, kernels), SpectrumMethod.Bidiagonal, kernels, cancellation);
        int known = Math.Min(core.Length, values.Length);
        for (int k = 1; k <= known; k++)
        {
            values[^k] = Math.ScaleB(core[^k], exponent);
        }

        double threshold = NumericalRank.ZeroBelow(
            values, Math.Max(rows, columns), type, SpectrumMethod.Bidiagonal, Precision.Double);
        return new SliceSpectrum(values, SpectrumMethod.Bidiagonal, threshold);
    }

    /// <summary>R₁R₂ᵀ: row by row, from the diagonal on.</summary>
    private static Matrix Core(Matrix first, Matrix second, KernelSet kernels)
    {
        int order = first.Rows;
        var core = new Matrix(order, order);
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < order; j++)
            {
                int from = Math.Max(i, j);
                core[i, j] = kernels.VectorOps.Dot(first.Row(i)[from..], second.Row(j)[from..]);
            }
        }

        return core;
    }

    /// <summary>Scales by a power of two to entries of at most 1, exactly; returns the exponent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int ScaleToOne(double[] values)
    {
        double largest = 0;
        foreach (double value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        if (largest == 0)
        {
            return 0;
        }

        int exponent = Math.ILogB(largest) + 1;
        if (Math.Abs(exponent) < 1000)
        {
            double factor = Math.ScaleB(1, -exponent);
            for (int k = 0; k < values.Length; k++)
            {
                values[k] *= factor;
            }
        }
        else
        {
            for (int k = 0; k < values.Length; k++)
            {
                values[k] = Math.ScaleB(values[k], -exponent);
            }
        }

        return exponent;
    }
}
