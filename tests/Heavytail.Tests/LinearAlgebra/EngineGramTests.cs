using Heavytail.LinearAlgebra;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>The Gram matrix alone: exact where it can be, and elsewhere within the bound of summation.</summary>
public sealed class EngineGramTests
{
    /// <summary>Order and depth around vectors of 8, panels of 24, and blocks of 192.</summary>
    public static TheoryData<int, int> Shapes => new()
    {
        { 1, 1 }, { 1, 193 }, { 2, 1 }, { 7, 9 }, { 8, 8 }, { 9, 191 }, { 23, 24 }, { 24, 23 }, { 25, 192 },
        { 47, 193 }, { 48, 48 }, { 49, 383 }, { 63, 384 }, { 65, 385 }, { 95, 7 }, { 96, 96 }, { 97, 575 },
        { 191, 193 }, { 192, 192 }, { 193, 191 }, { 194, 577 }, { 383, 100 }, { 384, 49 }, { 385, 385 }, { 457, 195 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Exact_weights_give_the_exact_product(int rows, int columns)
    {
        var weights = Matrices.Gaussian((ulong)rows, rows, columns).Quantized();
        var expected = GramRounding.Exact(weights);
        foreach (var run in EngineUnderTest.Runs(expected.Rows))
        {
            using var actual = GramMatrix.Compute(new DenseSource(weights), run);
            Assert.Equal(expected.Rows, actual.Order);
            for (int i = 0; i < expected.Rows; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    if (actual[i, j] != expected[i, j])
                    {
                        Assert.Fail($"{run.Name()}: ({i}, {j}) is {actual[i, j]:R}, not {expected[i, j]:R}");
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("gaussian", 0)]
    [InlineData("pareto 0.8", 0)]
    [InlineData("gaussian", 100)]
    [InlineData("gaussian", -100)]
    [InlineData("pareto 0.8", 60)]
    public void Other_weights_are_summed_within_the_bound_of_any_order(string family, int exponent)
    {
        const int rows = 50;
        const int columns = 389;
        var weights = family == "gaussian"
            ? Matrices.Gaussian(1, rows, columns).Scaled(exponent)
            : Matrices.Pareto(2, rows, columns, 0.8).Scaled(exponent);
        foreach (var run in EngineUnderTest.Runs(rows))
        {
            using var actual = GramMatrix.Compute(new DenseSource(weights), run);
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    AssertSum(weights.Row(i), weights.Row(j), actual[i, j], run.Name());
                }
            }
        }
    }

    /// <summary>γ_N·Σ|x·y|: see <see cref="GramRounding.ErrorNorm"/>.</summary>
    private static void AssertSum(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double actual, string what)
    {
        DoubleDouble sum = 0;
        double magnitude = 0;
        for (int k = 0; k < x.Length; k++)
        {
            sum += DoubleDouble.TwoProduct(x[k], y[k]);
            magnitude += Math.Abs(x[k] * y[k]);
        }

        double error = Math.Abs((double)(sum - actual));
        double bound = GramRounding.Gamma(x.Length) * magnitude;
        Assert.True(error <= bound, $"{what}: off by {error:R}, more than {bound:R}");
    }
}
