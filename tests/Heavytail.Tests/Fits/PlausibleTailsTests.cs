using Heavytail.Fits;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Fits;

public sealed class PlausibleTailsTests
{
    public static TheoryData<string> Shapes => [.. TailSpectra.Names];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_interval_is_the_hull_over_all_plausible_tails(string shape)
    {
        for (int count = 2; count <= 250; count += 1 + (count / 5))
        {
            double[] values = TailSpectra.Create(shape, count, (ulong)count);
            var fit = PowerLaw.FitPositive(values);
            if (fit.Status == FitStatus.Success)
            {
                var expected = Definition(values, fit);
                var found = PlausibleTails.Interval(values, EqualValues.Exact, fit)!.Value;
                Close.Assert(expected.Low, found.Low, 1e-12, "low");
                Close.Assert(expected.High, found.High, 1e-12, "high");
                Assert.True(found.Contains(fit.Alpha));
            }
        }
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e6)]
    public void Scale_does_not_change_the_interval(double factor)
    {
        double[] values = TailSpectra.Pareto(200, 3, 1.5);
        double[] scaled = Array.ConvertAll(values, value => value * factor);
        var interval = Interval(values);
        var other = Interval(scaled);
        Close.Assert(interval.Low, other.Low, 1e-9, "low");
        Close.Assert(interval.High, other.High, 1e-9, "high");
    }

    [Theory]
    [InlineData(50, 0.5)]
    [InlineData(100, 1.5)]
    [InlineData(200, 3.0)]
    public void Intervals_cover_the_exponent(int count, double mu)
    {
        int hits = Enumerable.Range(1, 300).Count(
            seed => Interval(TailSpectra.Pareto(count, (ulong)seed, mu)).Contains(1 + mu));
        Assert.InRange(hits, 279, 300); // 93 % and more
    }

    [Fact]
    public void A_fit_that_failed_has_no_interval() =>
        Assert.Null(PlausibleTails.Interval([2, 2], EqualValues.Exact, PowerLaw.FitPositive([2, 2])));

    private static AlphaInterval Interval(double[] values) =>
        PlausibleTails.Interval(values, EqualValues.Exact, PowerLaw.FitPositive(values))!.Value;

    private static double Factor(int count) => Math.Exp((1.4 / Math.Sqrt(count)) + (2.0 / count));

    private static (double Low, double High) Definition(double[] values, PowerLawFit fit)
    {
        var all = AlphaCurve.Of(values, EqualValues.Exact)
            .Where(point => point.Count == fit.TailCount
                || (point.Count >= 5 && point.D < fit.D + (0.2 / Math.Sqrt(point.Count))))
            .Select(point => (Excess: point.Alpha - 1, Factor: Factor(point.Count)))
            .ToArray();
        return (1 + all.Min(tail => tail.Excess / tail.Factor), 1 + all.Max(tail => tail.Excess * tail.Factor));
    }
}
