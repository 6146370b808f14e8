namespace Heavytail.Cli.Plots;

/// <summary>The part of an axis that is shown, as a scale from 0 to 1.</summary>
internal sealed class AxisScale
{
    /// <summary>Room at the ends of an axis that names no range, relative to it.</summary>
    private const double Room = 0.05;

    /// <summary>Room before the first of named places, and behind the last.</summary>
    private const double NameRoom = 0.6;

    private AxisScale(FigureAxis axis, double from, double to)
    {
        (Axis, Low, High) = (axis, Math.Min(from, to), Math.Max(from, to));
        (Begin, End) = (Unit(from), Unit(to));
    }

    /// <summary>The axis.</summary>
    public FigureAxis Axis { get; }

    /// <summary>The smallest value that is shown.</summary>
    public double Low { get; }

    /// <summary>The largest.</summary>
    public double High { get; }

    /// <summary>Where it begins, at the left or below, in linear units; above its end where it is reversed.</summary>
    public double Begin { get; }

    /// <summary>Where it ends, at the right or above.</summary>
    public double End { get; }

    /// <summary>The horizontal axis of a figure.</summary>
    public static AxisScale Horizontal(Figure figure) => Of(
        figure.X,
        figure.Series.SelectMany(series => series.Points.SelectMany(point =>
            series.Style == FigureStyle.Bars ? [point.Low ?? point.X, point.High ?? point.X] : new[] { point.X })),
        figure.Marks.Where(mark => mark.IsVertical));

    /// <summary>The vertical axis of a figure.</summary>
    public static AxisScale Vertical(Figure figure) => Of(
        figure.Y,
        figure.Series.SelectMany(series => series.Points.SelectMany(point => series.Style == FigureStyle.Bars
            ? [point.Y, figure.Y.IsLogarithmic ? point.Y : 0]
            : new[] { point.Y, point.Low ?? point.Y, point.High ?? point.Y })),
        figure.Marks.Where(mark => !mark.IsVertical));

    /// <summary>Where a value is: 0 at the beginning, 1 at the end, less or more beyond; NaN for none.</summary>
    public double Place(double value) => (Unit(value) - Begin) / (End - Begin);

    /// <summary>The value in the units that are linear on the picture: its logarithm on a logarithmic axis.</summary>
    public double Unit(double value) => Axis.IsLogarithmic ? Math.Log10(value) : value;

    /// <summary>Whether a value is in sight.</summary>
    public bool Shows(double value) => value >= Low && value <= High;

    /// <summary>Its ticks.</summary>
    /// <param name="most">The largest number of labels that fit.</param>
    public IReadOnlyList<AxisTick> Ticks(int most) => AxisTicks.Of(Axis, Low, High, most);

    private static AxisScale Of(FigureAxis axis, IEnumerable<double> values, IEnumerable<FigureMark> marks)
    {
        if (axis.Range is (double from, double to) && (from < to || from > to))
        {
            return new AxisScale(axis, from, to);
        }

        if (axis.Names is { Count: > 0 } names)
        {
            return new AxisScale(axis, -NameRoom, names.Count - 1 + NameRoom);
        }

        double[] shown =
        [
            .. values.Concat(marks.SelectMany(mark => new[] { mark.At, mark.To ?? mark.At }))
                .Where(value => double.IsFinite(value) && (!axis.IsLogarithmic || value > 0)),
        ];
        double low = shown.Length == 0 ? (axis.IsLogarithmic ? 0.1 : 0) : shown.Min();
        double high = shown.Length == 0 ? 1 : shown.Max();
        if (axis.IsLogarithmic)
        {
            double factor = Math.Pow(high / low, Room) * (high > low ? 1 : 2);
            return new AxisScale(axis, low / factor, high * factor);
        }

        double room = high > low ? Room * (high - low) : Math.Max(Math.Abs(high), 1) / 2;
        return new AxisScale(axis, low - (low == 0 ? 0 : room), high + room);
    }
}
