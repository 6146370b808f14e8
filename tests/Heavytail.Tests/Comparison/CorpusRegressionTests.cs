using Heavytail.Tabular;
using Heavytail.Tests.Support;
using MathNet.Numerics;
using Xunit;

namespace Heavytail.Tests.Comparison;

/// <summary>What was published about the corpora follows from them; the regressions are Math.NET's.</summary>
public sealed class CorpusRegressionTests
{
    /// <summary>Columns of the published regressions, and what they are here.</summary>
    private static readonly Dictionary<string, string> s_metrics = new()
    {
        ["lognorm"] = "log_norm",
        ["logspec_of_mean"] = "log_spectral_of_mean",
        ["logspectralnorm"] = "log_spectral_norm",
        ["alpha_weighted"] = "alpha_weighted",
        ["logpnorm"] = "log_alpha_norm",
        ["alpha"] = "alpha",
    };

    [Theory]
    [InlineData("VGG", 8, 0.323, 0.964, -5.279)]
    [InlineData("ResNet", 15, 4.425, 0.692, -5.67)]
    [InlineData("DenseNet", 4, 0.74, 0.537, null)]
    [InlineData("DPN", 3, 0.452, 0.925, null)]
    [InlineData("MobileNet v1", 4, 2.106, 0.88, null)]
    [InlineData("MobileNet v2", 4, 1.723, 0.952, null)]
    [InlineData("SE-ResNet", 3, 0.071, 0.97, -0.798)]
    [InlineData("MeNet", 7, null, 0.084, null)]
    public void Sdm_2020(string family, int count, double? rmse, double r2, double? slope)
    {
        var found = Regress(Corpora.Find("sdm2020").Read(), "family", family, "alpha_weighted", "accuracy");
        Assert.Equal(count, found.Count);
        Assert.Equal(r2, found.R2, 0.0006);
        Assert.True(rmse is null || Math.Abs(rmse.Value - found.Rmse) < 0.0006, $"RMSE {found.Rmse}");
        Assert.True(slope is null || Math.Abs(slope.Value - found.Slope) < 0.006, $"slope {found.Slope}");
    }

    [Theory]
    [InlineData("VGG", "log_spectral_norm", 0.23, 0.98)]
    [InlineData("VGG", "alpha_weighted", 0.48, 0.92)]
    [InlineData("ResNet", "log_norm", 0.90, 0.92)]
    [InlineData("ResNet", "alpha_weighted", 0.61, 0.96)]
    [InlineData("DenseNet", "log_norm", 0.30, 0.93)]
    [InlineData("DenseNet", "log_alpha_norm", 0.212, 0.97)]
    [InlineData("ResNet-1K", "alpha_weighted", 1.82, 0.89)]
    [InlineData("ResNet-1K", "log_spectral_norm", 2.82, 0.74)]
    public void Nature_2021(string family, string metric, double rmse, double r2)
    {
        var found = Regress(Corpora.Find("nature2021").Read(), "family", family, metric, "error");
        Assert.Equal(rmse, found.Rmse, 0.006);
        Assert.Equal(r2, found.R2, 0.006);
    }

    [Fact]
    public void The_27_groups()
    {
        var published = Table.Read(SharedData.Path("reference/osmr_regressions.csv"));
        var corpus = Corpora.Find("nature2021-osmr").Read();
        for (int row = 0; row < published.RowCount; row++)
        {
            string group = $"{published.Text(row, "dataset")} {published.Text(row, "group")}";
            var found = Regress(corpus, "published_group", group, s_metrics[published.Text(row, "metric")!], "error");
            Assert.Equal(published.Number(row, "n"), found.Count);
            Assert.Equal(published.Number(row, "rmse")!.Value, found.Rmse, 1e-4);
            Assert.Equal(published.Number(row, "r2")!.Value, found.R2, 1e-4);
            if (published.Number(row, "pub_rmse") is double printed)
            {
                Assert.Equal(printed, found.Rmse, 0.0051);
            }
        }
    }

    private static (int Count, double Rmse, double R2, double Slope) Regress(
        Table table, string column, string value, string metric, string score)
    {
        int[] rows = [.. Enumerable.Range(0, table.RowCount).Where(row => table.Text(row, column) == value)];
        double[] x = [.. rows.Select(row => table.Number(row, metric)!.Value)];
        double[] y = [.. rows.Select(row => table.Number(row, score)!.Value)];
        (double intercept, double slope) = Fit.Line(x, y);
        double[] fitted = [.. x.Select(at => intercept + (slope * at))];
        double rmse = Math.Sqrt(fitted.Zip(y, (f, t) => (f - t) * (f - t)).Average());
        return (rows.Length, rmse, GoodnessOfFit.RSquared(fitted, y), slope);
    }
}
