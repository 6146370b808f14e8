using Heavytail.RandomMatrices;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.RandomMatrices;

public sealed class BulkFitTests
{
    [Theory]
    [InlineData(20, 20, 0)]
    [InlineData(60, 40, 3)]
    [InlineData(100, 100, 10)]
    [InlineData(200, 50, 10)]
    public void The_fit_is_the_plain_one(int rows, int columns, int spikes)
    {
        double[] eigenvalues = Planted(rows, columns, spikes, seed: 3);
        var bulk = BulkFit.Of(eigenvalues, rows)!;
        double quantile = TracyWidom.UpperQuantile(0.01);
        var (variance, count) = PlainBulk.Fit(
            eigenvalues, rows, (n, m) => new EstimatedEdge(n, m).At(0.01, quantile));
        Assert.Equal(count, bulk.Spikes);
        Assert.Equal(spikes, bulk.Spikes);
        Close.Assert(Math.Sqrt(variance), bulk.Sigma, 1e-11, "sigma");
        double n = rows - spikes;
        double m = columns - spikes;
        Close.Assert(variance * Math.Pow(Math.Sqrt(n) + Math.Sqrt(m), 2), bulk.BulkMax, 1e-11, "bulk max");
        Assert.Equal(variance * Math.Pow(Math.Sqrt(n) - Math.Sqrt(m), 2), bulk.BulkMin, 1e-10 * bulk.BulkMax);
        Close.Assert(bulk.BulkMax / eigenvalues[^1], bulk.SoftRank, 1e-12, "soft rank");
        Assert.True(bulk.Edge > bulk.BulkMax);
    }

    /// <summary>20 draws of each; the standard deviation of a mean is a fifth of the bound or less.</summary>
    [Theory]
    [InlineData(200, 100, 0)]
    [InlineData(200, 100, 2)]
    [InlineData(200, 100, 10)]
    [InlineData(200, 100, 20)]
    [InlineData(150, 150, 30)]
    public void Sigma_is_right_to_half_a_percent_and_every_spike_is_counted(int rows, int columns, int spikes)
    {
        BulkResult[] fits = [.. Enumerable.Range(0, 20).Select(seed =>
            BulkFit.Of(Planted(rows, columns, spikes, (ulong)seed), rows)!)];
        Assert.InRange(fits.Average(fit => fit.Sigma), 0.995, 1.005);
        Assert.InRange(fits.Average(fit => fit.Spikes), spikes, (spikes * 1.02) + 0.1);
    }

    /// <summary>300 draws of each: 1 % of them has a spike, 3 at a time.</summary>
    [Theory]
    [InlineData(20, 20)]
    [InlineData(60, 30)]
    [InlineData(100, 10)]
    public void Noise_has_a_spike_in_one_of_a_hundred(int rows, int columns)
    {
        BulkResult[] fits = [.. Enumerable.Range(0, 300).Select(seed =>
            BulkFit.Of(NoiseMatrix.Eigenvalues(rows, columns, (ulong)seed), rows)!)];
        Assert.InRange(fits.Count(fit => fit.Spikes > 0), 0, 9);
        Assert.InRange(fits.Count(fit => fit.IsFlat == false), 0, 9);
        Assert.InRange(fits.Count(fit => fit.PValue < 0.1), 15, 48);
        Assert.InRange(fits.Average(fit => fit.Sigma), 0.99, 1.01);
        Assert.All(fits, fit => Assert.InRange(fit.KolmogorovSmirnov, 0.3 / columns, 4.5 / columns));
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(0.037)]
    [InlineData(1e6)]
    [InlineData(1e150)]
    [InlineData(9.094947017729282e-13)]
    public void Scale_changes_sigma_alone(double factor)
    {
        double[] eigenvalues = Planted(120, 80, 7, seed: 5);
        var bulk = BulkFit.Of(eigenvalues, 120)!;
        var scaled = BulkFit.Of(Array.ConvertAll(eigenvalues, value => value * factor), 120)!;
        Assert.Equal((bulk.Method, bulk.Spikes), (scaled.Method, scaled.Spikes));
        Close.Assert(bulk.Sigma * Math.Sqrt(factor), scaled.Sigma, 1e-12, "sigma");
        Close.Assert(bulk.Edge * factor, scaled.Edge, 1e-12, "edge");
        Close.Assert(bulk.BulkMin * factor, scaled.BulkMin, 1e-12, "bulk min");
        Close.Assert(bulk.BulkMax * factor, scaled.BulkMax, 1e-12, "bulk max");
        Close.Assert(bulk.SoftRank, scaled.SoftRank, 1e-12, "soft rank");
        Close.Assert(bulk.KolmogorovSmirnov, scaled.KolmogorovSmirnov, 1e-10, "distance");
        Close.Assert(bulk.SpreadScore, scaled.SpreadScore, 1e-8, "score");
        Close.Assert(bulk.PValue, scaled.PValue, 1e-8, "p");
    }

    [Fact]
    public void The_same_spectrum_has_the_same_bits() =>
        Assert.Equal(BulkFit.Of(Planted(60, 40, 4, seed: 2), 60), BulkFit.Of(Planted(60, 40, 4, seed: 2), 60));

