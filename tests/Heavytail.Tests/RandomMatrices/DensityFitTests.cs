using Heavytail.RandomMatrices;
using Xunit;

namespace Heavytail.Tests.RandomMatrices;

/// <summary>WeightWatcher's fit of the density; its own numbers are in <c>OracleMatrixTests</c>.</summary>
public sealed class DensityFitTests
{
    /// <summary>
    /// Quantiles of the law, the largest replaced by a spike, over their mean. The figures are from scipy.optimize's
    /// brute 1.10.1 with a density of its own: smoothing makes them larger than σ, and a spike in the mean smaller.
    /// </summary>
    [Theory]
    [InlineData(2000, 1000, null, 1.002251)]
    [InlineData(3000, 300, null, 1.001649)]
    [InlineData(500, 499, null, 0.997191)]
    [InlineData(1000, 500, 20.0, 1.007577)]
    [InlineData(1000, 500, 40.0, 0.987183)]
    public void Finds_the_law(int n, int m, double? spike, double sigma)
    {
        double[] values = Law(n, m);
        values[^1] = spike ?? values[^1];
        double mean = values.Average();
        double[] scaled = [.. values.Select(value => value / mean)];
        var fit = DensityFit.Of(scaled, n, m)!;
        Assert.Equal(sigma, fit.Sigma, 1e-4);
        Assert.Equal(Math.Pow(fit.Sigma * (1 + Math.Sqrt((double)m / n)), 2), fit.Upper, 12);
        Assert.Equal(spike is null ? 0 : 1, scaled.Count(value => value > fit.Edge));
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
