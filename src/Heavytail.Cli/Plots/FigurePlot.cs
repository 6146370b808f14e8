using Heavytail.Cli.Output;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Heavytail.Cli.Plots;

/// <summary>A figure in the terms of ScottPlot.</summary>
internal sealed class FigurePlot
{
    private const float ThinLine = 0.75f;
    private const float NameAngle = 35;

    /// <summary>Room for them and the label of the axis, relative to the text.</summary>
    private const float NameRoom = 7;
    private const float Line = 1.5f;
    private const double BarOpacity = 0.4;
    private const double BandOpacity = 0.25;
    private const double IntervalOpacity = 0.6;

    /// <summary>Of more points the markers are small.</summary>
    private const int FewPoints = 20;

    /// <summary>Named points are labeled unless there are more of them.</summary>
    private const int MostNames = 8;

    /// <summary>The part of a picture that a label takes.</summary>
    private const double LabelWidth = 0.12;

    private const double LabelHeight = 0.05;

    /// <summary>Patterns of laws that share a color.</summary>
    private static readonly LinePattern[] s_patterns =
    [
        LinePattern.Dashed,
        LinePattern.Dotted,
        new([6, 2, 1.5f, 2], 0, "dash dot"),
        new([3, 1.5f], 0, "short dashes"),
        new([10, 3], 0, "long dashes"),
    ];

