using Heavytail.Tests.Support;
using Heavytail.Traps;
using Xunit;

namespace Heavytail.Tests.Traps;

/// <summary>Distances of spectra against worked examples and closed forms.</summary>
public sealed class SpectrumDistanceTests
{
    /// <summary>The example of weightwatcher.md §2.7.</summary>
    [Fact]
    public void Rank_by_rank_is_WeightWatchers() => Close.Assert(
        0.109902813388, SpectrumDistance.RankByRank([1, 2, 3, 4], [1, 1, 4, 4]), 1e-11, "rand_distance");

    [Fact]
    public void Rank_by_rank_of_disjoint_masses_is_the_root_of_ln_2() =>
        Close.Assert(Math.Sqrt(Math.Log(2)), SpectrumDistance.RankByRank([0, 5], [7, 0]), 1e-14, "rand_distance");

    [Fact]
    public void Equal_spectra_are_no_distance_apart()
    {
        double[] spectrum = [.. SplitMix.Normals(1, 500).Select(z => z * z).Order()];
        Assert.Equal(0, SpectrumDistance.RankByRank(spectrum, [.. spectrum.Select(x => 3 * x)])!.Value, 1e-7);
        Assert.Equal(0, SpectrumDistance.JensenShannon(spectrum, spectrum));
    }

    [Fact]
    public void Disjoint_spectra_are_one_apart()
    {
        double[] low = [.. Enumerable.Range(1, 100).Select(k => k / 1000.0)];
        Assert.Equal(1, SpectrumDistance.JensenShannon(low, [.. low.Select(x => x + 1)])!.Value, 1e-12);
        Assert.Equal(1, SpectrumDistance.JensenShannon(low, [5])!.Value, 1e-12);
        Assert.Equal(1, SpectrumDistance.JensenShannon([0, 0, 0], low)!.Value, 1e-12);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e6)]
    public void Jensen_Shannon_has_no_scale_and_takes_logarithms_as_well(double factor)
    {
        double[] one = [.. SplitMix.Normals(2, 400).Select(z => Math.Exp(z)).Order()];
        double[] other = [.. SplitMix.Normals(3, 300).Select(z => Math.Exp((1.5 * z) + 0.3)).Order()];
        double plain = SpectrumDistance.JensenShannon(one, other)!.Value;
        Assert.InRange(plain, 0.15, 0.35);
        Assert.Equal(plain, SpectrumDistance.JensenShannon(other, one)!.Value, 1e-14);
        Assert.Equal(
            plain,
            SpectrumDistance.JensenShannon([.. one.Select(x => factor * x)], [.. other.Select(x => factor * x)]));
        double[] log = [.. one.Select(x => Math.Log(x))];
        double[] otherLog = [.. other.Select(x => Math.Log(x))];
        Assert.Equal(plain, SpectrumDistance.JensenShannon(log, otherLog));
    }

    /// <summary>Uniform on (0, 1) and (½, 1½): half of each is common, and the divergence is half of ln 2.</summary>
    [Fact]
    public void Jensen_Shannon_of_uniform_laws_has_its_closed_form()
    {
        double[] one = [.. Enumerable.Range(0, 4096).Select(k => (k + 0.5) / 4096)];
        double[] other = [.. one.Select(x => x + 0.5)];
        Assert.Equal(Math.Sqrt(0.5), SpectrumDistance.JensenShannon(one, other)!.Value, 0.01);
    }

    /// <summary>Of n and n distinct values, bin b ends before value ⌈2n·b/B⌉; by quotients of doubles it does not.
    /// </summary>
    [Fact]
    public void Bins_hold_equal_shares_for_every_number_of_eigenvalues()
    {
        for (int n = 20; n <= 400; n++)
        {
            double[] one = [.. SplitMix.Normals((ulong)n, n).Order()];
            double[] other = [.. SplitMix.Normals((ulong)n + 1000, n).Select(z => 1.3 * z).Order()];
            bool[] isOne = [.. one.Select(x => (x, true)).Concat(other.Select(x => (x, false))).Order()
                .Select(pair => pair.Item2)];
            int bins = SpectrumDistance.Bins(n);
            double divergence = 0;
            for (int bin = 0; bin < bins; bin++)
            {
                int begin = ((2 * n * bin) + bins - 1) / bins;
                int end = ((2 * n * (bin + 1)) + bins - 1) / bins;
                double p = isOne[begin..end].Count(is1 => is1) / (double)n;
                double q = ((end - begin) / (double)n) - p;
                divergence += Half(p, (p + q) / 2) + Half(q, (p + q) / 2);
            }

            Assert.Equal(
                Math.Sqrt(divergence / Math.Log(2)), SpectrumDistance.JensenShannon(one, other)!.Value, 1e-12);
        }

        static double Half(double p, double m) => p > 0 ? p * Math.Log(p / m) / 2 : 0;
    }

    [Fact]
    public void Equal_eigenvalues_share_a_bin()
    {
        double[] zeros = [.. Enumerable.Repeat(0.0, 50), .. Enumerable.Range(1, 50).Select(k => (double)k)];
        Assert.Equal(0, SpectrumDistance.JensenShannon(zeros, zeros));
        Assert.Equal(0, SpectrumDistance.JensenShannon([2, 2, 2], [2, 2, 2]));
    }

    [Fact]
    public void Wasserstein_of_a_shifted_law_is_the_shift_over_the_mean()
    {
        double[] spectrum = [.. Enumerable.Range(0, 100).Select(k => 2 + ((k + 0.5) / 100))];
        Assert.Equal(0, Distance(u => 2 + u), 1e-14);
        Assert.Equal(0.5 / 2.5, Distance(u => 1.5 + u), 1e-14);
        Assert.Equal(0.25 / 2.5, Distance(_ => 2.5), 1e-14);

        double Distance(Func<double, double> quantile) => SpectrumDistance.Wasserstein(
            spectrum, [.. Enumerable.Range(0, 100).Select(k => quantile((k + 0.5) / 100))])!.Value;
    }

    [Fact]
    public void Nothing_has_no_distance()
    {
        Assert.Null(SpectrumDistance.RankByRank([0, 0], [1, 2]));
        Assert.Null(SpectrumDistance.JensenShannon([], [1]));
        Assert.Null(SpectrumDistance.Wasserstein([0, 0], [1, 1]));
        Assert.Throws<ArgumentException>(() => SpectrumDistance.RankByRank([1], [1, 2]));
    }
}
