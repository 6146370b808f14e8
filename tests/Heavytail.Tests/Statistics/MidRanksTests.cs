using Heavytail.Statistics;
using Xunit;

namespace Heavytail.Tests.Statistics;

/// <summary>Held against <c>scipy.stats.rankdata</c>, whose figures these are.</summary>
public sealed class MidRanksTests
{
    [Theory]
    [InlineData(new double[] { }, new double[] { })]
    [InlineData(new double[] { 4 }, new double[] { 1 })]
    [InlineData(new double[] { 3, 1, 2 }, new double[] { 3, 1, 2 })]
    [InlineData(new double[] { 1, 1, 2 }, new[] { 1.5, 1.5, 3 })]
    [InlineData(new double[] { 2, 2, 2, 2 }, new[] { 2.5, 2.5, 2.5, 2.5 })]
    [InlineData(new double[] { 5, 1, 5, 3, 5, 0 }, new double[] { 5, 2, 5, 3, 5, 1 })]
    [InlineData(new[] { 0.1, -2, 0.1, 7, -2, -2, 9.5 }, new[] { 4.5, 2, 4.5, 6, 2, 2, 7 })]
    [InlineData(new[] { 0.0, -0.0 }, new[] { 1.5, 1.5 })]
    public void Ranks_are_those_of_SciPy(double[] values, double[] ranks) =>
        Assert.Equal(ranks, MidRanks.Compute(values));

    [Fact]
    public void Ranks_sum_to_those_of_an_order_without_ties()
    {
        var random = new Random(3);
        for (int n = 1; n < 60; n++)
        {
            double[] values = [.. Enumerable.Range(0, n).Select(_ => (double)random.Next(n))];
            Assert.Equal(n * (n + 1) / 2.0, MidRanks.Compute(values).Sum());
        }
    }

    /// <summary>A run is as wide as the tolerance: it does not grow from neighbor to neighbor.</summary>
    [Theory]
    [InlineData(new[] { 1.97412345, 1.97412347, 2.8 }, new[] { 1.5, 1.5, 3 })]
    [InlineData(new[] { 0, 0.9e-7, 1.8e-7 }, new[] { 1.5, 1.5, 3 })]
    [InlineData(new[] { 1000, 1000.00005, 1000.0002 }, new[] { 1.5, 1.5, 3 })]
    [InlineData(new[] { -3, -3 + 1e-6 }, new double[] { 1, 2 })]
    public void Values_within_a_tolerance_tie(double[] values, double[] ranks) =>
        Assert.Equal(ranks, MidRanks.Compute(values, 1e-7));

    [Fact]
    public void What_is_not_finite_has_no_rank() =>
        Assert.Throws<ArgumentException>(() => MidRanks.Compute([1, double.NaN]));
}
