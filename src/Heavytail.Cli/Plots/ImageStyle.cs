namespace Heavytail.Cli.Plots;

/// <summary>The size of an image and of its text.</summary>
/// <param name="Width">Inches.</param>
/// <param name="Height">Inches.</param>
/// <param name="PixelsPerInch">Pixels of an inch, where it is made of pixels.</param>
/// <param name="FontSize">Points.</param>
internal sealed record ImageStyle(double Width, double Height, double PixelsPerInch, double FontSize)
{
    /// <summary>Units of a drawing to the inch, as in CSS.</summary>
    public const double UnitsPerInch = 96;

    private const double PointsPerInch = 72;

    /// <summary>A column of a paper, in print.</summary>
    public static ImageStyle Column { get; } = new(3.4, 2.6, 300, 8);

    /// <summary>The height of text in units.</summary>
    public float Text => (float)(FontSize * UnitsPerInch / PointsPerInch);

    /// <summary>The width in units.</summary>
    public int Units => (int)Math.Round(Width * UnitsPerInch);

    /// <summary>The height in units.</summary>
    public int UnitsHigh => (int)Math.Round(Height * UnitsPerInch);

    /// <summary>The width in pixels.</summary>
    public int Pixels => (int)Math.Round(Width * PixelsPerInch);

    /// <summary>The height in pixels.</summary>
    public int PixelsHigh => (int)Math.Round(Height * PixelsPerInch);
}
