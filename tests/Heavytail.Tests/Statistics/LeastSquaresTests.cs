using CsCheck;
using Heavytail.Statistics;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Statistics;

/// <summary>
/// Lines against <c>scipy.stats.linregress</c>, leave-one-out against lines drawn anew, and what no unit may change.
/// </summary>
public sealed class LeastSquaresTests
{
    private const double Tolerance = 1e-9;

    public static TheoryData<string> Names => StatisticsOracle.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Line_is_scipys(string name)
    {
        var pair = StatisticsOracle.Pair(name);
        var fit = LeastSquares.Fit(pair.X, pair.Y)!;
        double unit = pair.Y.Max(Math.Abs);
        Assert.Equal(pair.X.Length, fit.Count);
        Assert.Equal(pair.Line.Slope, fit.Slope, Tolerance * Math.Max(1, Math.Abs(pair.Line.Slope)));
        Assert.Equal(pair.Line.Intercept, fit.Intercept, Tolerance * Math.Max(1, unit));
        Assert.Equal(pair.Line.RSquared, fit.RSquared!.Value, Tolerance);
        Assert.Equal(pair.Line.Rmse, fit.Rmse, Tolerance * unit);
        Close.Assert(
            pair.X.Length < 4 ? null : pair.Line.LeaveOneOutRSquared,
            fit.LeaveOneOutRSquared,
            Tolerance,
            "leave-one-out");
        Assert.Equal(pair.Line.R, Correlation.Pearson(pair.X, pair.Y)!.Value, Tolerance);
    }

    [Fact]
    public void Perfect_line_leaves_nothing()
    {
        var fit = LeastSquares.Fit([1, 2, 3, 4], [3, 5, 7, 9])!;
        Assert.Equal(
            (2.0, 1.0, 1.0, 0.0, 1.0), (fit.Slope, fit.Intercept, fit.RSquared, fit.Rmse, fit.LeaveOneOutRSquared));
        Assert.Equal(1, Correlation.Pearson([1, 2, 3, 4], [3, 5, 7, 9]));
        Assert.Equal(-1, Correlation.Pearson([1, 2, 3, 4], [9, 7, 5, 3]));
    }

    [Fact]
    public void Constant_y_has_a_level_line_and_no_r()
    {
        double[] noise = [0.3, 0.1 + 0.2, 0.3, 0.3];
        Assert.NotEqual(noise[0], noise[1]);
        var fit = LeastSquares.Fit([1, 2, 4, 3], noise)!;
        Assert.Equal((0.0, 0.0), (fit.Slope, fit.Rmse));
        Assert.Null(fit.RSquared);
        Assert.Null(fit.LeaveOneOutRSquared);
        Assert.Equal(0.3, fit.Predict(7, 0.9)!.Value.Value, 1e-15);
        Assert.Null(Correlation.Pearson([1, 2, 4, 3], noise));
    }

    [Fact]
    public void Constant_x_has_no_line()
    {
        Assert.Null(LeastSquares.Fit([0.3, 0.1 + 0.2, 0.3], [1, 2, 3]));
        Assert.Null(LeastSquares.Fit([0, 0, 0], [1, 2, 3]));
        Assert.Null(Correlation.Pearson([-5, -5], [1, 2]));
        Assert.Null(LeastSquares.Fit([1e-300, 1e-300 * (1 + 1e-13)], [1, 2]));
        Assert.NotNull(LeastSquares.Fit([1e-300, 1e-300 * (1 + 1e-11)], [1, 2]));
    }

    [Fact]
    public void Fewer_than_two_points_have_no_line()
    {
        Assert.Null(LeastSquares.Fit([], []));
        Assert.Null(LeastSquares.Fit([1], [2]));
        Assert.Null(Correlation.Pearson([], []));
        Assert.Null(Correlation.Pearson([1], [2]));
    }

    [Fact]
    public void Two_points_have_a_line_but_no_error()
    {
        var fit = LeastSquares.Fit([1, 3], [2, 8])!;
        Assert.Equal((3.0, -1.0, 1.0, 0.0), (fit.Slope, fit.Intercept, fit.RSquared, fit.Rmse));
        Assert.Null(fit.LeaveOneOutRSquared);
    }

