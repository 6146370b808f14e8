using System.Runtime.InteropServices;
using System.Text;
using SkiaSharp;

namespace Heavytail.Cli.Plots;

/// <summary>A figure as a file: pixels (PNG) or shapes (SVG).</summary>
internal static class FigureImage
{
    /// <summary>Areas of one color need no filter, which would take most of the time.</summary>
    private static readonly Lazy<SKPngEncoderOptions> s_png =
        new(static () => new SKPngEncoderOptions(SKPngEncoderFilterFlags.NoFilters, zLibLevel: 6));

    /// <summary>Draws a figure.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="format">One of <see cref="FigureFormats.All"/>.</param>
    /// <param name="style">Its size.</param>
    /// <returns>The bytes of the file.</returns>
    /// <exception cref="UsageException">This platform has no native code for images.</exception>
    public static byte[] Draw(Figure figure, string format, ImageStyle style)
    {
        try
        {
            return format == "svg" ? Svg(figure, style) : Png(figure, style);
        }
        catch (Exception e) when (e is DllNotFoundException || e.InnerException is DllNotFoundException)
        {
            throw new UsageException(
                "images cannot be drawn: the package has no native SkiaSharp for "
                    + RuntimeInformation.RuntimeIdentifier,
                "`heavytail plot` without `--output` draws in the terminal");
        }
    }

    private static byte[] Svg(Figure figure, ImageStyle style)
    {
        using var plot = FigurePlot.Create(figure, style);
        return Encoding.UTF8.GetBytes(
            SvgDocument.Finish(plot.GetSvgXml(style.Units, style.UnitsHigh), figure, style));
    }

    private static byte[] Png(Figure figure, ImageStyle style)
    {
        using var plot = FigurePlot.Create(figure, style);
        plot.ScaleFactor = style.PixelsPerInch / ImageStyle.UnitsPerInch;
        using var surface = SKSurface.Create(
            new SKImageInfo(style.Pixels, style.PixelsHigh, SKColorType.Rgb888x, SKAlphaType.Opaque));
        plot.Render(surface.Canvas, style.Pixels, style.PixelsHigh);
        using var pixels = surface.PeekPixels();
        using var encoded = pixels.Encode(s_png.Value)
            ?? throw new InvalidOperationException("the pixels of a plot cannot be encoded");
        return encoded.ToArray();
    }
}
