// What:      the singular values of a product L·R of thin matrices, which is never formed.
// Formula:   L = Q₁R₁, Rᵀ = Q₂R₂; L·R = Q₁(R₁R₂ᵀ)Q₂ᵀ has the singular values of the core R₁R₂ᵀ, of r × r, and zeros.
//            The triangles are those of Cholesky's decomposition of LᵀL and R·Rᵀ where that is exact enough, else QR.
// Reference: Golub & Van Loan, §5.4.5 and §8.6; tests hold it against a dense decomposition.
// Not done:  rounding of the product to a stored type: merged weights carry it, the product does not.
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.Spectra;

/// <summary>Spectra of matrices that are products of thin ones.</summary>
internal static class LowRankSpectrum
{
    /// <summary>Largest error of a singular value, relative to the largest, that Gram matrices may make.</summary>
    private const double Tolerated = 3e-11;

    /// <summary>Multiply-adds of a matrix: both triangles and the core.</summary>
    public static double Cost(int rows, int columns, int rank) =>
        (0.5 * rank * rank * ((double)rows + columns)) + (4.0 * rank * rank * rank);

    /// <summary>Bytes beside those of the factors.</summary>
    public static long Bytes(int rank) =>
        (2 * Math.Max(ThinQr.Bytes(rank), GramTriangle.Bytes(rank))) + (sizeof(double) * 16L * rank * rank);

    /// <summary>
    /// The spectrum of a slice: the largest M singular values, of which those beyond the rank of the factors are
    /// exactly zero.
    /// </summary>
    /// <param name="left">Rows × r, row-major; may be scaled in place.</param>
    /// <param name="right">r × columns, row-major; may be scaled in place.</param>
    /// <param name="rank">r.</param>
    /// <param name="type">The type in which the factors are stored.</param>
    /// <param name="options">Kernels.</param>
    /// <returns>Null where elements of a factor are NaN or infinite.</returns>
    public static SliceSpectrum? Compute(
        double[] left, double[] right, int rank, ElementType type, EngineOptions options)
    {
        (int rows, int columns) = (left.Length / rank, right.Length / rank);
        double[]? core = type.Epsilon() > MachineEpsilon.Double ? ByGram(left, right, rank, options) : null;
        int exponent = 0;
        if (core is null)
        {
            if (NonFiniteWeights.In(left, place => place) is not null
                || NonFiniteWeights.In(right, place => place) is not null)
            {
                return null;
            }

            exponent = ScaleToOne(left) + ScaleToOne(right);
            core = OfCore(
                ThinQr.Reduce(left, rows, rank, isTransposed: false, options.Kernels, options.Cancellation),
                ThinQr.Reduce(right, columns, rank, isTransposed: true, options.Kernels, options.Cancellation),
                options);
        }

        double[] values = new double[Math.Min(rows, columns)];
        int known = Math.Min(core.Length, values.Length);
        for (int k = 1; k <= known; k++)
        {
            values[^k] = Math.ScaleB(core[^k], exponent);
        }

        double threshold = NumericalRank.ZeroBelow(
            values, Math.Max(rows, columns), type, SpectrumMethod.Bidiagonal, Precision.Double);
        return new SliceSpectrum(values, SpectrumMethod.Bidiagonal, threshold);
    }

    /// <summary>
    /// The singular values of the core by the Gram matrices of both factors; null where these are not exact enough.
    /// </summary>
    private static double[]? ByGram(double[] left, double[] right, int rank, EngineOptions options)
    {
        if (GramTriangle.Of(left, left.Length / rank, rank, isTransposed: false, options) is not { } first
            || GramTriangle.Of(right, right.Length / rank, rank, isTransposed: true, options) is not { } second)
        {
            return null;
        }

        double norms =
            TensorPrimitives.Norm<double>(first.Upper.Data) * TensorPrimitives.Norm<double>(second.Upper.Data);
        double[] core = OfCore(first.Upper, second.Upper, options);
        double error = MachineEpsilon.Double * (first.InverseNorm + second.InverseNorm) * norms;
        return norms == 0 || error <= Tolerated * core[^1] ? core : null;
    }

    private static double[] OfCore(Matrix first, Matrix second, EngineOptions options) =>
        SingularSpectrum.SingularValues(
            Core(first, second, options.Kernels), SpectrumMethod.Bidiagonal, options);

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