    /// <summary>A line through two points has no error of its own, so it says nothing of a third.</summary>
    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(7, true)]
    public void Leave_one_out_takes_four_points(int count, bool exists)
    {
        double[] x = SplitMix.Normals(3, count);
        Assert.Equal(exists, LeastSquares.Fit(x, SplitMix.Normals(4, count))!.LeaveOneOutRSquared is not null);
        Assert.NotNull(LeastSquares.Fit(x, SplitMix.Normals(4, count))!.PredictLeaveOneOut(0, 0.7));
    }

    /// <summary>Each family costs a point: 3 + the number of families are the least.</summary>
    [Theory]
    [InlineData(2, 2, false)]
    [InlineData(3, 2, true)]
    [InlineData(1, 3, false)]
    [InlineData(1, 4, true)]
    [InlineData(5, 2, true)]
    public void Leave_one_out_within_families_takes_a_point_more_for_each(int groups, int size, bool exists)
    {
        double[] x = SplitMix.Normals(5, groups * size);
        int[] group = [.. Enumerable.Range(0, x.Length).Select(i => i % groups)];
        var fit = LeastSquares.FitWithin(x, SplitMix.Normals(6, x.Length), group)!;
        Assert.Equal(exists, fit.LeaveOneOutRSquared is not null);
    }

    [Fact]
    public void Lone_point_that_holds_the_line_has_no_leave_one_out()
    {
        Assert.Null(LeastSquares.Fit([1, 1, 1, 7], [1, 2, 3, 9])!.LeaveOneOutRSquared);
        Assert.NotNull(LeastSquares.Fit([1, 1.01, 1, 7], [1, 2, 3, 9])!.LeaveOneOutRSquared);
    }

    /// <summary>Squares of these overflow, or vanish.</summary>
    [Theory]
    [InlineData(1e300)]
    [InlineData(1e-300)]
    public void Magnitude_does_not_matter(double unit)
    {
        double[] x = [1, 2, 4, 3];
        double[] y = [2, 3, 9, 5];
        var plain = LeastSquares.Fit(x, y)!;
        var scaled = LeastSquares.Fit([.. x.Select(v => v * unit)], [.. y.Select(v => v * unit)])!;
        Assert.Equal(plain.RSquared!.Value, scaled.RSquared!.Value, 1e-14);
        Assert.Equal(plain.LeaveOneOutRSquared!.Value, scaled.LeaveOneOutRSquared!.Value, 1e-14);
        Assert.Equal(plain.Slope, scaled.Slope, 1e-14);
        Close.Assert(plain.Rmse * unit, scaled.Rmse, 1e-14, "rmse");
        Close.Assert(
            plain.Predict(5, 0.9)!.Value.High * unit, scaled.Predict(5 * unit, 0.9)!.Value.High, 1e-13, "high");
    }

    [Fact]
    public void Units_do_not_matter() => Samples2D.Points(3, 40)
        .Select(Gen.Double[0.01, 100], Gen.Double[-100, 100])
        .Sample((points, scale, shift) =>
        {
            var plain = LeastSquares.Fit(points.X, points.Y)!;
            var moved = LeastSquares.Fit(
                [.. points.X.Select(v => (v * -scale) + shift)], [.. points.Y.Select(v => (v * scale) - shift)])!;
            Assert.Equal(plain.RSquared!.Value, moved.RSquared!.Value, 1e-8);
            Assert.Equal(-plain.Slope, moved.Slope, 1e-8 * Math.Max(1, Math.Abs(plain.Slope)));
            Close.Assert(plain.LeaveOneOutRSquared, moved.LeaveOneOutRSquared, 1e-5, "leave-one-out");
        }, seed: "0000000Line0", iter: 1000);

    [Fact]
    public void Leave_one_out_foretells_no_better() => Samples2D.Points(3, 40).Sample(points =>
    {
        var fit = LeastSquares.Fit(points.X, points.Y)!;
        Assert.True(fit.Count < 4 ? fit.LeaveOneOutRSquared is null : fit.LeaveOneOutRSquared <= fit.RSquared);
        double r = Correlation.Pearson(points.X, points.Y)!.Value;
        Assert.Equal(fit.RSquared!.Value, r * r, 1e-12);
        Assert.Equal(r, Correlation.Pearson(points.Y, points.X)!.Value, 1e-15);
    }, seed: "0000000Line1", iter: 1000);

    [Fact]
    public void Equal_points_make_equal_lines()
    {
        double[] x = [1, 2, 4, 3];
        Assert.Equal(LeastSquares.Fit(x, [2, 3, 9, 5]), LeastSquares.Fit(x, [2, 3, 9, 5]));
        Assert.NotEqual(LeastSquares.Fit(x, [2, 3, 9, 5]), LeastSquares.Fit(x, [2, 3, 9, 6]));
        Assert.NotEqual(LeastSquares.Fit(x, [2, 3, 9, 5]), LeastSquares.Fit([1, 2, 4, 3.5], [2, 3, 9, 5]));
    }
}
