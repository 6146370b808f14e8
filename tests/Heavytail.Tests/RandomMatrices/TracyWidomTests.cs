using Heavytail.RandomMatrices;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.RandomMatrices;

public sealed class TracyWidomTests
{
    /// <summary>From Painlevé II, which agree with Bornemann's to 4 or 5 digits.</summary>
    [Theory]
    [InlineData(0.5, -1.26857)]
    [InlineData(0.9, 0.45014)]
    [InlineData(0.95, 0.97932)]
    [InlineData(0.975, 1.45377)]
    [InlineData(0.99, 2.02345)]
    [InlineData(0.995, 2.42233)]
    [InlineData(0.999, 3.27220)]
    [InlineData(0.9999, 4.35942)]
    public void Quantiles_are_the_published_ones(double level, double quantile)
    {
        Assert.Equal(quantile, TracyWidom.UpperQuantile(1 - level), 1e-5);
        Assert.Equal(level, TracyWidom.Cdf(quantile), 4e-6);
    }

    /// <summary>The table is made from determinants, the oracle integrates Painlevé II.</summary>
    [Fact]
    public void Probabilities_are_those_of_Painleve_II_down_to_1e_minus_9()
    {
        int checkedPoints = 0;
        foreach (var (s, logCdf) in PainleveTracyWidom.LogCdf(from: 14, to: -5, every: 0.25))
        {
            if (s > 8.5)
            {
                continue; // where the start itself is approximate
            }

            double survival = -(Math.Abs(logCdf) < 1e-5 ? logCdf * (1 + (logCdf / 2)) : Math.Exp(logCdf) - 1);
            Close.Assert(survival, TracyWidom.Survival(s), s > 0 ? 2e-6 : 1e-7, $"1 − F({s})");
            Close.Assert(Math.Exp(logCdf), TracyWidom.Cdf(s), 1e-5, $"F({s})");
            checkedPoints++;
        }

        Assert.InRange(checkedPoints, 50, 60);
    }

    [Fact]
    public void Moments_are_the_published_ones()
    {
        const double Step = 0.01;
        (double mean, double square, double cube) = (0, 0, 0);
        for (double s = -12 + (Step / 2); s < 14; s += Step)
        {
            double mass = TracyWidom.Cdf(s + (Step / 2)) - TracyWidom.Cdf(s - (Step / 2));
            mean += s * mass;
            square += s * s * mass;
            cube += s * s * s * mass;
        }

        double variance = square - (mean * mean);
        double skewness = (cube - (3 * mean * square) + (2 * mean * mean * mean)) / Math.Pow(variance, 1.5);
        Assert.Equal(TracyWidom.Mean, mean, 1e-5);
        Assert.Equal(TracyWidom.Variance, variance, 5e-5);
        Assert.Equal(0.2934645, skewness, 1e-4);
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-40)]
    [InlineData(1e-12)]
    [InlineData(1e-6)]
    [InlineData(0.01)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.7)]
    [InlineData(0.999999)]
    public void A_quantile_is_exceeded_with_its_probability(double probability) => Close.Assert(
        probability, TracyWidom.Survival(TracyWidom.UpperQuantile(probability)), 1e-9, "probability");

    [Fact]
    public void The_law_is_continuous_and_falls_everywhere()
    {
        double before = TracyWidom.Survival(-25);
        double beforeCdf = TracyWidom.Cdf(-25);
        for (double s = -24.95; s < 100; s += 0.05)
        {
            double survival = TracyWidom.Survival(s);
            double cdf = TracyWidom.Cdf(s);
            Assert.True(s < -8 ? survival <= before : survival < before, $"1 − F falls at {s}");
            Assert.True(s > 8 ? cdf >= beforeCdf : cdf > beforeCdf, $"F rises at {s}");
            Assert.True(s < -4 || survival > 0.3 * before, $"1 − F does not jump at {s}");
            Assert.Equal(1, survival + cdf, 1e-9);
            (before, beforeCdf) = (survival, cdf);
        }
    }

    /// <summary>Half the integral of the Airy function: 1.944e-6 by quadrature, the leading term 2.05e-6.</summary>
    [Fact]
    public void The_tail_is_half_the_integral_of_the_airy_function() =>
        Close.Assert(1.944e-6, TracyWidom.Survival(6), 2e-3, "1 − F(6)");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_probability_that_has_no_quantile_is_refused(double probability) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TracyWidom.UpperQuantile(probability));
}
