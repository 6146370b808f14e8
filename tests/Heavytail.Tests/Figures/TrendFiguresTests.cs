using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Figures;

/// <summary>Figures of trends and rankings have a point a model, and the lines that are reported.</summary>
public sealed class TrendFiguresTests
{
    [Fact]
    public void A_family_has_its_points_its_line_and_its_band()
    {
        var analysis = Published("nature2021");
        var figure = TrendFigures.Create("alpha_weighted", analysis)!;
        Assert.Equal("alpha_weighted", TrendFigures.Metrics(analysis)[0]);
        foreach (var (family, group) in analysis.Families.Select((family, k) => (family, k)))
        {
            var own = figure.Series.Where(series => series.Group == group).ToArray();
            var points = own.Single(series => series.Style == FigureStyle.Points).Points;
            Assert.Equal(
                family.Models.Select(model => (model["alpha_weighted"]!.Value, model.Score)),
                points.Select(point => (point.X, point.Y)));
            var fit = family["alpha_weighted"]!.Fit!;
            Assert.All(own.Single(series => series.Style == FigureStyle.Line).Points, point =>
                Assert.Equal(fit.Intercept + (fit.Slope * point.X), point.Y, 1e-9));
            FigurePoint[] band =
                [.. own.Where(series => series.Style == FigureStyle.Band).SelectMany(series => series.Points)];
            Assert.Equal(family.Models.Count >= 5, band.Length > 0);
            Assert.All(band, point =>
            {
                var interval = fit.Predict(point.X, 0.95)!.Value;
                Assert.Equal((interval.Low, interval.High), (point.Low!.Value, point.High!.Value));
            });
        }
    }

    [Fact]
    public void Where_pooling_misleads_the_pooled_line_is_drawn()
    {
        using var folder = new TempFolder();
        var lines = new List<string> { "model,family,error,alpha" };
        for (int family = 0; family < 4; family++)
        {
            // Within families the error falls as alpha grows; families of larger alpha have larger errors.
            lines.AddRange(Enumerable.Range(0, 8).Select(k => FormattableString.Invariant(
                $"m{family}-{k},f{family},{(10.0 * family) - k + (0.01 * k * k)},{2 + (2 * family) + (0.2 * k)}")));
        }

        string path = Path.Combine(folder.Path, "simpson.csv");
        File.WriteAllLines(path, lines);
        var options = new TrendOptions();
        var analysis = TrendAnalysis.Analyze(
            TrendReader.Read(path, options), options, TestContext.Current.CancellationToken);
        var figure = TrendFigures.Create("alpha", analysis)!;
        var pooled = Assert.Single(figure.Series, series => series.Style == FigureStyle.Dashed);
        Assert.True(pooled.Points[1].Y > pooled.Points[0].Y);
        Assert.All(figure.Series.Where(series => series.Style == FigureStyle.Line), line =>
            Assert.True(line.Points[1].Y < line.Points[0].Y));
        Assert.DoesNotContain(
            TrendFigures.Create("alpha_weighted", Published("nature2021"))!.Series,
            series => series.Style == FigureStyle.Dashed);
    }

    [Fact]
    public void The_scores_set_the_axis_and_a_percentage_ends_at_100()
    {
        string[] rows =
        [
            "A,kws-S/S.pb,84.6,2.1", "A,kws-M/M.pb,99.9,2.9", "A,kws-L/L.pb,86,3.6",
            "B,r-1/r-1.th,91,2.2", "B,r-2/r-2.th,92,2.4", "B,r-3/r-3.th,91.2,2.6", "B,r-4/r-4.th,91.5,2.7",
            "B,r-5/r-5.th,92.1,2.8",
        ];
        var figure = TrendFigures.Create("alpha", Table(["family,model,accuracy,alpha", .. rows]))!;
        var (low, high) = figure.Y.Range!.Value;
        Assert.InRange(low, 80, 84.6);
        Assert.InRange(high, 100, 102);
        Assert.Equal("B 95 %", Assert.Single(figure.Series, series => series.Style == FigureStyle.Band).Name);
        Assert.Contains("fewer than 5 models have none", figure.Description, StringComparison.Ordinal);
        Assert.Equal(
            ["S", "M", "L", "r-1", "r-2", "r-3", "r-4", "r-5"],
            figure.Series.Where(series => series.Style == FigureStyle.Points)
                .SelectMany(series => series.Points).Select(point => point.Name));

        // A loss may exceed 100, and a fraction ends at 1.
        string[] losses = [.. rows.Select(row => row.Replace("99.9", "100", StringComparison.Ordinal))];
        var loss = TrendFigures.Create("alpha", Table(["family,model,loss,alpha", .. losses], "loss"))!;
        Assert.True(loss.Y.Range!.Value.High > 101);
        string[] fractions = ["family,model,accuracy,alpha", "A,a,0.2,2", "A,b,0.99,3", "A,c,0.5,4"];
        var fraction = TrendFigures.Create("alpha", Table(fractions))!;
        Assert.InRange(fraction.Y.Range!.Value.High, 1, 1.05);
        Assert.Contains("Bands are left out of fewer than 5 models", fraction.Description, StringComparison.Ordinal);
    }

    private static TrendAnalysis Table(string[] lines, string? score = null)
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "table.csv");
        File.WriteAllLines(path, lines);
        var options = new TrendOptions { Score = score };
        return TrendAnalysis.Analyze(TrendReader.Read(path, options), options, TestContext.Current.CancellationToken);
    }

    private static TrendAnalysis Published(string corpus)
    {
        var options = new TrendOptions();
        return TrendAnalysis.Analyze(
            TrendReader.Read(Corpora.Find(corpus), options), options, TestContext.Current.CancellationToken);
    }
}
