using CsCheck;
using Heavytail.Statistics;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Statistics;

/// <summary>Partial correlations against residuals in NumPy, within groups too.</summary>
public sealed class PartialCorrelationTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, StatisticsOracle.File.Partial.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_the_correlation_of_residuals(int index)
    {
        var item = StatisticsOracle.File.Partial[index];
        int groups = item.Groups.Distinct().Count();
        var found = PartialCorrelation.Compute(
            GroupMeans.Remove(item.X, item.Groups),
            GroupMeans.Remove(item.Y, item.Groups),
            GroupMeans.Remove(item.Z, item.Groups),
            groups)!;
        Assert.Equal(item.X.Length, found.Count);
        Assert.Equal(item.R, found.Coefficient, 1e-12);
        Close.Assert(item.P, found.PValue, 1e-10, "p");
    }

    [Fact]
    public void Own_mean_is_one_group()
    {
        double[] x = SplitMix.Normals(1, 9);
        double[] y = SplitMix.Normals(2, 9);
        double[] z = SplitMix.Normals(3, 9);
        int[] one = new int[9];
        var plain = PartialCorrelation.Compute(x, y, z)!;
        var centred = PartialCorrelation.Compute(
            GroupMeans.Remove(x, one), GroupMeans.Remove(y, one), GroupMeans.Remove(z, one))!;
        Assert.Equal(plain.Coefficient, centred.Coefficient, 1e-14);
        Close.Assert(plain.PValue, centred.PValue, 1e-13, "p");
        Assert.True(PartialCorrelation.Compute(x, y, z, 3)!.PValue > plain.PValue); // fewer degrees of freedom prove less
    }

    [Fact]
    public void Is_that_of_the_formula() => Samples2D.Points(8, 20).Select(Samples2D.Column(20)).Sample((points, longZ) =>
    {
        var (x, y) = points;
        double[] z = longZ[..x.Length];
        double xy = Correlation.Pearson(x, y)!.Value;
        double xz = Correlation.Pearson(x, z)!.Value;
        double yz = Correlation.Pearson(y, z)!.Value;
        double expected = (xy - (xz * yz)) / Math.Sqrt((1 - (xz * xz)) * (1 - (yz * yz)));
        Assert.Equal(expected, PartialCorrelation.Compute(x, y, z)!.Coefficient, 1e-9);
        Assert.Equal(expected, PartialCorrelation.Compute(y, x, z)!.Coefficient, 1e-9);
    }, seed: "0000000Part0", iter: 500);

    [Fact]
    public void Linear_in_z_has_none()
    {
        double[] z = SplitMix.Normals(3, 12);
        double[] y = SplitMix.Normals(2, 12);
        Assert.Null(PartialCorrelation.Compute([.. z.Select(v => (0.1 * v) + 7)], y, z));
        Assert.Null(PartialCorrelation.Compute(y, [.. z.Select(v => -v / 3)], z));
        Assert.Null(PartialCorrelation.Compute([.. z.Select(v => v + 1e6)], y, [.. z.Select(v => v - 1e6)]));
        Assert.NotNull(PartialCorrelation.Compute([.. z.Select(v => v + (1e-6 * v * v))], y, z));
    }

    [Fact]
    public void Constant_columns_and_few_points_have_none()
    {
        double[] x = SplitMix.Normals(1, 12);
        double[] y = SplitMix.Normals(2, 12);
        double[] z = SplitMix.Normals(3, 12);
        double[] same = [.. Enumerable.Repeat(0.1, 12)];
        Assert.Null(PartialCorrelation.Compute(same, y, z));
        Assert.Null(PartialCorrelation.Compute(x, same, z));
        Assert.Null(PartialCorrelation.Compute(x, y, same));
        Assert.Null(PartialCorrelation.Compute(x.AsSpan(..3), y.AsSpan(..3), z.AsSpan(..3)));
        Assert.NotNull(PartialCorrelation.Compute(x.AsSpan(..4), y.AsSpan(..4), z.AsSpan(..4)));
        Assert.Null(PartialCorrelation.Compute(x, y, z, groups: 10));
        Assert.NotNull(PartialCorrelation.Compute(x, y, z, groups: 9));
    }

    [Fact]
    public void P_is_never_zero()
    {
        double[] x = SplitMix.Normals(1, 200);
        var found = PartialCorrelation.Compute(x, x, SplitMix.Normals(3, 200))!;
        Assert.Equal(1, found.Coefficient, 1e-15);
        Assert.InRange(found.PValue, double.Epsilon, 1e-100);
    }
}
