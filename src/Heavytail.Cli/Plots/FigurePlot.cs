using Heavytail.Cli.Output;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Heavytail.Cli.Plots;

/// <summary>A figure in the terms of ScottPlot: its axes, what they frame, and the texts around.</summary>
internal sealed class FigurePlot
{
    private const float ThinLine = 0.75f;

    /// <summary>Names of places stand aslant, in degrees.</summary>
    private const float NameAngle = 35;

    /// <summary>The longest of them, relative to the text.</summary>
    private const double LongestName = 12;

    /// <summary>The height of labels of ticks, relative to the text.</summary>
    private const float TickText = 0.9f;

    private readonly Plot _plot;
    private readonly Figure _figure;
    private readonly ImageStyle _style;
    private readonly AxisScale _x;
    private readonly AxisScale _y;

    private FigurePlot(Plot plot, Figure figure, ImageStyle style)
    {
        (_plot, _figure, _style) = (plot, figure, style);
        (_x, _y) = (AxisScale.Horizontal(figure), AxisScale.Vertical(figure));
    }

    /// <summary>The frame between the axes.</summary>
    private FigureFrame Frame
    {
        get
        {
            using var paint = Paint.NewDisposablePaint();
            var inside = _plot.Layout.LayoutEngine.GetLayout(
                new PixelRect(0, _style.Units, _style.UnitsHigh, 0), _plot, paint).DataRect;
            return new FigureFrame(new Box(inside.Left, inside.Top, inside.Right, inside.Bottom), _x, _y);
        }
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
        // Of one thing the title and the axes say what it is.
        bool hasLegend = _figure.Series.Count(FigureLegend.Names) + _figure.Marks.Count > 1;
        AddSeries(hasLegend);
        _plot.Axes.SetLimits(_x.Begin, _x.End, _y.Begin, _y.End);
        _plot.HideGrid();
        _plot.FigureBackground.Color = Colors.White;
        _plot.Font.Set(PlotFont.Name);
        ShowAxes();
        LegendStyle.Apply(_plot, _style);
        var frame = Frame;
        var drawn = new DrawnShapes(_figure, frame, _style.Text);
        var legend = default(Box);
        if (hasLegend && !LegendStyle.ShowInside(_plot, frame.Inside, drawn, out legend))
        {
            LegendStyle.ShowBelow(_plot, _style);
            Label(_plot.Axes.Left, _y, Frame.Inside.Height / (1.8 * _style.Text));
            frame = Frame;
            drawn = new DrawnShapes(_figure, frame, _style.Text);
        }

        // A label of the vertical axis is centered at the frame, and may reach beyond it on both sides alike.
        double middle = (frame.Inside.Top + frame.Inside.Bottom) / 2;
        _plot.Axes.Left.Label.Text = ImageText.Fit(
            Printable.Text(_y.Axis.Label), _style.Text, 2 * Math.Min(middle, _style.UnitsHigh - middle));
        if (_x.Axis.Names is null)
        {
            new PointLabels(_plot, frame, drawn, _style, legend).Add(_figure);
        }
    }

    private void AddSeries(bool isNamed)
    {
        var series = new PlottedSeries(_plot, _x, _y, _style, isNamed);
        foreach (var mark in _figure.Marks.Where(mark => mark.To is not null))
        {
            series.Add(mark);
        }

        foreach (var one in _figure.Series.Where(one => one.Points.Count > 0))
        {
            series.Add(one);
        }

        foreach (var mark in _figure.Marks.Where(mark => mark.To is null))
        {
            series.Add(mark);
        }
    }

    private void ShowAxes()
    {
        Style(_plot.Axes.Left, _y);
        Label(_plot.Axes.Left, _y, _style.UnitsHigh / (2.5 * _style.Text));
        _plot.Axes.Left.MinimumSize = 4.8f * _style.Text;
        Style(_plot.Axes.Bottom, _x);
        Label(_plot.Axes.Bottom, _x, _style.Units / ((_x.Axis.Names is null ? 5 : 2.2) * _style.Text));
        if (_x.Axis.Names is not null)
        {
            LayNamesAslant();
        }

        foreach (var (axis, room) in new (IAxis Axis, float Room)[] { (_plot.Axes.Top, 0.3f), (_plot.Axes.Right, 1) })
        {
            axis.FrameLineStyle.Width = 0;
            axis.MinimumSize = axis.MaximumSize = room * _style.Text;
        }

        var title = _plot.Axes.Title;
        title.Label.Text = ImageText.Fit(
            Printable.Text(_figure.Title), _style.Text, _style.Units - (1.5 * _style.Text));
        title.Label.FontSize = _style.Text;
        title.Label.FontName = PlotFont.Name;
        title.Label.Bold = false;
        title.FullFigureCenter = true;
        title.VerticalPadding = 0.5f * _style.Text;
    }

    /// <summary>Names are long: they stand aslant, their ends below their places, inside of the image.</summary>
    private void LayNamesAslant()
    {
        var axis = _plot.Axes.Bottom;
        var inside = Frame;
        double angle = NameAngle * Math.PI / 180;
        double room = 0.5 * _style.Text;
        float text = TickText * _style.Text;
        Tick[] ticks =
        [
            .. axis.TickGenerator.Ticks.Select(tick => new Tick(tick.Position, ImageText.Fit(
                tick.Label,
                text,
                Math.Min(LongestName * _style.Text, (inside.X(tick.Position) - room) / Math.Cos(angle))))),
        ];
        axis.TickGenerator = new NumericManual(ticks);
        double longest = ticks.Select(tick => ImageText.Width(tick.Label, text)).DefaultIfEmpty(0).Max();
        double high = (longest * Math.Sin(angle)) + (text * Math.Cos(angle)) + (2.2 * _style.Text);
        axis.MinimumSize = axis.MaximumSize = (float)high;
        axis.TickLabelStyle.Rotation = -NameAngle;
        axis.TickLabelStyle.Alignment = Alignment.MiddleRight;
    }

    /// <summary>Gives an axis its ticks, with labels as far as they have room.</summary>
    private void Label(IAxis axis, AxisScale scale, double most) => axis.TickGenerator = new NumericManual(
    [
        .. scale.Ticks(Math.Max(2, (int)most)).Select(tick => new Tick(
            scale.Unit(tick.Value),
            ImageText.Fit(Printable.Text(tick.Label), TickText * _style.Text, LongestName * _style.Text),
            tick.Label.Length > 0)),
    ]);

    private void Style(IAxis axis, AxisScale scale)
    {
        axis.Label.Text = ImageText.Fit(
            Printable.Text(scale.Axis.Label), _style.Text, _style.Units - (6 * _style.Text));
        axis.Label.FontSize = _style.Text;
        axis.Label.FontName = PlotFont.Name;
        axis.Label.Bold = false;
        axis.TickLabelStyle.FontSize = TickText * _style.Text;
        axis.TickLabelStyle.FontName = PlotFont.Name;
        axis.FrameLineStyle.Width = ThinLine;
        axis.MajorTickStyle.Width = ThinLine;
        axis.MajorTickStyle.Length = 0.3f * _style.Text;
        axis.MinorTickStyle.Width = ThinLine;
        axis.MinorTickStyle.Length = 0.18f * _style.Text;
    }
}
