using Heavytail.Measures;
using Xunit;

namespace Heavytail.Tests.Measures;

/// <summary>WeightWatcher's products of eigenvalues, and the sums of logarithms that stand for them.</summary>
public sealed class DeterminantTailTests
{
    /// <summary>
    /// λ_k = ((k + ½)/n)^power, counted by WeightWatcher's <c>detX_constraint</c> on numpy 1.24.2: products vanish, or
    /// lose their digits, from some 3,000 eigenvalues on.
    /// </summary>
    [Theory]
    [InlineData(2000, 2, 1520, 1520)]
    [InlineData(2500, 6, 1306, 1306)]
    [InlineData(3000, 2, 2279, 2280)]
    [InlineData(3000, 6, 1557, 1567)]
    [InlineData(4096, 2, 3074, 3113)]
    [InlineData(6000, 6, 2755, 3134)]
    public void Products_are_those_of_WeightWatcher(int n, int power, int byProducts, int byLogarithms)
    {
        double[] values = [.. Enumerable.Range(0, n).Select(k => Math.Pow((k + 0.5) / n, power))];
        Assert.Equal(new(byProducts, values[n - byProducts]), DeterminantTail.ByProducts(values));
        Assert.Equal(new(byLogarithms, values[n - byLogarithms]), DeterminantTail.ByLogarithms(values));
    }

    /// <summary>Its loop ends before the smallest eigenvalue, which alone takes the product of all below 1.</summary>
    [Fact]
    public void WeightWatcher_never_looks_at_the_smallest()
    {
        double[] values = [1, 1.5, 1.6, 1.7];
        Assert.Equal(new(4, 1.5), DeterminantTail.ByProducts(values));
        Assert.Equal(new(4, 1), DeterminantTail.ByLogarithms(values));
    }

    [Fact]
    public void Equal_values_and_zeros_have_no_tail()
    {
        Assert.Equal(default, DeterminantTail.ByProducts([2, 2, 2]));
        Assert.Equal(default, DeterminantTail.ByProducts([0, 0]));
    }

    /// <summary>The zeros of a layer of low rank.</summary>
    [Fact]
    public void A_zero_ends_the_product()
    {
        double[] values = [.. Enumerable.Repeat(0.0, 90), .. Enumerable.Repeat(1.0, 10)];
        Assert.Equal(new(11, 0), DeterminantTail.ByProducts(values));
    }
}
