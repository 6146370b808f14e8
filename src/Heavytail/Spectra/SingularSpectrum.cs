using Heavytail.LinearAlgebra;

namespace Heavytail.Spectra;

/// <summary>How eigenvalues of WᵀW are computed.</summary>
public enum SpectrumMethod
{
    /// <summary>
    /// Eigenvalues of the Gram matrix: fast, absolute error about ε·λ_max, so singular values below 1e-8·s_max are noise.
    /// Weights stored in F32 or less carry more noise than that themselves.
    /// </summary>
    Gram,

    /// <summary>Singular values by bidiagonalisation, squared: slower, absolute error about ε·s_max in s.</summary>
    Bidiagonal,
}

/// <summary>Singular values of one matrix.</summary>
internal static class SingularSpectrum
{
    /// <summary>All M singular values, ascending.</summary>
    /// <param name="slice">M × N with M ≤ N, finite; overwritten.</param>
    /// <param name="method">How.</param>
    /// <param name="kernels">Inner loops.</param>
    /// <param name="cancellation">Stops between columns.</param>
    /// <remarks>
    /// The matrix is first scaled by a power of two, exactly, to a largest entry near 1: squares can then neither
    /// overflow nor underflow, and W and 2^k·W have the same spectrum to the last bit.
    /// </remarks>
    public static double[] SingularValues(
        Matrix slice, SpectrumMethod method, Kernels kernels, CancellationToken cancellation)
    {
        double largest = 0;
        foreach (double value in slice.Data)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        if (largest == 0)
        {
            return new double[slice.Rows];
        }

        int exponent = Math.ILogB(largest);
        for (int k = 0; k < slice.Data.Length; k++)
        {
            slice.Data[k] = Math.ScaleB(slice.Data[k], -exponent);
        }

        double[] values = method == SpectrumMethod.Gram
            ? FromGram(slice, kernels, cancellation)
            : FromBidiagonal(slice, kernels, cancellation);
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = Math.ScaleB(values[k], exponent);
        }

        return values;
    }

    private static double[] FromGram(Matrix slice, Kernels kernels, CancellationToken cancellation)
    {
        var options = new EngineOptions(kernels, Cancellation: cancellation);
        using var gram = GramMatrix.Of(new DenseSource(slice), options);
        double[] values = SymmetricEigenvalues.Compute(gram, options);
        for (int k = 0; k < values.Length; k++)
        {
            // A zero eigenvalue may come out as −ε·λ_max.
            values[k] = Math.Sqrt(Math.Max(0, values[k]));
        }

        return values;
    }

    private static double[] FromBidiagonal(Matrix slice, Kernels kernels, CancellationToken cancellation)
    {
        (double[] diagonal, double[] superdiagonal) =
            Bidiagonalization.Reduce(slice.Transpose(), kernels, cancellation);
        return SturmBisection.SingularValues(diagonal, superdiagonal, kernels, cancellation);
    }
}
