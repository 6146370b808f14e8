using Heavytail.LinearAlgebra.Storage;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>Eigenvalues of a matrix that is scaled, shuffled, shifted or bordered: no oracle, but theorems.</summary>
public sealed class EngineInvarianceTests
{
    /// <summary>In one stage, and through a band: the first order of a panel of 24.</summary>
    public static TheoryData<int> Orders => [25, 96, 457];

    [Theory]
    [InlineData(25)]
    [InlineData(96)]
    [InlineData(457)]
    public void A_power_of_two_scales_every_bit(int order)
    {
        var weights = Matrices.Gaussian(1, order, order);
        foreach (string kernels in EngineUnderTest.KernelNames)
        {
            var run = EngineUnderTest.With(kernels);
            double[] expected = EngineUnderTest.GramEigenvaluesOf(weights, run);
            foreach (int exponent in (int[])[-99, 100])
            {
                double[] actual = EngineUnderTest.GramEigenvaluesOf(weights.Scaled(exponent), run);
                double[] back = Array.ConvertAll(actual, value => Math.ScaleB(value, -2 * exponent));
                KnownSpectrum.AssertSameBits(expected, back, $"{kernels}, 2^{exponent}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void Shuffled_shifted_and_turned_around(int order)
    {
        var matrix = Symmetric(2, order);
        double[] expected = EngineUnderTest.EigenvaluesOf(matrix, EngineUnderTest.Best);
        int[] deal = HiddenSpectrum.Shuffled(new SplitMix(3), order);
        Check(expected, Map(order, (i, j) => matrix[deal[i], deal[j]]), "shuffled");

        double shift = Math.Round(KnownSpectrum.Largest(expected));
        var shifted = Map(order, (i, j) => matrix[i, j] + (i == j ? shift : 0));
        Check(Array.ConvertAll(expected, x => x + shift), shifted, "shifted");
        Check([.. expected.Select(x => -x).Reverse()], Map(order, (i, j) => -matrix[i, j]), "negative");
    }

    [Theory]
    [InlineData(25)]
    [InlineData(193)]
    [InlineData(456)]
    public void A_square_matrix_and_its_transpose_have_the_same_singular_values(int order)
    {
        var weights = Matrices.Gaussian(5, order, order).Quantized();
        double[] expected = EngineUnderTest.GramEigenvaluesOf(weights, EngineUnderTest.Best);
        foreach (var run in EngineUnderTest.Runs(order))
        {
            KnownSpectrum.AssertClose(
                expected, EngineUnderTest.GramEigenvaluesOf(weights.Transpose(), run), run.Name());
        }
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void A_row_and_column_less_interlaces(int order)
    {
        // Cauchy: λ₁ ≤ μ₁ ≤ λ₂ ≤ μ₂ … ≤ λ_n. From 457 to 456 a panel goes.
        var matrix = Symmetric(6, order);
        foreach (string kernels in EngineUnderTest.KernelNames)
        {
            var run = EngineUnderTest.With(kernels);
            double[] outer = EngineUnderTest.EigenvaluesOf(matrix, run);
            foreach (int removed in (int[])[0, order - 1])
            {
                var less = Map(order - 1, (i, j) => matrix[i < removed ? i : i + 1, j < removed ? j : j + 1]);
                AssertInterlaces(outer, EngineUnderTest.EigenvaluesOf(less, run), $"{kernels}, without {removed}");
            }
        }
    }

    private static void AssertInterlaces(double[] outer, double[] inner, string what)
    {
        double tolerance = 30 * KnownSpectrum.Epsilon * KnownSpectrum.Largest(outer);
        Assert.Equal(outer.Length - 1, inner.Length);
        for (int k = 0; k < inner.Length; k++)
        {
            bool between = inner[k] >= outer[k] - tolerance && inner[k] <= outer[k + 1] + tolerance;
            Assert.True(between, $"{what}: {inner[k]:R} is not between {outer[k]:R} and {outer[k + 1]:R}");
        }
    }

    private static void Check(double[] expected, Matrix matrix, string what)
    {
        foreach (var run in EngineUnderTest.Runs(matrix.Rows))
        {
            // Sums and orders of the expected values are exact or rounded once, so this is a comparison of two runs.
            KnownSpectrum.AssertClose(expected, EngineUnderTest.EigenvaluesOf(matrix, run), $"{what}, {run.Name()}");
        }
    }

    /// <summary>Integers, so that adding the shift rounds nothing.</summary>
    private static Matrix Symmetric(ulong seed, int order)
    {
        var normal = Matrices.Gaussian(seed, order, order);
        return Map(order, (i, j) => Math.Round(1e6 * normal[Math.Max(i, j), Math.Min(i, j)]));
    }

    private static Matrix Map(int order, Func<int, int, double> entry)
    {
        var result = new Matrix(order, order);
        for (int k = 0; k < result.Data.Length; k++)
        {
            result.Data[k] = entry(k / order, k % order);
        }

        return result;
    }
}
