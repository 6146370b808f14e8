using Heavytail.Statistics;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Statistics;

/// <summary>
/// Prediction intervals against SciPy's t, lines drawn without each point, and how often the truth falls inside.
/// </summary>
public sealed class PredictionTests
{
    private const double Tolerance = 1e-8;

    public static TheoryData<string> Names =>
        [.. StatisticsOracle.File.Columns.Where(pair => pair.Line.Student is not null).Select(pair => pair.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Student_interval_is_scipys(string name)
    {
        var (fit, line) = Fit(name);
        foreach (var expected in line.Student!)
        {
            var found = fit.Predict(line.At!.Value, expected.Confidence)!.Value;
            double unit = Math.Max(1, Math.Abs(found.Value));
            Assert.Equal((fit.Slope * line.At.Value) + fit.Intercept, found.Value, Tolerance * unit);
            Assert.Equal(expected.Half, found.High - found.Value, Tolerance * Math.Max(expected.Half, unit));
            Assert.Equal(expected.Half, found.Value - found.Low, Tolerance * Math.Max(expected.Half, unit));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Jackknife_is_that_of_lines_drawn_without_each_point(string name)
    {
        var (fit, line) = Fit(name);
        foreach (var expected in line.Jackknife ?? [])
        {
            var found = fit.PredictLeaveOneOut(line.At!.Value, expected.Confidence)!.Value;
            double unit = Math.Max(1, Math.Abs(found.Value));
            Assert.Equal(expected.Low, found.Low, Tolerance * unit);
            Assert.Equal(expected.High, found.High, Tolerance * unit);
        }

        Assert.Equal(line.Jackknife is null, fit.PredictLeaveOneOut(line.At!.Value, 0.5) is null);
    }

    [Theory]
    [InlineData(4, 0.8, true)]
    [InlineData(4, 0.81, false)]
    [InlineData(9, 0.9, true)]
    [InlineData(18, 0.95, false)]
    [InlineData(19, 0.95, true)]
    public void Few_points_warrant_little(int count, double confidence, bool warranted)
    {
        var (x, y) = Noisy(7, count);
        Assert.Equal(warranted, LeastSquares.Fit(x, y)!.PredictLeaveOneOut(0, confidence) is not null);
    }

    [Fact]
    public void Two_points_foretell_nothing()
    {
        var fit = LeastSquares.Fit([1, 2], [3, 5])!;
        Assert.Null(fit.Predict(3, 0.9));
        Assert.Null(fit.PredictLeaveOneOut(3, 0.5));
    }

    /// <summary>
    /// Scipy's t, also where Math.NET's search ends, at 800; its roots are good to 1e-12 of p, which is 5e-7 here.
    /// </summary>
    [Theory]
    [InlineData(3, 0.999999, 636619.772)]
    [InlineData(4, 0.999999, 999.99925)]
    [InlineData(5, 0.999999, 130.15458935)]
    [InlineData(4, 0.95, 4.30265273)]
    public void Large_confidence(int count, double confidence, double t)
    {
        var (x, y) = Noisy(8, count);
        var fit = LeastSquares.Fit(x, y)!;
        var half = fit.Predict(0, 0.5)!.Value;
        double atHalf = count switch { 3 => 1, 4 => Math.Sqrt(2.0 / 3), _ => 0.76489232840434520 };
        var found = fit.Predict(0, confidence)!.Value;
        Close.Assert(t, (found.High - found.Value) / (half.High - half.Value) * atHalf, 1e-6, "t");
    }

    /// <summary>
    /// 14 points and a new one, 2,000 times: normal errors, where Student's t is exact, and skewed ones.
    /// </summary>
    [Theory]
    [InlineData(0.8, false)]
    [InlineData(0.8, true)]
    public void Truth_is_inside_as_often_as_said(double confidence, bool skewed)
    {
        const int Times = 2000;
        int inStudent = 0;
        int inJackknife = 0;
        for (int k = 0; k < Times; k++)
        {
            var (x, y) = Noisy((ulong)k, 15, skewed);
            var fit = LeastSquares.Fit(x.AsSpan(..14), y.AsSpan(..14))!;
            inStudent += Holds(fit.Predict(x[14], confidence), y[14]);
            inJackknife += Holds(fit.PredictLeaveOneOut(x[14], confidence), y[14]);
        }

        Assert.InRange(inJackknife / (double)Times, confidence - 0.03, confidence + 0.05);
        if (!skewed)
        {
            Assert.InRange(inStudent / (double)Times, confidence - 0.03, confidence + 0.03);
        }

        static int Holds(PredictionInterval? interval, double y) =>
            interval!.Value.Low <= y && y <= interval.Value.High ? 1 : 0;
    }

    [Theory]
    [InlineData(0.49)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Confidence_that_is_none_is_refused(double level)
    {
        var fit = LeastSquares.Fit([1, 2, 3], [3, 5, 4])!;
        Assert.Throws<ArgumentOutOfRangeException>("confidence", () => fit.Predict(3, level));
        Assert.Throws<ArgumentOutOfRangeException>("confidence", () => fit.PredictLeaveOneOut(3, level));
        Assert.Throws<ArgumentException>("x", () => fit.Predict(double.NaN, 0.9));
        Assert.Throws<ArgumentException>("x", () => fit.PredictLeaveOneOut(double.PositiveInfinity, 0.9));
    }

    private static (LinearFit Fit, LineCase Line) Fit(string name)
    {
        var pair = StatisticsOracle.Pair(name);
        return (LeastSquares.Fit(pair.X, pair.Y)!, pair.Line);
    }

    private static (double[] X, double[] Y) Noisy(ulong seed, int count, bool skewed = false)
    {
        double[] normals = SplitMix.Normals(seed, 2 * count);
        double[] x = normals[..count];
        return (x, [.. x.Select((v, i) => (2 * v) + (skewed ? Math.Exp(normals[count + i]) : normals[count + i]))]);
    }
}
