using Heavytail.Fits.Laws;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Fits.Laws;

public sealed class SpecialFunctionTests
{
    [Fact]
    public void Normalizers_of_the_cutoff_law_are_those_of_mpmath()
    {
        foreach (var expected in TailsOracle.File.Normalizers)
        {
            var found = CutoffIntegral.Of(expected.Alpha, expected.Rate);
            Assert.True(
                Math.Abs(found.LogNormalizer - expected.Log) <= 1e-12 * Math.Max(1, Math.Abs(expected.Log)),
                $"{expected}: {found.LogNormalizer:R}");
        }
    }

    /// <summary>Z is a cumulant function: its derivatives are minus the means.</summary>
    [Theory]
    [InlineData(0.0, 0.02)]
    [InlineData(1.7, 1e-5)]
    [InlineData(3.0, 2.0)]
    public void Means_are_derivatives_of_the_normalizer(double alpha, double rate)
    {
        var found = CutoffIntegral.Of(alpha, rate);
        double step = 1e-4;
        double byAlpha = (Log(alpha + step, rate) - Log(alpha - step, rate)) / (2 * step);
        double byRate = (Log(alpha, rate * (1 + step)) - Log(alpha, rate * (1 - step))) / (2 * step * rate);
        double second = (Log(alpha + step, rate) - (2 * Log(alpha, rate)) + Log(alpha - step, rate)) / (step * step);
        Close.Assert(found.MeanLog, -byAlpha, 1e-6, "mean of the logarithm");
        Close.Assert(found.MeanExcess, -byRate, 1e-6, "mean of the excess");
        Close.Assert(found.VarianceLog, second, 1e-4, "variance of the logarithm");

        static double Log(double alpha, double rate) => CutoffIntegral.Of(alpha, rate).LogNormalizer;
    }

    [Fact]
    public void Mills_ratio_is_that_of_mpmath()
    {
        foreach (var expected in TailsOracle.File.Mills)
        {
            Close.Assert(expected.Log, MillsRatio.Log(expected.T), 1e-14, $"at {expected.T}");
        }
    }

    /// <summary>1 − t·(h − t) and h − t with h = 1/ratio, where that loses few digits.</summary>
    [Theory]
    [InlineData(-2)]
    [InlineData(1)]
    [InlineData(2.999999)]
    [InlineData(3.000001)]
    [InlineData(6)]
    public void Hazard_continues_over_the_change_of_method(double t)
    {
        double excess = Math.Exp(-MillsRatio.Log(t)) - t;
        Close.Assert(excess, MillsRatio.HazardExcess(t), 1e-12, "excess");
        Close.Assert(1 - (t * excess), MillsRatio.Remainder(t), 1e-11, "remainder");
    }
}
