using Heavytail.Cli.Output;
using ScottPlot;

namespace Heavytail.Cli.Plots;

/// <summary>Names beside points, as far as they hide nothing.</summary>
/// <param name="plot">What they are added to.</param>
/// <param name="frame">Where points are drawn.</param>
/// <param name="drawn">What is drawn.</param>
/// <param name="style">The size of the image.</param>
/// <param name="taken">Where nothing may stand, such as the legend.</param>
internal sealed class PointLabels(
    Plot plot, FigureFrame frame, DrawnShapes drawn, ImageStyle style, params IEnumerable<Box> taken)
{
    /// <summary>The height of text, relative to that of the image's.</summary>
    private const float TextSize = 0.8f;

    /// <summary>The height of a line of it, from the highest letter to the lowest.</summary>
    private const double LineHeight = 1.15;

    /// <summary>The longest name, relative to the text.</summary>
    private const double Longest = 12;

    /// <summary>Between a point and its name, relative to the text.</summary>
    private const double Gap = 0.15;

    /// <summary>The points of a series are named unless there are more.</summary>
    private const int MostNames = 8;

    /// <summary>Where a name stands: to the right of its point, to the left, above, below, in corners.</summary>
    private static readonly (int X, int Y)[] s_sides =
        [(1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)];

    private readonly List<Box> _taken = [.. taken];

    /// <summary>Names the points of a figure.</summary>
    public void Add(Figure figure)
    {
        foreach (var series in figure.Series.Where(series => series.Style == FigureStyle.Points))
        {
            FigurePoint[] named = [.. series.Points.Where(point => point.Name is not null)];
            foreach (var point in named.Length > MostNames ? [] : named)
            {
                Add(point, series, style.Text * FigureMarkers.Size(series, figure.X));
            }
        }
    }

    private void Add(FigurePoint point, FigureSeries series, double marker)
    {
        float text = TextSize * style.Text;
        string name = ImageText.Fit(Printable.Text(point.Name!), text, Longest * style.Text);
        (double x, double y) = (frame.X(point.X), frame.Y(point.Y));
        (double width, double height) = (ImageText.Width(name, text), LineHeight * text);
        double away = (marker / 2) + (Gap * style.Text);
        Box[] free =
        [
            .. s_sides.Select(side => Box(
                    x + (side.X * (away + (width / 2)) * (side.Y == 0 ? 1 : 0.9)),
                    y + (side.Y * (away + (height / 2)) * (side.X == 0 ? 1 : 0.8))))
                .Where(place => frame.Inside.Holds(Wider(place)) && !drawn.HasPoint(place) && !drawn.HasLine(place)
                    && !_taken.Exists(place.Meets)),
        ];
        if (free.Length == 0)
        {
            return; // it would hide something, or be cut
        }

        var chosen = free[0];
        _taken.Add(Wider(chosen));
        var label = plot.Add.Text(name, frame.Horizontal.Unit(point.X), frame.Vertical.Unit(point.Y));
        label.LabelFontName = PlotFont.Name;
        label.LabelFontSize = text;
        label.LabelFontColor = Color.FromHex(FigureColors.Paper(series));
        label.LabelAlignment = Alignment.MiddleCenter;
        label.OffsetX = (float)((chosen.Left + chosen.Right) / 2 - x);
        label.OffsetY = (float)((chosen.Top + chosen.Bottom) / 2 - y);

        Box Wider(Box place) => new(
            place.Left - (Gap * style.Text), place.Top, place.Right + (Gap * style.Text), place.Bottom);

        Box Box(double middle, double level) =>
            new(middle - (width / 2), level - (height / 2), middle + (width / 2), level + (height / 2));
    }
}
