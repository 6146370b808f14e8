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
