using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;
using Heavytail.Spectra;
using Heavytail.Tests.Formats.Adapters;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Spectra;

/// <summary>Spectra of products of thin matrices, against those of the products.</summary>
public sealed class LowRankSpectrumTests
{
    private const int Rows = 150;
    private const int Columns = 90;
    private const double Tolerance = 1e-10;

    private static readonly EngineOptions s_options = new(KernelSet.Current);

    public static TheoryData<string, int, double> Conditions()
    {
        var data = new TheoryData<string, int, double>();
        foreach (string how in new[] { "scaled", "dependent", "decaying" })
        {
            foreach (int rank in new[] { 1, 7, 24, 64 })
            {
                for (int exponent = 0; exponent <= 14; exponent++)
                {
                    data.Add(how, rank, Math.Pow(10, -exponent));
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public void They_are_right_whatever_the_condition_of_the_factors(string how, int rank, double condition)
    {
        double[] left = SplitMix.Normals(1, Rows * rank);
        double[] right = SplitMix.Normals(2, rank * Columns);
        for (int row = 0; row < Rows; row++)
        {
            var line = left.AsSpan(row * rank, rank);
            double common = line[0];
            for (int k = 1; k < rank; k++)
            {
                line[k] = how switch
                {
                    "scaled" => line[k] * (k % 2 == 0 ? condition : 1),
                    "dependent" => common + (condition * line[k]),
                    _ => (line[k] * Math.Pow(condition, (double)k / rank)) + line[k - 1],
                };
            }
        }

        Same(left, right, rank, Tolerance);
    }

    [Fact]
    public void Zeros_and_columns_of_zeros_are_exact()
    {
        double[] left = SplitMix.Normals(3, Rows * 6);
        double[] right = SplitMix.Normals(4, 6 * Columns);
        Assert.All(Compute(new double[left.Length], right, 6).SingularValues(), value => Assert.Equal(0, value));
        for (int row = 0; row < Rows; row++)
        {
            left[(row * 6) + 2] = left[(row * 6) + 5] = 0;
        }

        Same(left, right, 6, 1e-14);
        Assert.Equal(4, Compute(left, right, 6).Rank);
    }

    [Fact]
    public void A_product_of_zeros_of_factors_that_are_none_has_the_rank_of_zero()
    {
        // The columns of B that are there meet the rows of A that are not.
        double[] left = SplitMix.Normals(5, Rows * 4);
        double[] right = new double[4 * Columns];
        for (int row = 0; row < Rows; row++)
        {
            left.AsSpan((row * 4) + 2, 2).Clear();
        }

        SplitMix.Normals(6, 2 * Columns).CopyTo(right, 2 * Columns);
        Assert.All(Compute(left, right, 4).SingularValues(), value => Assert.Equal(0, value, 1e-14));
    }

    [Theory]
    [InlineData(1e-30)]
    [InlineData(1e30)]
    [InlineData(1e-150)]
    [InlineData(1e150)]
    public void Neither_large_nor_small_elements_matter(double scale)
    {
        double[] left = SplitMix.Normals(7, Rows * 5);
        double[] right = SplitMix.Normals(8, 5 * Columns);
        double[] plain = Compute([.. left], [.. right], 5).SingularValues();
        double[] scaled = Compute([.. left.Select(value => value * scale)], right, 5).SingularValues();
        Assert.All(plain.Zip(scaled), pair => Assert.Equal(pair.First, pair.Second / scale, 1e-12 * plain[^1]));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Elements_that_are_not_finite_have_no_spectrum(double element)
    {
        foreach (int side in new[] { 0, 1 })
        {
            double[][] factors = [SplitMix.Normals(9, Rows * 5), SplitMix.Normals(10, 5 * Columns)];
            factors[side][77] = element;
            Assert.Null(LowRankSpectrum.Compute(factors[0], factors[1], 5, ElementType.F32, s_options));
        }
    }

    /// <summary>Gram matrices serve what training makes; that they do is what makes it fast.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(1e-3, true)]
    [InlineData(1e-9, false)]
    public void Orthogonal_columns_have_a_triangle_of_the_Gram_matrix(double condition, bool isGood)
    {
        double[] left = SplitMix.Normals(11, Rows * 8);
        for (int row = 0; row < Rows; row++)
        {
            left[(row * 8) + 7] = left[row * 8] + (condition * left[(row * 8) + 7]);
        }

        var found = GramTriangle.Of(left, Rows, 8, isTransposed: false, s_options);
        Assert.Equal(isGood, found is not null && found.InverseNorm < 1e5);
    }

    private static void Same(double[] left, double[] right, int rank, double tolerance)
    {
        double[] product = Products.Multiply(left, right, Rows, rank, Columns, 1);
        double[] expected = SingularSpectrum.SingularValues(
            new Matrix(Rows, Columns, product), SpectrumMethod.Bidiagonal, new EngineOptions(KernelSet.Current));
        double[] found = Compute([.. left], [.. right], rank).SingularValues();
        double worst = expected.Zip(found, (one, other) => Math.Abs(one - other)).Max() / expected[^1];
        Assert.True(worst <= tolerance, $"{worst:E1} of the largest");
    }

    private static SliceSpectrum Compute(double[] left, double[] right, int rank) =>
        LowRankSpectrum.Compute(left, right, rank, ElementType.F32, s_options)!;
}
