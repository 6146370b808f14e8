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
            var band = own.Where(series => series.Style == FigureStyle.Band).SelectMany(series => series.Points);
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

    private static TrendAnalysis Published(string corpus)
    {
        var options = new TrendOptions();
        return TrendAnalysis.Analyze(
            TrendReader.Read(Corpora.Find(corpus), options), options, TestContext.Current.CancellationToken);
    }
}
