using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail;

/// <summary>How eigenvalues of WᵀW are computed.</summary>
public enum SpectrumMethod
{
    /// <summary>
    /// Eigenvalues of the Gram matrix: fast, absolute error about ε·λ_max, so singular values below 1e-8·s_max are
    /// noise.
    /// Weights stored in F32 or less carry more noise than that themselves.
    /// </summary>
    Gram,

    /// <summary>
    /// Singular values by bidiagonalization, squared: slower, absolute error about ε·s_max in s. Of large matrices they
    /// are eigenvalues of [0 Wᵀ; W 0], with the same error.
    /// </summary>
    Bidiagonal,
}

/// <summary>Singular values of one matrix.</summary>
internal static class SingularSpectrum
{
    /// <summary>All M singular values of a matrix in memory, ascending.</summary>
    /// <param name="matrix">Any sides, finite; overwritten.</param>
    /// <param name="method">How.</param>
    /// <param name="options">Kernels, thread count, and what stops it between columns.</param>
    /// <remarks>
    /// The matrix is first scaled by a power of two, exactly, to a largest entry near 1: squares can then neither
    /// overflow nor underflow, and W and 2^k·W have the same spectrum to the last bit.
    /// </remarks>
    public static double[] SingularValues(
        Matrix matrix, SpectrumMethod method, EngineOptions options)
    {
        double largest = 0;
        foreach (double value in matrix.Data)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        if (largest == 0)
        {
            return new double[Math.Min(matrix.Rows, matrix.Columns)];
        }

        int exponent = Math.ILogB(largest);
        for (int k = 0; k < matrix.Data.Length; k++)
        {
            matrix.Data[k] = Math.ScaleB(matrix.Data[k], -exponent);
        }

        double[] values = method == SpectrumMethod.Gram
            ? FromGram(matrix, options)
            : AugmentedMatrix.Pays(matrix.Rows, matrix.Columns) ? AugmentedMatrix.SingularValues(matrix, options)
            : FromBidiagonal(matrix, options.Kernels, options.Cancellation);
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = Math.ScaleB(values[k], exponent);
        }

        return values;
    }

    /// <summary>Eigenvalues of a Gram matrix: one that is zero may come out as −ε·λ_max.</summary>
    public static double[] NonNegative(double[] eigenvalues)
    {
        for (int i = 0; i < eigenvalues.Length; i++)
        {
            eigenvalues[i] = Math.Max(0, eigenvalues[i]);
        }

        return eigenvalues;
    }

    private static double[] FromGram(Matrix matrix, EngineOptions options)
    {
        using var gram = GramMatrix.Compute(new DenseSource(matrix), options);
        return Array.ConvertAll(NonNegative(SymmetricEigenvalues.Compute(gram, options)), Math.Sqrt);
    }

    private static double[] FromBidiagonal(Matrix matrix, KernelSet kernels, CancellationToken cancellation)
    {
        var tall = matrix.Rows >= matrix.Columns ? matrix : matrix.Transpose();
        (double[] diagonal, double[] superdiagonal) = Bidiagonalization.Reduce(tall, kernels, cancellation);
        return SturmBisection.SingularValues(diagonal, superdiagonal, kernels, cancellation);
    }
}
