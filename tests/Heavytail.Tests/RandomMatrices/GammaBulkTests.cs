using Heavytail.RandomMatrices;
using Heavytail.Tests.Support;
using MathNet.Numerics.Distributions;
using Xunit;

namespace Heavytail.Tests.RandomMatrices;

public sealed class GammaBulkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    [InlineData(0.02)]
    public void Equal_columns_have_the_law_of_Marchenko_and_Pastur(double aspect)
    {
        var law = new ColoredLaw(aspect, [1]);
        var expected = new MarchenkoPastur(aspect);
        double root = Math.Sqrt(aspect);
        Close.Assert(expected.UpperEdge, law.UpperEdge, 1e-12, "edge");
        Close.Assert(Math.Pow(1 + root, 4.0 / 3) / Math.Cbrt(root), law.EdgeScale, 1e-12, "scale of the edge");
        double square = 1;
        for (double part = 0.01; part < 1; part += 0.01)
        {
            var (value, share) = law.At(law.First + (part * (law.Last - law.First)), ref square);
            Assert.Equal(expected.Cdf(value), share, 1e-12);
        }

        double[] shares = [0.21, 0.4, 0.5, 0.63, 0.79];
        double[] quantiles = law.Quantiles(shares);
        for (int i = 0; i < shares.Length; i++)
        {
            Close.Assert(expected.Quantile(shares[i]), quantiles[i], 1e-4, $"quantile {shares[i]}");
        }
    }

    /// <summary>One column in four has nine times the variance: the mean spectrum of 20 draws.</summary>
    [Fact]
    public void Two_kinds_of_columns_have_the_law_of_their_spectra()
    {
        const int Rows = 400;
        const int Columns = 200;
        double[] deviations = [.. Enumerable.Range(0, Columns).Select(i => i % 4 == 0 ? 3.0 : 1.0)];
        var law = new ColoredLaw((double)Columns / Rows, [.. deviations.Select(value => value * value).Order()]);
        double[] all = [.. Enumerable.Range(0, 20)
            .SelectMany(seed => NoiseMatrix.Colored(Rows, deviations, (ulong)seed))
            .Select(value => value / Rows).Order()];
        double square = 1;
        for (double part = 0.02; part < 1; part += 0.02)
        {
            var (value, share) = law.At(law.First + (part * (law.Last - law.First)), ref square);
            double below = all.Count(eigenvalue => eigenvalue <= value);
            Assert.Equal(share, below / all.Length, 4e-3);
        }

        Assert.Equal(law.UpperEdge, all[^1], 0.03 * law.UpperEdge);
    }

    [Theory]
    [InlineData(200, 100, 1)]
    [InlineData(200, 100, 3)]
    [InlineData(150, 150, 2)]
    [InlineData(1000, 60, 5)]
    public void Theta_is_found(int rows, int columns, double theta)
    {
        GammaBulk[] fits = [.. Enumerable.Range(0, 10).Select(seed =>
            GammaBulk.Fit(NoiseMatrix.Colored(rows, Deviations(theta, columns), (ulong)seed), rows)!)];
        Assert.InRange(fits.Average(fit => fit.Spread * fit.Spread * theta), 0.85, 1.15);
        Assert.InRange(fits.Average(fit => fit.Sigma), 0.98, 1.02);
        Assert.All(fits, fit => Assert.Equal(0, fit.Spikes));
    }

    [Fact]
    public void Noise_of_equal_columns_has_a_large_theta() => Assert.All(Enumerable.Range(0, 10), seed =>
        Assert.InRange(GammaBulk.Fit(NoiseMatrix.Eigenvalues(200, 150, (ulong)seed), 200)!.Theta, 15, 1e5));

    [Fact]
    public void Spikes_above_an_uneven_bulk_are_counted()
    {
        double[] deviations = Deviations(4, 100);
        double[] bulk = NoiseMatrix.Colored(200, deviations, 3);
        double[] eigenvalues = [.. bulk, .. new double[] { 3, 4, 6, 9 }.Select(factor => factor * bulk[^1])];
        var fit = GammaBulk.Fit(eigenvalues, 204)!;
        Assert.Equal(4, fit.Spikes);
        Assert.InRange(fit.Theta, 2.5, 7);
        Assert.True(BulkFit.Of(eigenvalues, 204)!.Spikes > 4);
    }

    [Fact]
    public void Slices_have_one_theta_and_a_sigma_each()
    {
        double[] deviations = Deviations(2, 16);
        double[][] slices = [.. Enumerable.Range(0, 9).Select(i => Array.ConvertAll(
            NoiseMatrix.Colored(32, deviations, (ulong)i), value => value * (1 + i)))];
        var fit = GammaBulk.Fit(slices, 32, [.. slices.Select(slice => slice.Length)])!;
        Assert.InRange(fit.Theta, 1, 4);
        Assert.InRange(fit.Sigma, 0.9 * Math.Sqrt(5), 1.1 * Math.Sqrt(5));
        Assert.InRange(fit.Spikes, 0, 1);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e6)]
    public void Scale_changes_sigma_alone(double factor)
    {
        double[] eigenvalues = NoiseMatrix.Colored(100, Deviations(2, 60), 1);
        var fit = GammaBulk.Fit(eigenvalues, 100)!;
        var scaled = GammaBulk.Fit(Array.ConvertAll(eigenvalues, value => value * factor), 100)!;
        Assert.Equal(fit.Spikes, scaled.Spikes);
        Close.Assert(fit.Theta, scaled.Theta, 1e-9, "theta");
        Close.Assert(fit.Sigma * Math.Sqrt(factor), scaled.Sigma, 1e-9, "sigma");
        Close.Assert(fit.Edge * factor, scaled.Edge, 1e-9, "edge");
        Close.Assert(fit.KolmogorovSmirnov, scaled.KolmogorovSmirnov, 1e-7, "distance");
    }

    [Fact]
    public void Too_few_eigenvalues_have_no_theta()
    {
        Assert.Null(GammaBulk.Fit([.. Enumerable.Range(1, 19).Select(i => (double)i)], 30));
        Assert.Null(GammaBulk.Fit([], 30, []));
        double[][] slices = [.. Enumerable.Repeat(new double[] { 1, 2, 3 }, 40)];
        Assert.Null(GammaBulk.Fit(slices, 30, [.. Enumerable.Repeat(3, 40)]));
    }

    /// <summary>Spectra of no noise at all: each ends, with finite results.</summary>
    [Theory]
    [InlineData("equal")]
    [InlineData("steep")]
    [InlineData("Pareto")]
    [InlineData("two values")]
    [InlineData("tiny")]
    public void Any_spectrum_has_finite_results(string kind)
    {
        foreach (int count in new[] { 20, 65, 300 })
        {
            double[] eigenvalues = [.. Enumerable.Range(0, count).Select(i => kind switch
            {
                "equal" => 7.0,
                "steep" => Math.Exp(600.0 * i / count),
                "Pareto" => Math.Pow(1 - ((i + 0.5) / count), -2),
                "two values" => i < count / 2 ? 1e-300 : 1e300,
                _ => double.Epsilon * (i + 1),
            })];
            foreach (int rows in new[] { count, 10 * count, 1000 * count })
            {
                var fit = GammaBulk.Fit(eigenvalues, rows)!;
                double[] figures = [fit.Theta, fit.Sigma, fit.Edge, fit.KolmogorovSmirnov, fit.Spread];
                Assert.All(figures, figure => Assert.True(double.IsFinite(figure), $"{kind}, {count}, {rows}: {fit}"));
                Assert.InRange(fit.Spikes, 0, count);
                Assert.InRange(fit.KolmogorovSmirnov, 0, 1);
            }
        }
    }

    /// <summary>Variances at the mid-ranks of a gamma law of mean 1.</summary>
    private static double[] Deviations(double theta, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Math.Sqrt(Gamma.InvCDF(theta, theta, (i + 0.5) / count)))];
}
