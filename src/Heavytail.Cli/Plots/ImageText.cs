using SkiaSharp;

namespace Heavytail.Cli.Plots;

/// <summary>How long the texts of an image may be.</summary>
internal static class ImageText
{
    private const char Ellipsis = '…';

    /// <summary>A text that fits a width, without its middle where it is too long.</summary>
    /// <param name="text">The text.</param>
    /// <param name="style">Its size.</param>
    /// <param name="width">The width in units.</param>
    public static string Fit(string text, ImageStyle style, double width)
    {
        using var font = new SKFont(PlotFont.Typeface, style.Text);
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
}
