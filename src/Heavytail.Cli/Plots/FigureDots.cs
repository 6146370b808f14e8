namespace Heavytail.Cli.Plots;

/// <summary>Draws the series and marks of a figure on a canvas of dots.</summary>
internal static class FigureDots
{
    private const int DashDots = 3;

    /// <summary>Places of a line that may have its letter.</summary>
    private const int Tries = 20;

    /// <summary>Draws everything.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="x">Its horizontal axis.</param>
    /// <param name="y">Its vertical axis.</param>
    /// <param name="canvas">What is drawn on.</param>
    /// <param name="isPlain">Whether signs are ASCII.</param>
    public static DotCanvas Draw(Figure figure, AxisScale x, AxisScale y, DotCanvas canvas, bool isPlain)
    {
        var signs = new FigureSigns(figure, isPlain);
        foreach (var series in figure.Series)
        {
            Draw(series, canvas, signs, Across, Up);
        }

        FigureSeries[] named = [.. figure.Series.Where(series => signs.Letter(series) is not null)];
        for (int k = 0; k < named.Length; k++)
        {
            Name(named[k], signs.Letter(named[k])!.Value, canvas, Across, Up, (k + 1.0) / (named.Length + 1));
        }

        // Marks fill what the data leave free.
        foreach (var mark in figure.Marks.Where(mark => mark.To is null))
        {
            if (mark.IsVertical && x.Shows(mark.At))
            {
                int column = (int)Math.Round(x.Place(mark.At) * (canvas.Columns - 1));
                for (int row = 0; row < canvas.Rows; row++)
                {
                    canvas.Sign(column, row, signs.Of(mark), mark.Role);
                }
            }
            else if (!mark.IsVertical && y.Shows(mark.At))
            {
                int row = canvas.Rows - 1 - (int)Math.Round(y.Place(mark.At) * (canvas.Rows - 1));
                for (int column = 0; column < canvas.Columns; column++)
                {
                    canvas.Sign(column, row, signs.Of(mark), mark.Role);
                }
            }
        }

        return canvas;

        double Across(double value) => x.Place(value) * (canvas.Width - 1);
        double Up(double value) => y.Place(value) * (canvas.Height - 1);
    }

    /// <summary>Writes the letter of a line on it, each at another part, since lines may coincide.</summary>
    private static void Name(
        FigureSeries series, char letter, DotCanvas canvas, Func<double, double> across, Func<double, double> up,
        double part)
    {
        (double X, double Y)[] places =
        [
            .. series.Points.Select(point => (X: across(point.X), Y: up(point.Y))).Where(place =>
                place.X >= 0 && place.Y >= 0 && place.X < canvas.Width && place.Y < canvas.Height),
        ];
        // Where another letter stands already, a place further on.
        for (int k = 0; k < Tries && places.Length > 0; k++)
        {
            // Points may be few, as the two ends of a straight line, so that the place is between two of them.
            double at = (part + ((double)k / Tries)) % 1 * (places.Length - 1);
            var (from, to) = (places[(int)at], places[(int)Math.Ceiling(at)]);
            double rest = at - Math.Floor(at);
            int x = (int)Math.Round(from.X + (rest * (to.X - from.X)));
            int y = (int)Math.Round(from.Y + (rest * (to.Y - from.Y)));
            if (!canvas.IsTaken(x, y))
            {
                canvas.Fix(x, y, letter, series.Role);
                return;
            }
        }
    }

    private static void Draw(
        FigureSeries series,
        DotCanvas canvas,
        FigureSigns signs,
        Func<double, double> across,
        Func<double, double> up)
    {
        char plain = FigureSigns.Plain(series);
        switch (series.Style)
        {
            case FigureStyle.Points:
                foreach (var point in series.Points)
                {
                    (double x, double y) = (across(point.X), up(point.Y));
                    if (!double.IsFinite(x) || !double.IsFinite(y))
                    {
                        continue;
                    }

                    if (signs.Point(series) is char sign)
                    {
                        canvas.Fix((int)Math.Round(x), (int)Math.Round(y), sign, series.Role);
                    }
                    else
                    {
                        canvas.Dot((int)Math.Round(x), (int)Math.Round(y), series.Role, plain);
                        if (series.Role != FigureRole.Data)
                        {
                            Emphasize(canvas, (int)Math.Round(x), (int)Math.Round(y), series.Role, plain);
                        }
                    }
                }

                break;
            case FigureStyle.Line or FigureStyle.Dashed:
                for (int k = 1; k < series.Points.Count; k++)
                {
                    var (from, to) = (series.Points[k - 1], series.Points[k]);
                    canvas.Line(
                        (across(from.X), up(from.Y)),
                        (across(to.X), up(to.Y)),
                        series.Role,
                        plain,
                        series.Style == FigureStyle.Dashed ? DashDots : 0);
                }

                break;
            case FigureStyle.Bars:
                Outline(series, canvas, across, up, plain);
                break;
            case FigureStyle.Band:
                foreach (var point in series.Points.Where(point => point is { Low: not null, High: not null }))
                {
                    // Every other dot, so that what is in front stands out.
                    int x = (int)Math.Round(across(point.X));
                    int low = (int)Math.Round(Math.Max(0, up(point.Low!.Value)));
                    int high = (int)Math.Round(Math.Min(canvas.Height - 1, up(point.High!.Value)));
                    for (int y = low; y <= high; y++)
                    {
                        if ((x + y) % 2 == 0)
                        {
                            canvas.Dot(x, y, series.Role, plain);
                        }
                    }
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(series), series.Style, "not a style");
        }
    }

    /// <summary>The outline of all bars together: what is in front of them is seen, and so are gaps.</summary>
    private static void Outline(
        FigureSeries series, DotCanvas canvas, Func<double, double> across, Func<double, double> up, char plain)
    {
        (int Right, int Top)? before = null;
        foreach (var bar in series.Points)
        {
            int left = (int)Math.Round(across(bar.Low ?? bar.X));
            int right = Math.Max(left, (int)Math.Round(across(bar.High ?? bar.X)));
            int top = (int)Math.Round(Math.Min(up(bar.Y), canvas.Height));
            bool follows = before is { } last && left <= last.Right + 1;
            if (!follows && before is { } end)
            {
                canvas.Line((end.Right, 0), (end.Right, end.Top), series.Role, plain);
            }

            canvas.Line((left, follows ? before!.Value.Top : 0), (left, top), series.Role, plain);
            canvas.Line((left, top), (right, top), series.Role, plain);
            before = (right, top);
        }

        if (before is { } rightmost)
        {
            canvas.Line((rightmost.Right, 0), (rightmost.Right, rightmost.Top), series.Role, plain);
        }
    }

    /// <summary>A point of few is a cross, so that it is seen between others.</summary>
    private static void Emphasize(DotCanvas canvas, int x, int y, FigureRole role, char plain)
    {
        if (canvas.Width > canvas.Columns)
        {
            canvas.Dot(x - 1, y, role, plain);
            canvas.Dot(x + 1, y, role, plain);
            canvas.Dot(x, y - 1, role, plain);
            canvas.Dot(x, y + 1, role, plain);
        }
    }
}
