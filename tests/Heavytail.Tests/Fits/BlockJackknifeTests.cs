using Heavytail.Fits;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Fits;

public sealed class BlockJackknifeTests
{
    [Theory]
    [InlineData(10, 10)]
    [InlineData(103, 10)]
    [InlineData(7, 3)]
    public void Blocks_are_all_rows_once(int rows, int blocks)
    {
        int[] all = [.. BlockJackknife.Blocks(rows, blocks).SelectMany(block => Enumerable.Range(0, rows).Take(block))];
        Assert.Equal(Enumerable.Range(0, rows), all);
        int[] sizes = [.. BlockJackknife.Blocks(rows, blocks).Select(block => block.GetOffsetAndLength(rows).Length)];
        Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
    }

    /// <summary>
    /// ln(α − 1) of 0, ln 1.25 and −ln 1.25: variance 2/3·2·ln²1.25; t with 2 degrees is 4.302652729911275.
    /// </summary>
    [Fact]
    public void The_interval_is_that_of_the_formula()
    {
        var found = BlockJackknife.Interval(3, [2, 2.25, 1.8])!.Value;
        double reach = 4.302652729911275 * Math.Sqrt(4.0 / 3) * Math.Log(1.25);
        Close.Assert(1 + (2 * Math.Exp(-reach)), found.Low, 1e-9, "low");
        Close.Assert(1 + (2 * Math.Exp(reach)), found.High, 1e-9, "high");
        Assert.Equal(3, found.Count);
    }

    [Fact]
    public void Fits_that_failed_are_left_out()
    {
        double[] some = [2, double.NaN, 2.1, double.PositiveInfinity];
        Assert.NotNull(BlockJackknife.Interval(3, some));
        Assert.Equal(BlockJackknife.Interval(3, [2, 2.1]), BlockJackknife.Interval(3, some));
        Assert.Null(BlockJackknife.Interval(3, [2, double.NaN]));
        Assert.Null(BlockJackknife.Interval(double.NaN, [2, 2.1]));
    }

    /// <summary>Whatever α is: the limits are at most ten times as far from 1.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(400)]
    public void There_is_none_that_says_nothing(double alpha)
    {
        var widest = BlockJackknife.Interval(alpha, Spread(1.35))!.Value;
        Assert.InRange((widest.High - 1) / (alpha - 1), 5, BlockJackknife.MostFactor);
        Assert.Null(BlockJackknife.Interval(alpha, Spread(1.6)));

        double[] Spread(double factor) =>
            [.. Enumerable.Range(0, 10).Select(k => 1 + ((alpha - 1) * (k % 2 == 0 ? factor : 1 / factor)))];
    }
}
