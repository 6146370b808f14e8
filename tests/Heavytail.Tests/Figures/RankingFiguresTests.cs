using Xunit;

namespace Heavytail.Tests.Figures;

/// <summary>Figures of a ranking name what they plot.</summary>
public sealed class RankingFiguresTests
{
    /// <summary>Of three models: by alpha, a metric of shape, b is first; by log_norm, one of scale, a.</summary>
    private static readonly double?[][] s_ranks = [[2, 1], [1, 2], [3, 3]];

    [Theory]
    [InlineData(false, "by shape|by scale alone, not quality", "by shape of spectra;")]
    [InlineData(
        true,
        "by shape and scale together|by shape alone|by scale alone, not quality",
        "by shape and scale together;")]
    public void Places_are_named_by_what_orders_the_models(bool scaleHasSay, string series, string said)
    {
        var figure = Places(["alpha", "log_norm"], ["log_norm"], scaleHasSay);
        Assert.Equal(series.Split('|'), figure.Series.Select(one => one.Name));
        Assert.Contains(said, figure.Description, StringComparison.Ordinal);
        Assert.Equal((3.5, 0.5), figure.Y.Range); // the first place is on top
        Assert.Equal(["a", "b", "c"], figure.X.Names);
        if (scaleHasSay)
        {
            Assert.Equal([2.0, 1, 3], figure.Series[1].Points.Select(point => point.Y));
        }
    }

    [Fact]
    public void Scale_alone_is_one_series()
    {
        var series = Assert.Single(Places(["log_norm"], ["log_norm"], scaleHasSay: true).Series);
        Assert.Equal("by scale", series.Name);
        Assert.Equal([0.0, 1, 2], series.Points.Select(point => point.X));
    }

    [Fact]
    public void Shape_alone_is_left_out_where_its_order_is_that_of_both()
    {
        var figure = Places(["log_norm", "alpha"], ["log_norm"], scaleHasSay: true);
        Assert.DoesNotContain(figure.Series, series => series.Name == "by shape alone");
    }

    [Fact]
    public void No_point_hides_another()
    {
        var points = Places(["alpha", "log_norm"], ["log_norm"], scaleHasSay: true)
            .Series.SelectMany(series => series.Points).Select(point => (point.X, point.Y)).ToArray();
        Assert.Equal(points.Length, points.Distinct().Count());
        Assert.All(points, point => Assert.InRange(Math.Abs(point.X - Math.Round(point.X)), 0, 0.3));
    }

    private static Figure Places(string[] metrics, string[] scale, bool scaleHasSay)
    {
        RankedModel[] models =
        [
            .. s_ranks.Select((ranks, k) =>
                new RankedModel($"m/{"abc"[k]}.pt", [1, 2], [.. ranks[(2 - metrics.Length)..]], k + 1.0, k + 1)
                {
                    ScaleRank = k + 1.0,
                    PlaceInterval = (1, 3),
                }),
        ];
        return RankingFigures.All(new Ranking(metrics, models, null, [], "weightwatcher")
        {
            Options = new RankingOptions(),
            Sentence = "",
            ScaleMetrics = scale,
            ScaleHasSay = scaleHasSay,
        }).First(figure => figure.Kind == "rank-places");
    }
}
