using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.Tests.Support;

/// <summary>What rounding may do to a Gram matrix, and weights to which it does nothing.</summary>
internal static class GramRounding
{
    /// <summary>
    /// ‖W‖_F in units of the last place that any entry uses: up to here products and all partial sums of W·Wᵀ are
    /// integers of at most 52 bits in the unit's square (Cauchy–Schwarz), so exact in every order.
    /// </summary>
    private const double ExactNorm = 1 << 26;

    /// <summary>The entries rounded to multiples of a power of two that makes the Gram matrix exact.</summary>
    public static Matrix Quantized(this Matrix weights)
    {
        if (Norm(weights) == 0)
        {
            return weights;
        }

        // Rounding adds half a unit to an entry at most, so leave a bit for it.
        double quantum = Math.ScaleB(1, Math.ILogB(Norm(weights)) + 2 - Math.ILogB(ExactNorm));
        double[] rounded = Array.ConvertAll(weights.Data, x => Math.Round(x / quantum) * quantum);
        return new(weights.Rows, weights.Columns, rounded);
    }

    public static bool IsExact(Matrix weights)
    {
        int last = weights.Data.Where(x => x != 0).Select(LastBit).DefaultIfEmpty().Min();
        return Math.ScaleB(Norm(weights), -last) <= ExactNorm;
    }

    /// <summary>The lower and upper triangle of V·Vᵀ by the plain triple loop; V has the shorter side's rows.</summary>
    public static Matrix Exact(Matrix weights)
    {
        if (!IsExact(weights))
        {
            throw new ArgumentException("this Gram matrix is rounded", nameof(weights));
        }

        return Product(weights, value => value);
    }

    /// <summary>
    /// How far, in norm, the computed Gram matrix may be from the true one. A sum of N products in any order, with or
    /// without fused multiply-add, is off by at most γ_N·Σ|x·y|, γ_N = N·u/(1 − N·u), u = ε/2 (Higham, Accuracy and
    /// Stability, §3.1): |δX| ≤ γ_N·|V|·|V|ᵀ element by element, ‖δX‖₂ ≤ ‖δX‖_F, no eigenvalue moves by more (Weyl).
    /// </summary>
    public static double ErrorNorm(Matrix weights) =>
        IsExact(weights) ? 0 : Gamma(Math.Max(weights.Rows, weights.Columns)) * Norm(Product(weights, Math.Abs));

    /// <summary>γ_N.</summary>
    public static double Gamma(int terms)
    {
        double u = KnownSpectrum.Epsilon / 2;
        return terms * u / (1 - (terms * u));
    }

    private static Matrix Product(Matrix weights, Func<double, double> entry)
    {
        var v = weights.Rows < weights.Columns ? weights.Copy() : weights.Transpose();
        for (int k = 0; k < v.Data.Length; k++)
        {
            v.Data[k] = entry(v.Data[k]);
        }

        var result = new Matrix(v.Rows, v.Rows);
        for (int i = 0; i < v.Rows; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                var x = v.Row(i);
                var y = v.Row(j);
                double sum = 0;
                for (int k = 0; k < x.Length; k++)
                {
                    sum += x[k] * y[k];
                }

                result[i, j] = result[j, i] = sum;
            }
        }

        return result;
    }

    private static double Norm(Matrix matrix) => Math.Sqrt(matrix.Data.Sum(x => x * x));

    /// <summary>The exponent of the lowest bit that is set.</summary>
    private static int LastBit(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        long mantissa = (bits & ((1L << 52) - 1)) | (1L << 52);
        return Math.ILogB(value) - 52 + System.Numerics.BitOperations.TrailingZeroCount(mantissa);
    }
}