    /// <summary>Columns of zeros leave the spectrum of the others, and the law of their number.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(40)]
    public void Zeros_are_left_out(int? rank)
    {
        double[] whole = Planted(90, 40, 3, seed: 4);
        double noise = rank is null ? 0 : 1e-13; // what rounding leaves of zeros
        double[] deficient = [.. Enumerable.Repeat(noise, 25), .. whole];
        Assert.Equal(BulkFit.Of(whole, 90), BulkFit.Of(deficient, 90, rank));
    }

    [Fact]
    public void Fewer_than_four_eigenvalues_have_no_bulk()
    {
        Assert.Null(BulkFit.Of([], 5));
        Assert.Null(BulkFit.Of([0, 0, 0, 0], 5));
        Assert.Null(BulkFit.Of([0, 1, 2, 3], 5));
        Assert.NotNull(BulkFit.Of([1, 2, 3, 4], 5));
        Assert.Null(BulkFit.Of([1, 2, 3, 4], 5, rank: 3));
    }

    [Fact]
    public void Few_eigenvalues_have_no_shape()
    {
        Assert.Null(BulkFit.Of([1, 2, 3, 4], 5)!.IsFlat);
        Assert.NotNull(BulkFit.Of([1, 2, 3, 4, 5], 5)!.IsFlat);
    }

    /// <summary>40 % of spikes reach into the middle, where they hide each other from the regression.</summary>
    [Fact]
    public void Spikes_that_hide_each_other_are_found_from_the_median()
    {
        double[] spikes = [.. Enumerable.Repeat(8 * Math.Sqrt(50), 20)];
        BulkResult[] fits = [.. Enumerable.Range(0, 20).Select(seed =>
            BulkFit.Of(NoiseMatrix.Eigenvalues(50, 50, (ulong)seed, spikes), 50)!)];
        Assert.All(fits, fit => Assert.Equal(BulkMethod.MatchingFromMedian, fit.Method));
        Assert.All(fits, fit => Assert.InRange(fit.Spikes, 20, 21));
    }

    [Fact]
    public void A_spectrum_that_is_mostly_spikes_has_the_sigma_of_its_median()
    {
        double[] eigenvalues = [.. Enumerable.Range(0, 64).Select(i => Math.Exp(0.5 * i))];
        var bulk = BulkFit.Of(eigenvalues, 64)!;
        Assert.Equal(BulkMethod.Median, bulk.Method);
        double median = (eigenvalues[31] + eigenvalues[32]) / 2;
        Close.Assert(Math.Sqrt(median / (64 * new MarchenkoPastur(1).Median)), bulk.Sigma, 1e-12, "sigma");
        Assert.Equal(eigenvalues.Count(value => value > bulk.Edge), bulk.Spikes);
        Assert.Contains("from the median", bulk.Method.Note(), StringComparison.Ordinal);
        Assert.Null(BulkMethod.Matching.Note());
    }

    /// <summary>Spectra of no noise at all: each ends, with finite results.</summary>
    [Theory]
    [InlineData("equal")]
    [InlineData("all but one equal")]
    [InlineData("steep")]
    [InlineData("Pareto")]
    [InlineData("two values")]
    [InlineData("tiny")]
    public void Any_spectrum_has_finite_results(string kind)
    {
        foreach (int count in new[] { 4, 5, 8, 33, 200 })
        {
            double[] eigenvalues = [.. Enumerable.Range(0, count).Select(i => kind switch
            {
                "equal" => 7.0,
                "all but one equal" => i == count - 1 ? 1e9 : 2.0,
                "steep" => Math.Exp(600.0 * i / count),
                "Pareto" => Math.Pow(1 - ((i + 0.5) / count), -2),
                "two values" => i < count / 2 ? 1e-300 : 1e300,
                _ => double.Epsilon * (i + 1),
            })];
            foreach (int rows in new[] { count, 10 * count })
            {
                var bulk = BulkFit.Of(eigenvalues, rows)!;
                double[] figures =
                [
                    bulk.Sigma, bulk.BulkMin, bulk.BulkMax, bulk.Edge, bulk.SoftRank, bulk.KolmogorovSmirnov,
                    bulk.PValue, bulk.Spread ?? 0, bulk.SpreadScore ?? 0,
                ];
                Assert.All(figures, figure => Assert.True(double.IsFinite(figure), $"{kind}, {count}, {rows}: {bulk}"));
                Assert.InRange(bulk.Spikes, 0, count);
                Assert.InRange(bulk.KolmogorovSmirnov, 0, 1);
                Assert.InRange(bulk.PValue, 0, 1);
            }
        }
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.999)]
    public void The_edge_follows_the_level(double level)
    {
        double[] eigenvalues = NoiseMatrix.Eigenvalues(60, 40, 8);
        double usual = BulkFit.Of(eigenvalues, 60)!.Edge;
        double other = BulkFit.Of(eigenvalues, 60, level: level)!.Edge;
        Assert.Equal(level > BulkFit.DefaultLevel, other > usual);
    }

    private static double[] Planted(int rows, int columns, int spikes, ulong seed)
    {
        double unit = Math.Sqrt(Math.Sqrt((double)rows * columns));
        return NoiseMatrix.Eigenvalues(
            rows, columns, seed, [.. Enumerable.Range(0, spikes).Select(i => unit * (4 + (i % 5)))]);
    }
}
