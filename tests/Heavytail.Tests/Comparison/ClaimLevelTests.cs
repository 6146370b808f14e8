using Heavytail.Comparison.Trends;
using Xunit;

namespace Heavytail.Tests.Comparison;

/// <summary>Benjamini and Hochberg's rule by hand, over the tests that could be significant at all.</summary>
public sealed class ClaimLevelTests
{
    [Theory]
    [InlineData(new double[0], 0.05, 1)]
    [InlineData(new[] { 0.03 }, 0.05, 1)]
    [InlineData(new[] { 0.03, 0.9 }, 0.025, 2)]
    [InlineData(new[] { 0.04, 0.03 }, 0.05, 2)]
    [InlineData(new[] { 0.001, 0.3, 0.02, 0.9 }, 0.025, 4)]
    [InlineData(new[] { 0.02, 0.02, 0.02 }, 0.05, 3)]
    public void The_largest_p_of_a_claim_depends_on_all(double[] p, double largest, int tests) =>
        Assert.Equal((largest, tests), ClaimLevels.Largest(0.05, p.Select(value => (value, 1e-4))));

    [Theory]
    [InlineData(0.33, 0.05, 1)]
    [InlineData(0.083, 0.05, 1)]
    [InlineData(0.05, 0.025, 2)]
    [InlineData(0.017, 0.025, 2)]
    public void Tests_that_cannot_be_significant_do_not_count(double smallest, double largest, int tests) =>
        Assert.Equal((largest, tests), ClaimLevels.Largest(0.05, [(0.01, 1e-4), (1, smallest)]));
}
