using Heavytail.Statistics;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Statistics;

/// <summary>
/// One slope and a constant for each group: leave-one-out against lines drawn again without each point.
/// </summary>
public sealed class WithinLineTests
{
    [Theory]
    [InlineData(1, 3, 5)]
    [InlineData(2, 3, 2)]
    [InlineData(3, 6, 4)]
    public void Leave_one_out_is_that_of_fits_without_the_point(ulong seed, int groups, int size)
    {
        int count = groups * size;
        double[] normals = SplitMix.Normals(seed, 2 * count);
        int[] group = [.. Enumerable.Range(0, count).Select(i => i % groups)];
        double[] x = [.. group.Select((g, i) => normals[i] + (5 * g))];
        double[] y = [.. group.Select((g, i) => normals[count + i] + x[i] - (9 * g))];
        double errors = 0;
        double total = 0;
        for (int left = 0; left < count; left++)
        {
            int[] others = [.. Enumerable.Range(0, count).Where(i => i != left)];
            int[] family = [.. others.Where(i => group[i] == group[left])];
            double slope = Slope(Of(x, others), Of(y, others), Of(group, others));
            double expected = family.Average(i => y[i]) + (slope * (x[left] - family.Average(i => x[i])));
            errors += Math.Pow(y[left] - expected, 2);
            total += Math.Pow(y[left] - family.Append(left).Average(i => y[i]), 2);
        }

        var fit = LeastSquares.FitWithin(x, y, group)!;
        Close.Assert(1 - (errors / total), fit.LeaveOneOutRSquared!.Value, 1e-10, "leave-one-out R²");
        Close.Assert(Slope(x, y, group), fit.Slope, 1e-12, "slope");
    }

    [Fact]
    public void One_group_is_the_plain_line()
    {
        double[] x = SplitMix.Normals(4, 9);
        double[] y = SplitMix.Normals(5, 9);
        var plain = LeastSquares.Fit(x, y)!;
        var within = LeastSquares.FitWithin(x, y, new int[9])!;
        Close.Assert(plain.LeaveOneOutRSquared!.Value, within.LeaveOneOutRSquared!.Value, 1e-12, "leave-one-out R²");
        Close.Assert(plain.RSquared!.Value, within.RSquared!.Value, 1e-12, "R²");
    }

    [Fact]
    public void A_family_of_a_new_point_is_not_known_so_nothing_is_predicted()
    {
        var fit = LeastSquares.FitWithin([1, 2, 3, 5, 7, 9], [2, 3, 1, 9, 8, 7], [0, 0, 0, 1, 1, 1])!;
        Assert.Null(fit.Predict(3, 0.9));
        Assert.Null(fit.PredictLeaveOneOut(3, 0.5));
        Assert.Null(LeastSquares.FitWithin([1, 1, 2, 2], [1, 2, 3, 4], [0, 0, 1, 1]));
    }

    /// <summary>Of the published corpora, by least squares in NumPy with a constant for each family.</summary>
    [Theory]
    [InlineData("nature2021-osmr", "alpha_weighted", 0.171)]
    [InlineData("nature2021-osmr", "log_spectral_norm", -0.118)]
    [InlineData("sdm2020", "alpha_weighted", -0.145)]
    public void Published_families_predict_less_than_it_seemed(string corpus, string metric, double expected)
    {
        var options = new TrendOptions { Where = corpus == "sdm2020" ? [] : [("in_published_27", "1")] };
        var analysis = TrendAnalysis.Analyze(
            TrendReader.Read(Corpora.Find(corpus), options), options, TestContext.Current.CancellationToken);
        var within = analysis.Pooled.Single(trend => trend.Metric == metric).Within;
        Assert.Equal(expected, within.Fit!.LeaveOneOutRSquared!.Value, 0.0005);
    }

    private static T[] Of<T>(T[] values, int[] rows) => [.. rows.Select(row => values[row])];

    private static double Slope(double[] x, double[] y, int[] groups)
    {
        double[] dx = GroupMeans.Remove(x, groups);
        double[] dy = GroupMeans.Remove(y, groups);
        return dx.Zip(dy, (a, b) => a * b).Sum() / dx.Sum(a => a * a);
    }
}
