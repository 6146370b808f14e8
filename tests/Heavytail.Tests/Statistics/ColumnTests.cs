using CsCheck;
using Heavytail.Statistics;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Statistics;

/// <summary>Group means, deviations, pairs, resamples.</summary>
public sealed class ColumnTests
{
    [Fact]
    public void Removed_means_are_zero() => Gen.Int[0, 4].Array[1, 40].SelectMany(groups =>
        Gen.Double[-1000, 1000].Array[groups.Length].Select(values => (groups, values))).Sample((groups, values) =>
        {
            double[] centred = GroupMeans.Remove(values, groups);
            foreach (int group in groups.Distinct())
            {
                int[] members = [.. Enumerable.Range(0, groups.Length).Where(i => groups[i] == group)];
                Assert.Equal(0, members.Sum(i => centred[i]), 1e-11);
                double mean = members.Average(i => values[i]);
                Assert.All(members, i => Assert.Equal(values[i] - mean, centred[i], 1e-11));
            }
        }, seed: "0000000Mean0", iter: 300);

    [Fact]
    public void Constant_group_leaves_exact_zeros()
    {
        double[] found = GroupMeans.Remove([0.1, 0.3, 4, 0.1, 0.1 + 0.2, 0.1, 5], [7, -1, 2, 7, -1, 7, 2]);
        Assert.Equal([0, 0, -0.5, 0, 0, 0, 0.5], found);
    }

    [Fact]
    public void Deviation_is_pandas_std()
    {
        foreach (var item in StatisticsOracle.File.Std)
        {
            var found = MeanAndDeviation.Compute(item.Values);
            Assert.Equal(item.Values.Length, found.Count);
            Close.Assert(item.Mean, found.Mean, 1e-14, "mean");
            Close.Assert(item.Std, found.Deviation, 1e-9, "deviation");
        }

        Assert.Equal(new(1, 3.5, null), MeanAndDeviation.Compute([3.5]));
        Assert.Equal(0, MeanAndDeviation.Compute([0.1, 0.1, 0.1]).Deviation);
        Assert.Throws<ArgumentException>("values", () => MeanAndDeviation.Compute([]));
        Assert.Throws<ArgumentException>("values", () => MeanAndDeviation.Compute([1, double.NaN]));
    }

    [Fact]
    public void Pairs_without_both_numbers_are_dropped_and_counted()
    {
        var found = FinitePairs.From(
            [1, null, 3, double.NaN, 5, 6, double.NegativeInfinity],
            [10, 20, null, 40, 50, double.PositiveInfinity, 70]);
        Assert.Equal([1.0, 5], found.X);
        Assert.Equal([10.0, 50], found.Y);
        Assert.Equal([0, 4], found.Rows);
        Assert.Equal(5, found.Dropped);
        Assert.Equal(0, FinitePairs.From([], []).Dropped);
        Assert.Throws<ArgumentException>("y", () => FinitePairs.From([1], [1, 2]));
    }

    [Fact]
    public void Resampled_means_vary_as_the_mean_does()
    {
        double[] values = SplitMix.Normals(11, 50);
        var sample = MeanAndDeviation.Compute(values);
        double[] found = Bootstrap.Distribution(50, 4000, 42, places => places.Average(i => values[i]));
        var spread = MeanAndDeviation.Compute(found);
        double expected = sample.Deviation!.Value / Math.Sqrt(50) * Math.Sqrt(49.0 / 50);
        Assert.Equal(4000, found.Length);
        Assert.Equal(found.Order(), found);
        Assert.Equal(sample.Mean, spread.Mean, 4 * expected / Math.Sqrt(4000));
        Close.Assert(expected, spread.Deviation, 0.05, "deviation of the mean");
        Assert.Equal(found, Bootstrap.Distribution(50, 4000, 42, places => places.Average(i => values[i])));
        Assert.NotEqual(
            found, Bootstrap.Distribution(50, 4000, uint.MaxValue, places => places.Average(i => values[i])));
    }

    [Fact]
    public void Resamples_draw_with_replacement_and_leave_out_what_is_none()
    {
        double[] same = Bootstrap.Distribution(
            2, 8000, 1, places => places[0] == places[1] ? double.NaN : places[0]);
        Assert.InRange(same.Length, 3800, 4200);
        Assert.InRange(same.Count(first => first == 0), 1850, 2150);
        Assert.Throws<ArgumentOutOfRangeException>("count", () => Bootstrap.Distribution(0, 1, 1, _ => 0));
        Assert.Throws<ArgumentOutOfRangeException>("draws", () => Bootstrap.Distribution(1, 0, 1, _ => 0));
    }

    [Fact]
    public void Quantiles_are_numpys()
    {
        foreach (var item in StatisticsOracle.File.Quantiles)
        {
            Close.Assert(item.Value, Bootstrap.Quantile([1, 2, 4, 8, 16.5], item.P), 1e-14, "quantile");
        }

        Assert.Throws<ArgumentException>("sorted", () => Bootstrap.Quantile([], 0.5));
        Assert.Throws<ArgumentOutOfRangeException>("p", () => Bootstrap.Quantile([1], 1.01));
        Assert.Throws<ArgumentOutOfRangeException>("p", () => Bootstrap.Quantile([1], double.NaN));
    }
}
