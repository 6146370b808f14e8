using Heavytail.Comparison.Trends;
using Xunit;

namespace Heavytail.Tests.Comparison;

/// <summary>How many tests share a level: those that could be significant at all (Tarone 1990).</summary>
public sealed class ClaimLevelTests
{
    [Theory]
    [InlineData(new double[0], 1)]
    [InlineData(new[] { 1e-4 }, 1)]
    [InlineData(new[] { 1e-4, 1e-4, 1e-4 }, 3)]
    [InlineData(new[] { 1e-4, 0.33, 0.083 }, 1)]
    [InlineData(new[] { 1e-4, 0.017, 0.017, 0.017 }, 3)]
    [InlineData(new[] { 1e-4, 0.026, 0.026 }, 2)]
    public void Tests_that_cannot_be_significant_do_not_count(double[] smallest, int expected) =>
        Assert.Equal(expected, ClaimLevels.Tests(0.05, smallest));
}
