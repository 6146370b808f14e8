using System.Globalization;
using Heavytail.Cli.Plots;
using Heavytail.Cli.Tests.Support;
using SkiaSharp;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>Texts of images hide nothing: names beside points, and the legend.</summary>
public sealed class FigureImageTests
{
    private static readonly string[] s_colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7"];

    [Fact]
    public void Names_of_points_hide_no_point_and_no_other_name()
    {
        var random = new Random(7);
        var figure = Scatter(
            group => [.. Enumerable.Range(0, 8).Select(k => (random.NextDouble(), random.NextDouble()))]);
        var plot = Draw(figure);
        var names = plot.Boxes.Where(text => text.Text.StartsWith("model-", StringComparison.Ordinal)).ToArray();
        Assert.InRange(names.Length, 8, 32);
        Assert.All(names, name =>
        {
            Assert.DoesNotContain(names, other => other.Text != name.Text && other.Box.Meets(name.Box));
            Assert.DoesNotContain(plot.Boxes, other => other.Text != name.Text && other.Box.Meets(name.Box));
            Assert.DoesNotContain(
                s_colors.SelectMany(plot.Dots), dot => name.Box.Meets(Box.Around(dot.X, dot.Y, 1)));
            Assert.InRange(name.Box.Right, 50, ImageStyle.Column.Units);
            Assert.InRange(name.Box.Top, 15, ImageStyle.Column.UnitsHigh);
        });
    }

    [Fact]
    public void A_legend_without_a_free_corner_is_below_the_axes_and_stretches_none()
    {
        (double, double)[] corners = [(0, 0), (0, 1), (1, 0), (1, 1), (0.5, 0.5)];
        var figure = Scatter(_ => corners);
        var plot = Draw(figure);
        double label = Assert.Single(plot.Boxes, text => text.Text == "across").Box.Bottom;
        foreach (int group in Enumerable.Range(0, 4))
        {
            var entry = Assert.Single(plot.Boxes, text => text.Text == Group(group)).Box;
            Assert.InRange(entry.Top, label, ImageStyle.Column.UnitsHigh);
            Assert.InRange(entry.Bottom, label, ImageStyle.Column.UnitsHigh);
            Assert.InRange(entry.Right, 0, ImageStyle.Column.Units);
        }

        using var pixels = SKBitmap.Decode(FigureImage.Draw(figure, "png", ImageStyle.Column));
        int first = (int)(pixels.Height * label / ImageStyle.Column.UnitsHigh) + 1;
        Assert.Contains(
            Enumerable.Range(first, pixels.Height - first),
            y => Enumerable.Range(0, pixels.Width).Any(x => pixels.GetPixel(x, y).Red < 100));
        Assert.DoesNotContain(plot.Texts, text =>
            double.TryParse(text, CultureInfo.InvariantCulture, out double tick) && tick > 1.1);
    }

    [Fact]
    public void A_free_corner_has_the_legend()
    {
        var plot = Draw(Scatter(_ => [(0, 0), (0.1, 0.2), (1, 0.1)]));
        double label = Assert.Single(plot.Boxes, text => text.Text == "across").Box.Top;
        Assert.All(Enumerable.Range(0, 4), group =>
            Assert.True(Assert.Single(plot.Boxes, text => text.Text == Group(group)).Box.Bottom < label));
    }

    [Fact]
    public void More_entries_than_have_room_are_counted()
    {
        FigurePoint[] corners = [new(0, 0), new(0, 1), new(1, 0), new(1, 1)];
        var plot = Draw(new Figure("x", "x", new FigureAxis("across"), new FigureAxis("up"))
        {
            Description = "x",
            Series =
            [
                .. Enumerable.Range(0, 60).Select(group => new FigureSeries(
                    Group(group) + " of a long name", FigureStyle.Points, FigureRole.Data, corners) { Group = group }),
            ],
        });
        Assert.Contains(plot.Texts, text => text.StartsWith("and ", StringComparison.Ordinal)
            && text.EndsWith(" more", StringComparison.Ordinal));
        Assert.All(plot.Boxes, text => Assert.InRange(text.Box.Bottom, 0, ImageStyle.Column.UnitsHigh));
    }

    [Fact]
    public void A_reversed_axis_has_its_smallest_value_on_top_and_whole_places()
    {
        var plot = Draw(new Figure(
            "x", "x", new FigureAxis("across"), new FigureAxis("place") { Range = (3.5, 0.5) })
        {
            Description = "x",
            Series =
            [
                new FigureSeries("places", FigureStyle.Points, FigureRole.Data,
                    [new(10, 1) { Low = 1, High = 2 }, new(20, 3) { Low = 2, High = 3 }]),
            ],
        });
        double[] heights =
            [.. new[] { "1", "2", "3" }.Select(tick => Assert.Single(plot.Boxes, text => text.Text == tick).Box.Top)];
        Assert.Equal(heights.Order(), heights);
        Assert.DoesNotContain("1.5", plot.Texts);
        var dots = plot.Dots("#0072B2").OrderBy(dot => dot.X).ToArray();
        Assert.True(dots[0].Y < dots[1].Y);
    }

    private static string Group(int group) => $"group {(char)('a' + (group % 26))}{group / 26}";

    private static Figure Scatter(Func<int, (double X, double Y)[]> points) =>
        new("x", "title", new FigureAxis("across"), new FigureAxis("up"))
        {
            Description = "x",
            Series =
            [
                .. Enumerable.Range(0, 4).Select(group => new FigureSeries(
                    Group(group),
                    FigureStyle.Points,
                    FigureRole.Data,
                    [
                        .. points(group).Select((point, k) => new FigurePoint(point.X, point.Y)
                        {
                            Name = $"model-{group}{k}",
                        }),
                    ])
                {
                    Group = group,
                }),
            ],
        };

    private static SvgPlot Draw(Figure figure)
    {
        using var folder = new TempFolder();
        string file = folder.File("x.svg");
        File.WriteAllBytes(file, FigureImage.Draw(figure, "svg", ImageStyle.Column));
        return new SvgPlot(file);
    }
}
