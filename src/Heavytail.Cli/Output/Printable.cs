using System.Globalization;
using System.Text;

namespace Heavytail.Cli.Output;

/// <summary>Text from files, made fit for a terminal.</summary>
internal static class Printable
{
    private const char Ellipsis = '…';

    /// <summary>Control and direction-changing characters as <c>\u001b</c>: a name must not clear the screen.</summary>
    public static string Text(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format)
            {
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                result.Append(c);
            }
        }

        return result.ToString();
    }

    /// <summary>Shortened in its middle: both the block's number and the layer's name are at the ends.</summary>
    public static string Shorten(string text, int width)
    {
        if (text.Length <= width)
        {
            return text;
        }

        int head = (width - 1) / 2;
        return text[..head] + Ellipsis + text[^(width - 1 - head)..];
    }
}
