using SkiaSharp;

namespace Heavytail.Cli.Plots;

/// <summary>How long the texts of an image may be.</summary>
internal static class ImageText
{
    private const char Ellipsis = '…';

    /// <summary>The width of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="size">Its height, in units as its width.</param>
    public static double Width(string text, float size)
    {
        using var font = Font(size);
        return font.MeasureText(text);
    }

    /// <summary>A text that fits a width, without its middle where it is too long.</summary>
    /// <param name="text">The text.</param>
    /// <param name="size">Its height in units.</param>
    /// <param name="width">The width in units.</param>
    public static string Fit(string text, float size, double width)
    {
        using var font = Font(size);
        const int longest = 400; // no page is so wide, and measuring takes time for each character
        string shown = text.Length <= longest
            ? text
            : string.Concat(text.AsSpan(0, longest / 2), [Ellipsis], text.AsSpan(text.Length - (longest / 2)));
        for (int kept = shown.Length; font.MeasureText(shown) > width && kept > 2; kept--)
        {
            int head = (kept - 1) / 2;
            shown = string.Concat(text.AsSpan(0, head), [Ellipsis], text.AsSpan(text.Length - (kept - 1 - head)));
        }

        return shown;
    }

    /// <summary>The font, measured as it is drawn at any number of pixels.</summary>
    private static SKFont Font(float size) => new(PlotFont.Typeface, size)
    {
        Subpixel = true,
        LinearMetrics = true,
        Hinting = SKFontHinting.None,
    };
}
