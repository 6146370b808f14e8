namespace Heavytail.Cli.Plots;

/// <summary>What an image draws and where, so that texts find places that are free.</summary>
internal sealed class DrawnShapes
{
    private readonly List<Box> _markers = [];
    private readonly List<Box> _areas = [];
    private readonly List<((double X, double Y) From, (double X, double Y) To)> _strokes = [];

    /// <summary>Looks at what is drawn.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="frame">Where it is drawn.</param>
    /// <param name="text">The height of text.</param>
    public DrawnShapes(Figure figure, FigureFrame frame, double text)
    {
        foreach (var series in figure.Series)
        {
            Add(series, frame, text * FigureMarkers.Size(series, figure.X));
        }

        foreach (var mark in figure.Marks.Where(mark => mark.To is null))
        {
            var inside = frame.Inside;
            (double x, double y) = (frame.X(mark.At), frame.Y(mark.At));
            _strokes.Add(mark.IsVertical
                ? ((x, inside.Top), (x, inside.Bottom))
                : ((inside.Left, y), (inside.Right, y)));
        }
    }

    /// <summary>Whether a place covers a point.</summary>
    public bool HasPoint(Box place) => _markers.Exists(place.Meets);

    /// <summary>Whether a place covers a part of a line or an interval.</summary>
    public bool HasLine(Box place) => _strokes.Exists(stroke => place.Meets(stroke.From, stroke.To));

    /// <summary>Whether a place covers anything.</summary>
    public bool HasAny(Box place) => HasPoint(place) || HasLine(place) || _areas.Exists(place.Meets);

    private void Add(FigureSeries series, FigureFrame frame, double size)
    {
        for (int k = 0; k < series.Points.Count; k++)
        {
            var point = series.Points[k];
            var before = series.Points[Math.Max(0, k - 1)];
            (double x, double y) = (frame.X(point.X), frame.Y(point.Y));
            switch (series.Style)
            {
                case FigureStyle.Bars:
                    double floor = frame.Vertical.Axis.IsLogarithmic ? frame.Inside.Bottom : frame.Y(0);
                    Cover(frame.X(point.Low ?? point.X), frame.X(point.High ?? point.X), y, floor);
                    break;
                case FigureStyle.Band:
                    Cover(frame.X(before.X), x, Low(before), High(before));
                    Cover(frame.X(before.X), x, Low(point), High(point));
                    break;
                case FigureStyle.Line or FigureStyle.Dashed:
                    _strokes.Add(((frame.X(before.X), frame.Y(before.Y)), (x, y)));
                    break;
                default:
                    _markers.Add(Box.Around(x, y, size));
                    _strokes.Add(((x, Low(point)), (x, High(point))));
                    break;
            }
        }

        double Low(FigurePoint point) => frame.Y(point.Low ?? point.Y);
        double High(FigurePoint point) => frame.Y(point.High ?? point.Y);
    }

    private void Cover(double left, double right, double from, double to) =>
        _areas.Add(new Box(left, Math.Min(from, to), right, Math.Max(from, to)));
}
