using Heavytail.Fits.Extremes;
using Heavytail.Tests.Fits.Laws;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Fits.Extremes;

public sealed class TailIndexTests
{
    public static TheoryData<string> Names => TailsOracle.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Estimates_are_those_of_their_definitions(string name)
    {
        var tail = TailsOracle.Named(name);
        var top = TopLogs.Of(tail.X);
        foreach (var expected in tail.Extremes.Where(expected => expected.K < tail.X.Length))
        {
            Close.Assert(expected.Hill, TailIndex.Hill(top, expected.K).Xi, 1e-9, "Hill");
            Assert.Equal(expected.Moments, TailIndex.Moments(top, expected.K)!.Value.Xi, 1e-7);
            Close.Assert(expected.Pickands, TailIndex.Pickands(top, expected.K)?.Xi, 1e-8, "Pickands");
        }
    }

    /// <summary>Means of 200 samples of 400 values, k = 200: bias and the error that is stated.</summary>
    [Fact]
    public void Errors_are_the_deviations_of_estimates()
    {
        double[][] samples = [.. Enumerable.Range(1, 200).Select(seed => TailSpectra.Pareto(400, (ulong)seed, 1.25))];
        Check(top => TailIndex.Hill(top, 200), 0.06);
        Check(top => TailIndex.SmoothHill(top, 100), 0.06);
        Check(top => TailIndex.Moments(top, 200)!.Value, 0.06);
        Check(top => TailIndex.Pickands(top, 200)!.Value, 0.15);

        void Check(Func<TopLogs, TailIndex> estimate, double tolerance)
        {
            TailIndex[] all = [.. samples.Select(values => estimate(TopLogs.Of(values)))];
            double mean = all.Average(index => index.Xi);
            double deviation = Math.Sqrt(all.Average(index => Math.Pow(index.Xi - mean, 2)));
            Assert.InRange(mean, 0.8 - tolerance, 0.8 + tolerance);
            Assert.InRange(all.Average(index => index.Error) / deviation, 0.8, 1.25);
        }
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(7, 100)]
    [InlineData(60, 100)]
    public void The_smoothed_estimate_is_the_mean_of_Hills(int k, int n)
    {
        double[] values = TailSpectra.Pareto(n, 5, 1.25);
        int last = Math.Min(2 * k, n - 1);
        double mean = Enumerable.Range(k + 1, last - k).Average(j =>
            Enumerable.Range(1, j).Average(i => Math.Log(values[^i] / values[^(j + 1)])));
        Close.Assert(mean, TailIndex.SmoothHill(TopLogs.Of(values), k).Xi, 1e-12, "smoothed Hill");
    }

    /// <summary>Quantiles have no noise: the exponent is known, with the bias of the largest.</summary>
    [Theory]
    [InlineData(1.5)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(7)]
    public void The_smoothed_estimate_finds_a_planted_exponent(double alpha)
    {
        double[] values =
            [.. Enumerable.Range(0, 4000).Select(k => Math.Pow(1 - ((k + 0.5) / 4000), -1 / (alpha - 1)))];
        foreach (double scale in new[] { 1e-6, 1, 1e6 })
        {
            var found = TailIndex.SmoothHill(TopLogs.Of([.. values.Select(value => value * scale)]), 1000);
            Close.Assert(alpha, found.Alpha, 2e-3, "alpha");
        }
    }

    /// <summary>Where Hill's plot jumps, the smoothed one moves less from one k to the next.</summary>
    [Fact]
    public void Smoothing_removes_the_jumps()
    {
        var top = TopLogs.Of(TailSpectra.Pareto(400, 11, 1));
        double Moved(Func<int, double> xi) =>
            Enumerable.Range(50, 100).Sum(k => Math.Pow(xi(2 * (k + 1)) - xi(2 * k), 2));
        Assert.True(
            Moved(k => TailIndex.SmoothHill(top, k / 2).Xi) < 0.2 * Moved(k => TailIndex.Hill(top, k).Xi));
    }

    [Fact]
    public void Hills_plot_is_level_on_a_power_law()
    {
        double[] values = TailSpectra.Create("Pareto quantiles", 500, 1);
        var plot = HillPlot.Of(values);
        Assert.Equal(499, plot.Length);
        Assert.All(plot[50..], point => Assert.Equal(2.5, point.Alpha, 0.1));
        Assert.Equal(values[^101], plot[99].XMin);
        Assert.Empty(HillPlot.Of([1]));
    }

    [Fact]
    public void The_double_bootstrap_takes_most_of_a_power_law_and_less_of_a_mixture()
    {
        double[] pure = TailSpectra.Pareto(500, 7, 1.5);
        double[] mixed = TailSpectra.Create("bulk and tail", 500, 7);
        int all = DoubleBootstrap.ForHill(pure, 100, 1)!.Value;
        Assert.True(all > DoubleBootstrap.ForHill(mixed, 100, 1), $"{all}");
        Assert.InRange(all, 50, 499);
        Assert.Equal(all, DoubleBootstrap.ForHill(pure, 100, 1));
        Assert.Null(DoubleBootstrap.ForHill(pure.AsSpan(0, 20), 100, 1));
        Assert.Null(DoubleBootstrap.ForHill(Enumerable.Repeat(2.0, 100).ToArray(), 100, 1));
    }

    [Fact]
    public void Estimators_agree_on_a_power_law_and_not_on_a_law_with_an_end()
    {
        double[] pure = TailSpectra.Pareto(1000, 3, 1.5);
        var found = TailIndexes.Of(pure, 100, 1)!;
        Assert.False(found.Disagree, found.ToString());
        Assert.InRange(found.Hill.Alpha, 2.2, 2.8);
        double[] bounded = [.. TailSpectra.Create("uniform", 1000, 3).Select(value => 1 + value)];
        Assert.True(TailIndexes.At(bounded, 300, 300)!.Disagree);
    }
}
