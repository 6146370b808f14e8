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
        Assert.InRange(thin.Count, most / 2, most);
        Assert.Equal(points[0], thin[0]);
        Assert.Equal(points[^1], thin[^1]);
        Assert.Contains(points[2221], thin);
        Assert.Contains(points.MinBy(point => point.Y), thin);
        Assert.Equal(thin.OrderBy(point => point.X), thin);
        Assert.Subset(points.ToHashSet(), thin.ToHashSet());
    }

    [Fact]
    public void Bars_spikes_and_traps_stay_and_laws_get_half()
    {
        FigurePoint[] points = [.. Enumerable.Range(0, 300).Select(k => new FigurePoint(1 + k, k))];
        Assert.Equal(points, Thinned(FigureStyle.Bars, FigureRole.Data, points, 20));
        Assert.Equal(points, Thinned(FigureStyle.Points, FigureRole.Spike, points, 20));
        Assert.Equal(points, Thinned(FigureStyle.Points, FigureRole.Trap, points, 20));
        Assert.InRange(Thinned(FigureStyle.Line, FigureRole.Noise, points, 20).Count, 5, 10);
        Assert.InRange(Thinned(FigureStyle.Line, FigureRole.Data, points, 20).Count, 11, 20);
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