    /// <summary>Signs of groups.</summary>
    private static readonly MarkerShape[] s_markers =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledDiamond, MarkerShape.FilledTriangleUp,
        MarkerShape.FilledTriangleDown, MarkerShape.Cross, MarkerShape.OpenCircle, MarkerShape.OpenSquare,
    ];

    private readonly Plot _plot;
    private readonly Figure _figure;
    private readonly ImageStyle _style;
    private readonly AxisScale _x;
    private readonly AxisScale _y;
    private readonly LegendPlace? _legend;
    private int _dashed;

    private FigurePlot(Plot plot, Figure figure, ImageStyle style)
    {
        _plot = plot;
        (_figure, _style) = (figure, style);
        (_x, _y) = (AxisScale.Horizontal(figure), AxisScale.Vertical(figure));
        _legend = LegendPlace.Of(figure, _x, _y, style);
        _y = _y.Raise(_legend?.Room ?? 0);
    }

    /// <summary>The plot of a figure.</summary>
    public static Plot Create(Figure figure, ImageStyle style)
    {
        PlotFont.Install();
        var plot = new Plot();
        new FigurePlot(plot, figure, style).Draw();
        return plot;
    }

    private void Draw()
    {
        foreach (var mark in _figure.Marks.Where(mark => mark.To is not null))
        {
            Add(mark);
        }

        foreach (var series in _figure.Series.Where(series => series.Points.Count > 0))
        {
            Add(series);
        }

        foreach (var mark in _figure.Marks.Where(mark => mark.To is null))
        {
            Add(mark);
        }

        _plot.Axes.SetLimits(_x.Unit(_x.Low), _x.Unit(_x.High), _y.Unit(_y.Low), _y.Unit(_y.High));
        _plot.HideGrid();
        _plot.FigureBackground.Color = Colors.White;
        _plot.Font.Set(PlotFont.Name);
        Style(_plot.Axes.Bottom, _x, _style.Units / ((_x.Axis.Names is null ? 5 : 1.6f) * _style.Text));
        if (_x.Axis.Names is not null)
        {
            // Names are long: they stand aslant, their ends below their places.
            _plot.Axes.Bottom.MinimumSize = NameRoom * _style.Text;
            _plot.Axes.Bottom.TickLabelStyle.Rotation = -NameAngle;
            _plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleRight;
        }

        Style(_plot.Axes.Left, _y, _style.UnitsHigh / (2.5f * _style.Text));
        _plot.Axes.Left.MinimumSize = 4.8f * _style.Text;
        foreach (var axis in new IAxis[] { _plot.Axes.Top, _plot.Axes.Right })
        {
            axis.FrameLineStyle.Width = 0;
            axis.MinimumSize = 0.5f * _style.Text;
        }

        string title = Printable.Text(_figure.Title);
        _plot.Axes.Title.Label.Text = ImageText.Fit(title, _style, _style.Units - (1.5 * _style.Text));
        _plot.Axes.Title.Label.FontSize = _style.Text;
        _plot.Axes.Title.Label.FontName = PlotFont.Name;
        _plot.Axes.Title.Label.Bold = false;
        _plot.Axes.Title.FullFigureCenter = true;
        if (_legend is null)
        {
            _plot.HideLegend();
        }

        _legend?.Show(_plot, _style);
    }

    private void Style(IAxis axis, AxisScale scale, double most)
    {
        axis.TickGenerator = new NumericManual(
        [
            .. scale.Ticks(Math.Max(2, (int)most)).Select(tick => new Tick(
                scale.Unit(tick.Value), ImageText.Fit(Printable.Text(tick.Label), _style, 12 * _style.Text),
                tick.Label.Length > 0)),
        ]);
        axis.Label.Text = ImageText.Fit(Printable.Text(scale.Axis.Label), _style, _style.UnitsHigh);
        axis.Label.FontSize = _style.Text;
        axis.Label.FontName = PlotFont.Name;
        axis.Label.Bold = false;
        axis.TickLabelStyle.FontSize = _style.Text * 0.9f;
        axis.TickLabelStyle.FontName = PlotFont.Name;
        axis.FrameLineStyle.Width = ThinLine;
        axis.MajorTickStyle.Width = ThinLine;
        axis.MajorTickStyle.Length = 0.3f * _style.Text;
        axis.MinorTickStyle.Width = ThinLine;
        axis.MinorTickStyle.Length = 0.18f * _style.Text;
    }

    private void Add(FigureSeries series)
    {
        var color = Color.FromHex(FigureColors.Paper(series));
        double[] x = [.. series.Points.Select(point => _x.Unit(point.X))];
        double[] y = [.. series.Points.Select(point => _y.Unit(point.Y))];
        string name = FigureLegend.Names(series) ? Printable.Text(series.Name) : "";
        switch (series.Style)
        {
            case FigureStyle.Points:
                AddIntervals(series, color);
                var points = _plot.Add.ScatterPoints(x, y, color);
                points.MarkerShape = series.Group is int group
                    ? s_markers[group % s_markers.Length]
                    : MarkerOf(series.Role);
                bool isFew = series.Points.Count <= FewPoints;
                points.MarkerSize = _style.Text * (series is { Role: FigureRole.Data, Group: null }
                    ? (isFew && _x.Axis.Names is not null ? 0.5f : 0.3f)
                    : isFew ? 0.6f : 0.4f);
                points.LegendText = name;
                if (_x.Axis.Names is null)
                {
                    AddNames(series, color);
                }

                break;
            case FigureStyle.Line or FigureStyle.Dashed:
                var line = _plot.Add.ScatterLine(x, y, color);
                line.LineWidth = series.Style == FigureStyle.Dashed ? 0.7f * Line : Line;
                line.LinePattern = series.Style == FigureStyle.Dashed
                    ? s_patterns[_dashed++ % s_patterns.Length]
                    : LinePattern.Solid;
                line.LegendText = name;
                break;
            case FigureStyle.Bars:
                double floor = _y.Axis.IsLogarithmic ? _y.Unit(_y.Low) : 0;
                var bars = _plot.Add.Bars((Bar[])
                [
                    .. series.Points.Select(point =>
                    {
                        double low = _x.Unit(point.Low ?? point.X);
                        double high = _x.Unit(point.High ?? point.X);
                        return new Bar
                        {
                            Position = (low + high) / 2,
                            Size = high - low,
                            Value = _y.Unit(point.Y),
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
                var area = _plot.Add.FillY(
                    [.. band.Select(point => _x.Unit(point.X))],
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
                double x = _x.Unit(point.X);
                var line = _plot.Add.Line(
                    x, _y.Unit(Math.Clamp(low, _y.Low, _y.High)), x, _y.Unit(Math.Clamp(high, _y.Low, _y.High)));
                line.Color = color.WithOpacity(IntervalOpacity);
                line.LineWidth = ThinLine;
                line.MarkerSize = 0;
            }
        }
    }

    private void AddNames(FigureSeries series, Color color)
    {
        FigurePoint[] named = [.. series.Points.Where(point => point.Name is not null)];
        var labeled = new List<FigurePoint>();
        foreach (var point in named.Length > MostNames ? [] : named)
        {
            if (labeled.Any(other => Math.Abs(_x.Place(other.X) - _x.Place(point.X)) < LabelWidth
                && Math.Abs(_y.Place(other.Y) - _y.Place(point.Y)) < LabelHeight))
            {
                continue; // one label would hide the other
            }

            labeled.Add(point);
            var text = _plot.Add.Text(
                ImageText.Fit(Printable.Text(point.Name!), _style, 12 * _style.Text),
                _x.Unit(point.X),
                _y.Unit(point.Y));
            text.LabelFontName = PlotFont.Name;
            text.LabelFontSize = 0.85f * _style.Text;
            text.LabelFontColor = color;
            bool isRight = _x.Place(point.X) > 0.8;
            text.LabelAlignment = isRight ? Alignment.MiddleRight : Alignment.MiddleLeft;
            text.OffsetX = (isRight ? -0.5f : 0.5f) * _style.Text;
        }
    }

    private void Add(FigureMark mark)
    {
        var color = Color.FromHex(FigureColors.Paper(mark.Role));
        var scale = mark.IsVertical ? _x : _y;
        string name = Printable.Text(FigureLegend.NameOf(mark, scale));
        if (mark.To is double to)
        {
            (double from, double until) = (scale.Unit(mark.At), scale.Unit(to));
            var span = mark.IsVertical ? (ScottPlot.Plottables.AxisSpan)_plot.Add.HorizontalSpan(from, until)
                : _plot.Add.VerticalSpan(from, until);
            span.FillStyle.Color = color.WithOpacity(BandOpacity / 2);
            span.LineStyle.Width = 0;
            span.LegendText = name;
            return;
        }

        var line = mark.IsVertical
            ? (ScottPlot.Plottables.AxisLine)_plot.Add.VerticalLine(scale.Unit(mark.At))
            : _plot.Add.HorizontalLine(scale.Unit(mark.At));
        line.Color = color;
        line.LineWidth = 1;
        line.LinePattern = LinePattern.DenselyDashed;
        line.LegendText = name;
    }

    /// <summary>The end of an interval; what has no logarithm is the end of the axis.</summary>
    private double Bounded(double value) =>
        _y.Axis.IsLogarithmic && value <= 0 ? _y.Unit(_y.Low) - 1 : _y.Unit(value);

    private static MarkerShape MarkerOf(FigureRole role) => role switch
    {
        FigureRole.Spike => MarkerShape.FilledDiamond,
        FigureRole.Trap => MarkerShape.FilledTriangleUp,
        FigureRole.Uncertain => MarkerShape.OpenCircle,
        FigureRole.RandomLike => MarkerShape.FilledSquare,
        FigureRole.OverTrained => MarkerShape.FilledTriangleDown,
        FigureRole.UnderTrained => MarkerShape.FilledTriangleUp,
        _ => MarkerShape.FilledCircle,
    };
}
