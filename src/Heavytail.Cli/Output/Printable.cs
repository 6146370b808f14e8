using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Heavytail.Cli.Output;

/// <summary>Text from files, made fit for a terminal.</summary>
internal static class Printable
{
    private const char Ellipsis = '…';

    /// <summary>Signs of the product's own texts, of one column; most texts have no others.</summary>
    private const string Narrow = "…±×–·→≤≥";

    /// <summary>Hidden characters as <c>\u001b</c>: a name must not clear the screen.</summary>
    public static string Text(string text) => VisibleText.Escape(text);

    /// <summary>
    /// Columns of a terminal that a text takes: two for the ideographs of East Asia, none for accents.
    /// </summary>
    public static int Width(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsAscii(c) && !Narrow.Contains(c, StringComparison.Ordinal))
            {
                return text.GetCellWidth();
            }
        }

        return text.Length;
    }

    /// <summary>Shortened in its middle: both the block's number and the layer's name are at the ends.</summary>
    public static string Shorten(string text, int width)
    {
        text = CutLong(text, width);
        if (Width(text) <= width)
        {
            return text;
        }

        if (Ascii.IsValid(text))
        {
            int start = (width - 1) / 2;
            return string.Concat(text.AsSpan(0, start), [Ellipsis], text.AsSpan(text.Length - (width - 1 - start)));
        }

        // Whole characters as people see them, so that no surrogate or accent is torn from its letter.
        var info = new StringInfo(text);
        var characters = Enumerable.Range(0, info.LengthInTextElements)
            .Select(index => info.SubstringByTextElements(index, 1)).ToList();
        string head = string.Concat(Fitting(characters, (width - 1) / 2));
        var tail = Fitting(Enumerable.Reverse(characters), width - 1 - Width(head));
        return head + Ellipsis + string.Concat(Enumerable.Reverse(tail));
    }

    /// <summary>
    /// A text of far more characters than it gets columns, without its middle: what follows looks at every character.
    /// </summary>
    private static string CutLong(string text, int width)
    {
        const int CharactersPerColumn = 32;
        int kept = CharactersPerColumn * (width + 1);
        return text.Length <= 2L * kept ? text : string.Concat(text.AsSpan(0, kept), text.AsSpan(text.Length - kept));
    }

    private static List<string> Fitting(IEnumerable<string> characters, int width)
    {
        var taken = new List<string>();
        foreach (string character in characters)
        {
            width -= Width(character);
            if (width < 0)
            {
                break;
            }

            taken.Add(character);
        }

        return taken;
    }
}
