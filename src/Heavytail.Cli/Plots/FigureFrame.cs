namespace Heavytail.Cli.Plots;

/// <summary>The part of an image that its axes frame.</summary>
/// <param name="Inside">Where it is.</param>
/// <param name="Horizontal">The horizontal axis.</param>
/// <param name="Vertical">The vertical axis.</param>
internal sealed record FigureFrame(Box Inside, AxisScale Horizontal, AxisScale Vertical)
{
    /// <summary>What lies this far outside, in widths of the frame, is drawn as if it were there.</summary>
    private const double Far = 100;

    /// <summary>Where an abscissa is.</summary>
    public double X(double value) => Inside.Left + (Bounded(Horizontal.Place(value)) * Inside.Width);

    /// <summary>Where an ordinate is.</summary>
    public double Y(double value) => Inside.Bottom - (Bounded(Vertical.Place(value)) * Inside.Height);

    /// <summary>What has no logarithm is far outside, and so is NaN.</summary>
    private static double Bounded(double place) => double.IsNaN(place) ? -Far : Math.Clamp(place, -Far, Far);
}
