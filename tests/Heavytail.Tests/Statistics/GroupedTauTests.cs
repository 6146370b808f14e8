using Heavytail.Statistics;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Statistics;

/// <summary>Kendall's τ of pairs within groups, against all orders of each group.</summary>
public sealed class GroupedTauTests
{
    [Fact]
    public void One_group_without_ties_is_Kendalls_tau()
    {
        double[] x = SplitMix.Normals(1, 12);
        double[] y = SplitMix.Normals(2, 12);
        var plain = KendallTau.Compute(x, y, cancellation: TestContext.Current.CancellationToken)!;
        var grouped = GroupedTau.Compute(x, y, new int[12], TestContext.Current.CancellationToken)!;
        Assert.Equal(plain.Coefficient, grouped.Coefficient, 1e-15);
        Assert.Equal(plain.PValue, grouped.PValue, 1e-14);
        Assert.True(grouped.IsExact);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void P_is_the_share_of_orders_within_groups(ulong seed)
    {
        double[] x = SplitMix.Normals(seed, 8);
        double[] y = [.. SplitMix.Normals(seed + 50, 8).Zip(x, (noise, value) => value + noise)];
        int[] groups = [0, 1, 0, 1, 0, 1, 0, 1];
        var found = GroupedTau.Compute(x, y, groups, TestContext.Current.CancellationToken)!;
        Assert.Equal(Enumerated(x, y), found.PValue, 1e-12);
        Assert.Equal((8, 2), (found.Count, found.Groups));
    }

    /// <summary>
    /// With ties p is that of the normal distribution: near the share of orders, and not far below it.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void With_ties_p_is_near_the_share_of_orders(ulong seed)
    {
        double[] x = [.. SplitMix.Normals(seed, 8).Select(Math.Floor)];
        double[] y = [.. SplitMix.Normals(seed + 50, 8).Select(value => Math.Floor(2 * value))];
        int[] groups = [0, 1, 0, 1, 0, 1, 0, 1];
        var found = GroupedTau.Compute(x, y, groups, TestContext.Current.CancellationToken)!;
        Assert.False(found.IsExact);
        Assert.Equal(Enumerated(x, y), found.PValue, 0.15);
    }

    [Fact]
    public void Groups_that_do_not_vary_say_nothing()
    {
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Null(GroupedTau.Compute([1, 2, 3], [1, 2, 3], [0, 1, 2], cancellation));
        Assert.Null(GroupedTau.Compute([1, 1, 3, 3], [1, 2, 3, 4], [0, 0, 1, 1], cancellation));
        var found = GroupedTau.Compute(
            [1, 2, 3, 7, 7], [1, 2, 3, 5, 6], [0, 0, 0, 1, 1], TestContext.Current.CancellationToken)!;
        Assert.Equal((3, 1, 1.0, 1.0 / 3), (found.Count, found.Groups, found.Coefficient, found.PValue));
    }

    /// <summary>Above 300 points p is that of the normal distribution, which is close to the counted one.</summary>
    [Fact]
    public void Long_columns_have_the_normal_p()
    {
        double[] x = SplitMix.Normals(8, 400);
        double[] y = [.. SplitMix.Normals(9, 400).Zip(x, (noise, value) => (0.1 * value) + noise)];
        var found = GroupedTau.Compute(x, y, new int[400], TestContext.Current.CancellationToken)!;
        Assert.False(found.IsExact);
        Assert.Equal(
            KendallTau.Compute(x, y, cancellation: TestContext.Current.CancellationToken)!.PValue, found.PValue, 1e-3);
    }

    private static double Enumerated(double[] x, double[] y)
    {
        int[] even = [0, 2, 4, 6];
        int[] odd = [1, 3, 5, 7];
        int observed = Math.Abs(Score(x, y, even, even) + Score(x, y, odd, odd));
        int[][] orders = [.. Orders(4)];
        int[] ofEven = [.. orders.Select(order => Score(x, y, even, [.. order.Select(k => even[k])]))];
        int[] ofOdd = [.. orders.Select(order => Score(x, y, odd, [.. order.Select(k => odd[k])]))];
        int hits = ofEven.Sum(a => ofOdd.Count(b => Math.Abs(a + b) >= observed));
        return (double)hits / (orders.Length * orders.Length);
    }

    private static int Score(double[] x, double[] y, int[] ofX, int[] ofY)
    {
        int score = 0;
        for (int i = 0; i < ofX.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                score += Math.Sign(x[ofX[i]] - x[ofX[j]]) * Math.Sign(y[ofY[i]] - y[ofY[j]]);
            }
        }

        return score;
    }

    private static IEnumerable<int[]> Orders(int count) => count == 0
        ? [[]]
        : Orders(count - 1).SelectMany(order => Enumerable.Range(0, count).Select(at =>
            (int[])[.. order[..at], count - 1, .. order[at..]]));
}
