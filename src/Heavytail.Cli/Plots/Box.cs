namespace Heavytail.Cli.Plots;

/// <summary>A rectangle of an image, in its units from the left and from above.</summary>
/// <param name="Left">Where it begins.</param>
/// <param name="Top">Where it begins above.</param>
/// <param name="Right">Where it ends.</param>
/// <param name="Bottom">Where it ends below.</param>
internal readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    /// <summary>Its width.</summary>
    public double Width => Right - Left;

    /// <summary>Its height.</summary>
    public double Height => Bottom - Top;

    /// <summary>A square around a place.</summary>
    public static Box Around(double x, double y, double size) =>
        new(x - (size / 2), y - (size / 2), x + (size / 2), y + (size / 2));

    /// <summary>Whether two have a part in common.</summary>
    public bool Meets(Box other) =>
        Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    /// <summary>Whether another is inside.</summary>
    public bool Holds(Box other) =>
        other.Left >= Left && other.Right <= Right && other.Top >= Top && other.Bottom <= Bottom;

    /// <summary>Whether a line between two places goes through.</summary>
    public bool Meets((double X, double Y) from, (double X, double Y) to)
    {
        // The part of the line between the sides, then between top and bottom of these.
        (double first, double last) = (0, 1);
        return Cut(from.X, to.X - from.X, Left, Right, ref first, ref last)
            && Cut(from.Y, to.Y - from.Y, Top, Bottom, ref first, ref last);
    }

    private static bool Cut(double from, double by, double low, double high, ref double first, ref double last)
    {
        if (by == 0)
        {
            return from > low && from < high;
        }

        (double near, double far) = ((low - from) / by, (high - from) / by);
        first = Math.Max(first, Math.Min(near, far));
        last = Math.Min(last, Math.Max(near, far));
        return first < last;
    }
}
