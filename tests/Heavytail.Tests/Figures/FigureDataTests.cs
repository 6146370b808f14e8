using System.Text;
using System.Text.Json;
using Xunit;

namespace Heavytail.Tests.Figures;

/// <summary>Figures as data for pages: fewer points of the same curve, compact JSON.</summary>
public sealed class FigureDataTests
{
    [Theory]
    [InlineData(8)]
    [InlineData(60)]
    [InlineData(400)]
    public void A_thinned_curve_keeps_its_ends_and_extremes(int most)
    {
        var points = Enumerable.Range(1, 5000)
            .Select(k => new FigurePoint(k * k, Math.Sin(k / 700.0) + (k == 2222 ? 9 : 0))).ToArray();
        var thin = Thinned(FigureStyle.Line, FigureRole.Data, points, most);
        Assert.Equal(most, thin.Count);
        Assert.Equal(points[0], thin[0]);
        Assert.Equal(points[^1], thin[^1]);
        Assert.Contains(points[2221], thin);
        Assert.Contains(points.MinBy(point => point.Y), thin);
        Assert.Equal(thin.OrderBy(point => point.X), thin);
        Assert.Subset(points.ToHashSet(), thin.ToHashSet());
    }

    /// <summary>A cloud whose right end is dense, as that of singular values by rank is not on its axis.</summary>
    [Theory]
    [InlineData(40, true)]
    [InlineData(400, true)]
    [InlineData(400, false)]
    public void A_thinned_curve_keeps_the_threshold_and_what_is_beyond_the_edge(int most, bool isVertical)
    {
        FigurePoint[] points = [.. Enumerable.Range(1, 3000)
            .Select(k => isVertical ? new FigurePoint(k, 3001 - k) : new FigurePoint(3001 - k, k))];
        var figure = FigureOf(FigureStyle.Points, FigureRole.Data, points) with
        {
            Marks =
            [
                new FigureMark("xmin", FigureRole.Threshold, isVertical, 1234),
                new FigureMark("edge", FigureRole.Spike, isVertical, 2985.5),
                new FigureMark("bulk", FigureRole.Spike, isVertical, 10) { To = 20 },
            ],
        };
        var thin = figure.Thin(most).Series[0].Points;
        double Place(FigurePoint point) => isVertical ? point.X : point.Y;
        Assert.Equal(most, thin.Count);
        Assert.Contains(thin, point => Place(point) == 1234);
        Assert.Equal(15, thin.Count(point => Place(point) > 2985.5));
        Assert.Equal(points.Where(thin.Contains), thin);
    }

    [Fact]
    public void Half_of_the_points_are_enough_for_those_beyond_the_edge()
    {
        FigurePoint[] points = [.. Enumerable.Range(1, 3000).Select(k => new FigurePoint(k, k))];
        var thin = (FigureOf(FigureStyle.Points, FigureRole.Data, points) with
        {
            Marks = [new FigureMark("edge", FigureRole.Spike, true, 100)],
        }).Thin(100).Series[0].Points;
        Assert.Equal(100, thin.Count);
        Assert.InRange(thin.Count(point => point.X > 2940), 45, 60);
        Assert.Contains(thin, point => point.X is > 1000 and < 2000);
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-6)]
    [InlineData(1e-9)]
    public void Points_of_a_narrow_range_stay_apart(double width)
    {
        FigurePoint[] bars = [.. Enumerable.Range(0, 17).Select(k => new FigurePoint(1 + ((k + 0.5) * width / 17), k)
        {
            Low = 1 + (k * width / 17),
            High = 1 + ((k + 1) * width / 17),
        })];
        using var json = Parse(FigureOf(FigureStyle.Bars, FigureRole.Data, bars));
        double[] edges = [.. json.RootElement.GetProperty("series")[0].GetProperty("edges").EnumerateArray()
            .Select(edge => edge.GetDouble())];
        Assert.Equal(18, edges.Length);
        Assert.All(edges.Zip(edges.Skip(1)), pair => Assert.Equal(width / 17, pair.Second - pair.First, width * 1e-3));
    }

    [Fact]
    public void Bars_spikes_and_traps_stay_and_laws_get_half()
    {
        FigurePoint[] points = [.. Enumerable.Range(0, 300).Select(k => new FigurePoint(1 + k, k))];
        Assert.Equal(points, Thinned(FigureStyle.Bars, FigureRole.Data, points, 20));
        Assert.Equal(points, Thinned(FigureStyle.Points, FigureRole.Spike, points, 20));
        Assert.Equal(points, Thinned(FigureStyle.Points, FigureRole.Trap, points, 20));
        Assert.Equal(10, Thinned(FigureStyle.Line, FigureRole.Noise, points, 20).Count);
        Assert.Equal(20, Thinned(FigureStyle.Line, FigureRole.Data, points, 20).Count);
    }

    [Fact]
    public void Json_has_arrays_of_short_numbers()
    {
        using var json = Parse(FigureOf(FigureStyle.Points, FigureRole.Spike,
        [
            new FigurePoint(1.23456789, double.NaN) { Name = "a\u202eb" },
            new FigurePoint(2e-17, 3) { Low = 1, High = 4 },
        ]));
        var series = json.RootElement.GetProperty("series")[0];
        Assert.Equal("[1.2346,2e-17]", series.GetProperty("x").GetRawText());
        Assert.Equal("[null,3]", series.GetProperty("y").GetRawText());
        Assert.Equal("[null,1]", series.GetProperty("low").GetRawText());
        Assert.Equal("a\\u202eb", series.GetProperty("names")[0].GetString());
        Assert.Equal("spike", series.GetProperty("role").GetString());
        Assert.True(json.RootElement.GetProperty("x").GetProperty("log").GetBoolean());
        Assert.False(json.RootElement.GetProperty("y").TryGetProperty("log", out _));
    }

    [Fact]
    public void Adjacent_bars_are_their_edges()
    {
        using var json = Parse(FigureOf(FigureStyle.Bars, FigureRole.Data,
        [
            new FigurePoint(1.5, 7) { Low = 1, High = 2 }, new FigurePoint(3, 0) { Low = 2, High = 4 },
        ]));
        Assert.Equal("[1,2,4]", json.RootElement.GetProperty("series")[0].GetProperty("edges").GetRawText());
        using var apart = Parse(FigureOf(FigureStyle.Bars, FigureRole.Data,
        [
            new FigurePoint(1.5, 7) { Low = 1, High = 2 }, new FigurePoint(3, 0) { Low = 3, High = 4 },
        ]));
        Assert.Equal("[1.5,3]", apart.RootElement.GetProperty("series")[0].GetProperty("x").GetRawText());
    }

    private static IReadOnlyList<FigurePoint> Thinned(
        FigureStyle style, FigureRole role, IReadOnlyList<FigurePoint> points, int most) =>
        FigureOf(style, role, points).Thin(most).Series[0].Points;

    private static Figure FigureOf(FigureStyle style, FigureRole role, IReadOnlyList<FigurePoint> points) =>
        new("kind", "title", new FigureAxis("x", IsLogarithmic: true), new FigureAxis("y"))
        {
            Description = "text",
            Series = [new FigureSeries("name", style, role, points)],
        };

    private static JsonDocument Parse(Figure figure)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            FigureJson.Write(figure, json);
        }

        return JsonDocument.Parse(Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
