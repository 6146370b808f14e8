using Heavytail.Cli.Output;
using ScottPlot;

namespace Heavytail.Cli.Plots;

/// <summary>Series and marks in the terms of ScottPlot.</summary>
/// <param name="plot">What they are added to.</param>
/// <param name="x">The horizontal axis.</param>
/// <param name="y">The vertical axis.</param>
/// <param name="style">The size of the image.</param>
/// <param name="isNamed">Whether they are in the legend.</param>
internal sealed class PlottedSeries(Plot plot, AxisScale x, AxisScale y, ImageStyle style, bool isNamed)
{
    private const float ThinLine = 0.75f;
    private const float Line = 1.5f;
    private const double BarOpacity = 0.4;
    private const double BandOpacity = 0.25;
    private const double IntervalOpacity = 0.6;

    /// <summary>Patterns of laws that share a color.</summary>
    private static readonly LinePattern[] s_patterns =
    [
        LinePattern.Dashed,
        LinePattern.Dotted,
        new([6, 2, 1.5f, 2], 0, "dash dot"),
        new([3, 1.5f], 0, "short dashes"),
        new([10, 3], 0, "long dashes"),
    ];

    private int _dashed;

    /// <summary>Adds a series.</summary>
    public void Add(FigureSeries series)
    {
        var color = Color.FromHex(FigureColors.Paper(series));
        double[] across = [.. series.Points.Select(point => x.Unit(point.X))];
        double[] up = [.. series.Points.Select(point => y.Unit(point.Y))];
        string name = FigureLegend.Names(series) ? Name(series.Name) : "";
        switch (series.Style)
        {
            case FigureStyle.Points:
                AddIntervals(series, color);
                var points = plot.Add.ScatterPoints(across, up, color);
                points.MarkerShape = FigureMarkers.Shape(series);
                points.MarkerSize = style.Text * FigureMarkers.Size(series, x.Axis);
                points.LegendText = name;
                break;
            case FigureStyle.Line or FigureStyle.Dashed:
                var line = plot.Add.ScatterLine(across, up, color);
                line.LineWidth = series.Style == FigureStyle.Dashed ? 0.7f * Line : Line;
                line.LinePattern = series.Style == FigureStyle.Dashed
                    ? s_patterns[_dashed++ % s_patterns.Length]
                    : LinePattern.Solid;
                line.LegendText = name;
                break;
            case FigureStyle.Bars:
                double floor = y.Axis.IsLogarithmic ? y.Unit(y.Low) : 0;
                var bars = plot.Add.Bars((Bar[])
                [
                    .. series.Points.Select(point =>
                    {
                        double low = x.Unit(point.Low ?? point.X);
                        double high = x.Unit(point.High ?? point.X);
                        return new Bar
                        {
                            Position = (low + high) / 2,
                            Size = high - low,
                            Value = y.Unit(point.Y),
                            ValueBase = floor,
                            FillColor = color.WithOpacity(BarOpacity),
                            LineColor = color.WithOpacity(BarOpacity),
                            LineWidth = 0.25f,
                        };
                    }),
                ]);
                bars.LegendText = name;
                break;
            case FigureStyle.Band:
                FigurePoint[] band = [.. series.Points.Where(point => point is { Low: not null, High: not null })];
                var area = plot.Add.FillY(
                    [.. band.Select(point => x.Unit(point.X))],
                    [.. band.Select(point => Bounded(point.Low!.Value))],
                    [.. band.Select(point => Bounded(point.High!.Value))]);
                area.FillColor = color.WithOpacity(BandOpacity);
                area.LineWidth = 0;
                area.MarkerSize = 0;
                area.LegendText = name;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(series), series.Style, "not a style");
        }
    }

    private void AddIntervals(FigureSeries series, Color color)
    {
        foreach (var point in series.Points)
        {
            if (point is { Low: double low, High: double high })
            {
                // An end beyond the axis is where the axis ends.
                double at = x.Unit(point.X);
                var line = plot.Add.Line(
                    at, y.Unit(Math.Clamp(low, y.Low, y.High)), at, y.Unit(Math.Clamp(high, y.Low, y.High)));
                line.Color = color.WithOpacity(IntervalOpacity);
                line.LineWidth = ThinLine;
                line.MarkerSize = 0;
            }
        }
    }

    /// <summary>Adds a line or a band across the image.</summary>
    public void Add(FigureMark mark)
    {
        var color = Color.FromHex(FigureColors.Paper(mark.Role));
        var scale = mark.IsVertical ? x : y;
        string name = Name(FigureLegend.NameOf(mark, scale));
        if (mark.To is double to)
        {
            (double from, double until) = (scale.Unit(mark.At), scale.Unit(to));
            var span = mark.IsVertical ? (ScottPlot.Plottables.AxisSpan)plot.Add.HorizontalSpan(from, until)
                : plot.Add.VerticalSpan(from, until);
            span.FillStyle.Color = color.WithOpacity(BandOpacity / 2);
            span.LineStyle.Width = 0;
            span.LegendText = name;
            return;
        }

        var line = mark.IsVertical
            ? (ScottPlot.Plottables.AxisLine)plot.Add.VerticalLine(scale.Unit(mark.At))
            : plot.Add.HorizontalLine(scale.Unit(mark.At));
        line.Color = color;
        line.LineWidth = 1;
        line.LinePattern = LinePattern.DenselyDashed;
        line.LegendText = name;
    }

    /// <summary>The end of an interval; what has no logarithm is the end of the axis.</summary>
    private double Bounded(double value) =>
        y.Axis.IsLogarithmic && value <= 0 ? y.Unit(y.Low) - 1 : y.Unit(value);

    /// <summary>A name as the legend shows it; none where the title and the axes say what is drawn.</summary>
    private string Name(string name) => isNamed ? LegendStyle.Fit(Printable.Text(name), style) : "";
}
