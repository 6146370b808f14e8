using CsCheck;
using Heavytail.Statistics;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Statistics;

/// <summary>What holds of every rank correlation.</summary>
public sealed class RankPropertyTests
{
    public delegate RankCorrelation? Statistic(double[] x, double[] y, int seed);

    private static readonly Dictionary<string, Statistic> s_statistics = new()
    {
        ["kendall"] = (x, y, seed) => KendallTau.Compute(x, y, seed),
        ["spearman"] = (x, y, seed) => SpearmanRho.Compute(x, y, seed),
    };

    public static TheoryData<string> Names => [.. s_statistics.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Rising_maps_change_no_bit(string name) => Samples2D.Tied(2, 14).Sample(points =>
    {
        var of = s_statistics[name];
        Assert.Equal(
            of(points.X, points.Y, 42),
            of([.. points.X.Select(v => Math.Exp(v))], [.. points.Y.Select(v => (v * v * v) - 5)], 42));
    }, seed: "0000000Rank0", iter: 60);

    [Theory]
    [MemberData(nameof(Names))]
    public void Falling_maps_change_the_sign(string name) => Samples2D.Tied(2, 9).Sample(points =>
    {
        var plain = s_statistics[name](points.X, points.Y, 42)!;
        var turned = s_statistics[name](points.X, [.. points.Y.Select(v => -v)], 42)!;
        Assert.Equal(plain with { Coefficient = -plain.Coefficient }, turned);
        Assert.InRange(plain.Coefficient, -1, 1);
    }, seed: "0000000Rank1", iter: 200);

    [Theory]
    [MemberData(nameof(Names))]
    public void X_and_y_are_alike(string name) => Samples2D.Tied(2, 9).Sample(points =>
    {
        var there = s_statistics[name](points.X, points.Y, 42)!;
        var back = s_statistics[name](points.Y, points.X, 42)!;
        Assert.Equal(there.Coefficient, back.Coefficient);
        Close.Assert(there.PValue, back.PValue, 1e-14, "p");
        Close.Assert(there.SmallestPValue, back.SmallestPValue, 1e-14, "smallest p");
    }, seed: "0000000Rank2", iter: 200);

    [Theory]
    [MemberData(nameof(Names))]
    public void Order_of_points_does_not_matter(string name) => Samples2D.Tied(2, 9).Sample(points =>
    {
        var of = s_statistics[name];
        Assert.Equal(of(points.X, points.Y, 42), of([.. points.X.Reverse()], [.. points.Y.Reverse()], 42));
    }, seed: "0000000Rank3", iter: 200);

    [Theory]
    [MemberData(nameof(Names))]
    public void Seed_decides_every_bit(string name)
    {
        double[] x = [.. Enumerable.Range(0, 25).Select(i => (double)(i / 2))];
        double[] y = SplitMix.Normals(3, 25);
        var of = s_statistics[name];
        Assert.Equal(of(x, y, 42), of(x, y, 42));
        Assert.True(Enumerable.Range(42, 5).Select(seed => of(x, y, seed)).Distinct().Count() > 1);
        Assert.Equal(of(x, y, 42)!.PValue, of(x, y, 43)!.PValue, 0.03);
    }

    /// <summary>Where x and y have nothing to do with each other, p is below 0.1 a tenth of the time.</summary>
    [Theory]
    [InlineData("kendall", 8, false)]
    [InlineData("kendall", 13, true)]
    [InlineData("spearman", 8, false)]
    [InlineData("spearman", 13, true)]
    public void P_is_uniform_where_there_is_nothing(string name, int count, bool ties)
    {
        const int Times = 1000;
        double[] found = [.. Enumerable.Range(0, Times).Select(k =>
        {
            double[] normals = SplitMix.Normals((ulong)(k + 1), 2 * count);
            double[] x = ties ? [.. normals[..count].Select(v => Math.Round(2 * v))] : normals[..count];
            return s_statistics[name](x, normals[count..], k)!.PValue;
        })];
        foreach (double p in new[] { 0.05, 0.1, 0.25, 0.5, 0.75 })
        {
            double slack = 4 * Math.Sqrt(p * (1 - p) / Times);
            Assert.InRange(found.Count(value => value <= p) / (double)Times, p - slack - 0.05, p + slack);
        }
    }
}
