using Heavytail.Fits;
using Xunit;

namespace Heavytail.Tests.Fits;

public sealed class ClippedTailTests
{
    /// <summary>A law of exponent 2.5, and a steep one that a few values at its end fit better.</summary>
    private static readonly double[] s_plain = TailSpectra.Create("Pareto quantiles", 200, 1);

    [Fact]
    public void A_tail_without_fingers_loses_nothing()
    {
        var found = ClippedTail.Of(s_plain, EqualValues.Exact);
        Assert.Equal(0, found.Removed);
        Assert.Same(found.Raw, found.Clipped);
        Assert.Equal(s_plain[^1], found.XMax);
        Assert.Equal(10, found.Alphas.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void The_number_removed_is_the_first_that_lowers_alpha(int fewest)
    {
        double[] values = [.. s_plain[..150], 30, 30.1, 30.2];
        var raw = PowerLaw.FitPositive(values);
        double[] alphas =
            [.. Enumerable.Range(fewest, 10).Select(k => PowerLaw.FitPositive(values.AsSpan(..^k)).Alpha)];
        double threshold = 0.01;
        int first = Array.FindIndex(alphas, alpha => alpha + threshold < raw.Alpha);
        int stop = Array.FindIndex(alphas, alpha => alpha <= 2);
        var found = ClippedTail.Of(values, EqualValues.Exact, 10, threshold, fewest);
        int expected = first >= 0 && first + fewest <= 10 && (stop < 0 || first <= stop) ? first + fewest : 0;
        Assert.Equal(expected, found.Removed);
        Assert.Equal(values[^(expected + 1)], found.XMax);
        Assert.Equal(raw, found.Raw);
    }

    [Fact]
    public void Never_more_than_half_is_removed()
    {
        Assert.Equal(2, ClippedTail.Of([1, 1.1, 1.2, 1.3, 1.4], EqualValues.Exact, 10, 1e9).Alphas.Count);
        Assert.Equal(FitStatus.TooFewEigenvalues, ClippedTail.Of([1], EqualValues.Exact).Raw.Status);
    }
}
