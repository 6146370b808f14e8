using Heavytail.Fits;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Fits;

public sealed class TailBootstrapTests
{
    public static TheoryData<string> Shapes => [.. TailSpectra.Names];

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        double[] values = TailSpectra.Pareto(200, 3, 1.5);
        double[] first = Alphas(values, 50, seed: 9);
        Assert.Equal(first, Alphas(values, 50, seed: 9));
        Assert.NotEqual(first, Alphas(values, 50, seed: 10));
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e6)]
    public void Scale_does_not_change_the_interval(double factor)
    {
        double[] values = TailSpectra.Pareto(200, 3, 1.5);
        var interval = Interval(values, 100, seed: 1)!.Value;
        double[] scaled = Array.ConvertAll(values, value => value * factor);
        var other = Interval(scaled, 100, seed: 1)!.Value;
        Close.Assert(interval.Low, other.Low, 1e-9, "low");
        Close.Assert(interval.High, other.High, 1e-9, "high");
    }

    /// <summary>Each draw is fitted as the fit does it: the plain search over distinct values, ties counted.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_draw_is_fitted_as_a_spectrum(string shape)
    {
        double[] values = TailSpectra.Create(shape, 60, seed: 4);
        var random = new SplitMix(8);
        for (int draw = 0; draw < 20; draw++)
        {
            double[] sample = [.. values.Select(_ => values[(int)(values.Length * random.NextUniform())]).Order()];
            var drawn = new DrawnTails(sample.Length);
            foreach (var group in sample.GroupBy(value => value))
            {
                drawn.Add(Math.Log(group.Key / values[^1]), group.Count());
            }

            double[] distinct = [.. sample.Distinct()];
            if (distinct.Length > 1)
            {
                int[] firsts = [.. distinct[..^1].Select(value => Array.IndexOf(sample, value))];
                Close.Assert(PlainSearch.Run(sample, firsts).Alpha, drawn.Alpha(), 1e-6, "alpha");
            }
        }
    }

    /// <summary>Of 60 samples of a tail of 100 values some 93 % have an interval with their exponent.</summary>
    [Fact]
    public void Intervals_cover_the_exponent()
    {
        int hits = Enumerable.Range(0, 60).Count(
            seed => Interval(TailSpectra.Pareto(100, (ulong)seed + 1, 1.5), 100, seed)!.Value.Contains(2.5));
        Assert.InRange(hits, 51, 60);
    }

    [Fact]
    public void Fewer_than_two_values_have_no_interval()
    {
        Assert.Null(Interval([], 10, 1));
        Assert.Null(Interval([3], 10, 1));
        Assert.Null(Interval([3, 3, 3], 10, 1));
        Assert.NotNull(Interval([3, 4], 10, 1));
    }

    private static double[] Alphas(double[] values, int draws, int seed) => TailBootstrap.Alphas(
        values, EqualValues.Exact, draws, seed, TestContext.Current.CancellationToken);

    private static AlphaInterval? Interval(double[] values, int draws, int seed) => TailBootstrap.Interval(
        values, EqualValues.Exact, draws, seed, cancellation: TestContext.Current.CancellationToken);
}
