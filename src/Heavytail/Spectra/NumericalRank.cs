using System.Buffers;

namespace Heavytail.Spectra;

/// <summary>
/// Which singular values of a slice are zero: those that the rounding of the stored weights, or of our own arithmetic,
/// would make out of nothing.
/// </summary>
/// <remarks>
/// Rounding to a type of precision ε moves a weight w by at most ε/2·|w|, independently from weight to weight: a random
/// matrix E of root mean square below ε/2·σ with σ = ‖W‖_F/√(N·M), whose largest singular value is about
/// ε/2·σ·(√N + √M) (Bai &amp; Yin 1988). The textbook's bound s_max·max(N, M)·ε (Golub &amp; Van Loan, §5.4.1) is for
/// the
/// worst case of errors that conspire; for BF16 it passes s_max itself from N = 128 on, and every layer would be zero.
/// </remarks>
internal static class NumericalRank
{
    /// <summary>
    /// Errors of eigenvalues in single precision, relative to λ_max: a little above <c>Precisions.SingleError</c>,
    /// which is measured and not proved.
    /// </summary>
    public const double SingleNoise = 5e-7;

    private const double DoubleEpsilon = MachineEpsilon.Double;

    /// <summary>The threshold of one slice: a singular value at or below it is zero.</summary>
    /// <param name="values">M values of the slice as the method computes them, ascending.</param>
    /// <param name="request">The layer, the method and the precision.</param>
    public static double Threshold(double[] values, SpectrumRequest request)
    {
        if (request.Method != SpectrumMethod.Gram)
        {
            return ZeroBelow(values, request);
        }

        double[] rented = ArrayPool<double>.Shared.Rent(values.Length);
        try
        {
            var singularValues = rented.AsSpan(0, values.Length);
            for (int i = 0; i < values.Length; i++)
            {
                singularValues[i] = Math.Sqrt(values[i]);
            }

            return ZeroBelow(singularValues, request);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    /// <summary>The threshold of one slice.</summary>
    /// <param name="singularValues">M singular values, ascending.</param>
    /// <param name="n">N, the larger dimension.</param>
    /// <param name="type">The type in which the weights are stored.</param>
    /// <param name="method">How the singular values were computed.</param>
    /// <param name="precision">The arithmetic of the reduction to a band.</param>
    public static double ZeroBelow(
        ReadOnlySpan<double> singularValues, int n, ElementType type, SpectrumMethod method, Precision precision)
    {
        double largest = singularValues[^1];
        if (largest == 0)
        {
            return 0;
        }

        // Relative to s_max, so that no square overflows.
        double sum = 0;
        foreach (double s in singularValues)
        {
            sum += s / largest * (s / largest);
        }

        double norm = Math.Sqrt(sum);
        double deviation = norm / Math.Sqrt((double)n * singularValues.Length);
        double stored = type.Epsilon() / 2 * deviation * (Math.Sqrt(n) + Math.Sqrt(singularValues.Length));

        return largest * Math.Max(stored, Resolution(singularValues.Length, n, method, precision));
    }

    private static double ZeroBelow(ReadOnlySpan<double> singularValues, SpectrumRequest request) => ZeroBelow(
        singularValues, request.Layer.N, request.Layer.Tensor.StoredType, request.Method, request.Precision);

    /// <summary>
    /// Errors of our own, relative to s_max: N·ε in λ by the Gram matrix, or what single gives; N·ε in s by
    /// bidiagonalization.
    /// </summary>
    private static double Resolution(int m, int n, SpectrumMethod method, Precision precision) =>
        method == SpectrumMethod.Bidiagonal ? n * DoubleEpsilon
        : precision.IsSingle(m) ? Math.Sqrt(SingleNoise)
        : Math.Sqrt(n * DoubleEpsilon);
}
