using CsCheck;
using Heavytail.Fits;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Fits;

public sealed class BoundedPowerLawTests
{
    public static TheoryData<string> Spectra => [.. TailSpectra.Names];

    [Fact]
    public void The_search_equals_its_definition_on_any_data() =>
        Gen.Double[1e-6, 1e6].Array[2, 90].Select(values => values.Order().ToArray())
            .Where(values => values[0] < values[^1] && AreApart(values)).Sample(AssertIsDefinition);

    /// <summary>
    /// But for values that agree to 1e-9: logarithms of their ratios, here and there, have 7 digits left.
    /// </summary>
    public static TheoryData<string> WellConditioned =>
        [.. TailSpectra.Names.Where(name => name is not ("clusters" or "nearly one value"))];

    [Theory]
    [MemberData(nameof(WellConditioned))]
    public void The_search_equals_its_definition_on_every_shape(string shape) =>
        AssertIsDefinition(TailSpectra.Create(shape, 300, seed: 3));

    /// <summary>Whether values are equal, or differ by enough for their ratio to have ten digits.</summary>
    private static bool AreApart(double[] sorted) => sorted.Zip(sorted.Skip(1)).All(
        pair => pair.First == pair.Second || pair.Second > pair.First * (1 + 1e-6));

    /// <summary>The empirical distribution ends at 1 − 1/n, and the law at 1.</summary>
    [Theory]
    [MemberData(nameof(Spectra))]
    public void D_is_never_below_one_in_n(string shape)
    {
        for (int count = 2; count < 40; count++)
        {
            var fit = XmaxPowerLaw.Fit(TailSpectra.Create(shape, count, seed: 9), EqualValues.Exact);
            Assert.True(
                fit.Status == FitStatus.EqualEigenvalues || fit.D >= (1.0 / fit.TailCount) - 1e-15, $"{count}: {fit}");
        }
    }

    [Fact]
    public void Two_values_make_a_tail_of_two()
    {
        var fit = XmaxPowerLaw.Fit([1, Math.E], EqualValues.Exact);
        Assert.Equal(FitStatus.Success, fit.Status);
        Close.Assert(3, fit.Alpha, 1e-15, "alpha"); // 1 + 2 / (0 + 1)
        Assert.Equal(0.5, fit.D);
        Assert.Equal(2, fit.TailCount);
    }

    [Fact]
    public void Equal_values_are_one_candidate_and_all_in_the_tail()
    {
        var fit = XmaxPowerLaw.Fit([2, 2, 2, 2, 4], EqualValues.Exact);
        Assert.Equal(5, fit.TailCount);
        Assert.Equal(2, fit.XMin);
        Close.Assert(1 + (5 / Math.Log(2)), fit.Alpha, 1e-15, "alpha");
    }

    [Theory]
    [InlineData(FitStatus.AllZero)]
    [InlineData(FitStatus.TooFewEigenvalues, 3.0)]
    [InlineData(FitStatus.EqualEigenvalues, 3.0, 3.0, 3.0)]
    [InlineData(FitStatus.EqualEigenvalues, 3.0, 3.0000000000001)]
    public void What_has_no_tail_says_why(FitStatus status, params double[] values)
    {
        var fit = XmaxPowerLaw.Fit(values, EqualValues.Exact);
        Assert.Equal(status, fit.Status);
        Assert.Equal(double.NaN, fit.Alpha);
    }

    [Fact]
    public void A_power_of_two_gives_the_same_bits()
    {
        double[] values = TailSpectra.Pareto(300, 5, 1.2);
        var fit = XmaxPowerLaw.Fit(values, EqualValues.Exact);
        var scaled = XmaxPowerLaw.Fit(Array.ConvertAll(values, value => Math.ScaleB(value, -60)), EqualValues.Exact);
        Assert.Equal((fit.Alpha, fit.D, fit.TailCount), (scaled.Alpha, scaled.D, scaled.TailCount));
    }

    /// <summary>Hard ones too: where all candidates are nearly as good, none is left early.</summary>
    [Theory]
    [MemberData(nameof(Spectra))]
    public void A_spectrum_of_4096_is_not_searched_pair_by_pair(string shape)
    {
        double[] values = TailSpectra.Create(shape, 4096, seed: 1);
        var clock = ThreadClock.StartNew();
        XmaxPowerLaw.Fit(values, EqualValues.Exact);

        // All pairs of limits take minutes, whatever the CPU.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
    }

    private static void AssertIsDefinition(double[] values)
    {
        var fit = XmaxPowerLaw.Fit(values, EqualValues.Exact);
        (double xmin, double alpha, double distance) = Definition(values);
        Close.Assert(distance, fit.D, 1e-12, "D");
        Close.Assert(xmin, fit.XMin, 0, "xmin");
        Close.Assert(alpha, fit.Alpha, 1e-9, "alpha");
        Assert.Equal(values.Count(value => value >= xmin), fit.TailCount);
    }

    /// <summary>The package's loop, word by word.</summary>
    private static (double XMin, double Alpha, double D) Definition(double[] values)
    {
        double xmax = values[^1];
        return values.Distinct().SkipLast(1).Select(xmin =>
        {
            double[] tail = [.. values.Where(value => value >= xmin)];
            double alpha = 1 + (tail.Length / tail.Sum(value => Math.Log(value / xmin)));
            double whole = 1 - Math.Pow(xmax / xmin, 1 - alpha);
            double distance = tail.Select((value, j) =>
                Math.Abs(((1 - Math.Pow(value / xmin, 1 - alpha)) / whole) - ((double)j / tail.Length))).Max();
            return (xmin, alpha, distance);
        }).MinBy(candidate => candidate.distance);
    }
}
