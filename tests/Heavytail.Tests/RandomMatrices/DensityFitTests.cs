using Heavytail.RandomMatrices;
using Xunit;

namespace Heavytail.Tests.RandomMatrices;

/// <summary>WeightWatcher's fit of the density; its own numbers are in <c>OracleMatrixTests</c>.</summary>
public sealed class DensityFitTests
{
    /// <summary>Quantiles of the law itself: σ is 1 but for what the kernel smooths.</summary>
    [Theory]
    [InlineData(2000, 1000)]
    [InlineData(3000, 300)]
    [InlineData(500, 499)]
    public void Finds_the_law(int n, int m)
    {
        var fit = DensityFit.Of(Law(n, m), n, m)!;
        Assert.Equal(1, fit.Sigma, 0.02);
        Assert.Equal(Math.Pow(fit.Sigma * (1 + Math.Sqrt((double)m / n)), 2), fit.Upper, 12);
        Assert.True(fit.Edge > fit.Upper);
    }

    /// <summary>A spike stretches the grid of 1000 points, and leaves σ of the bulk smaller than 1.</summary>
    [Fact]
    public void A_spike_takes_its_part_of_the_mean()
    {
        double[] values = [.. Law(1000, 500)[..^1], 20.0];
        double mean = values.Average();
        var fit = DensityFit.Of([.. values.Select(value => value / mean)], 1000, 500)!;
        Assert.InRange(fit.Sigma, 0.95, 1);
        Assert.Equal(1, values.Count(value => value / mean > fit.Edge));
    }

    [Fact]
    public void Nothing_is_fitted_without_a_scale() => Assert.Null(DensityFit.Of([double.NaN, double.NaN], 4, 2));

    /// <summary>scipy.optimize.fmin 1.10.1, bit for bit: the last two are as flat, or jump, as residuals do.</summary>
    [Fact]
    public void The_simplex_takes_the_steps_of_scipy()
    {
        Assert.Equal(0.2999999999999994, SimplexSearch.Minimize(x => (x - 0.3) * (x - 0.3), 1));
        Assert.Equal(2.000000000000002, SimplexSearch.Minimize(x => Math.Abs(x - 2), 0));
        Assert.Equal(1.6370312500000002, SimplexSearch.Minimize(x => (1000 * Math.Pow(x - 1.7, 4)) + x, 1.6), 12);
        Assert.Equal(0.7, SimplexSearch.Minimize(_ => 5, 0.7));
        Assert.Equal(1.000078125, SimplexSearch.Minimize(x => x < 1 ? 1e6 : (x - 0.5) * (x - 0.5), 1.02));
    }

    private static double[] Law(int n, int m)
    {
        var law = new MarchenkoPastur((double)m / n);
        return [.. Enumerable.Range(0, m).Select(k => law.Quantile((k + 0.5) / m))];
    }
}
