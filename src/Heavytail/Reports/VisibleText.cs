using System.Globalization;
using System.Text;

namespace Heavytail;

/// <summary>
/// Text of any origin as characters that people can see. What a name hides, or does to a terminal, is written as
/// <c>\u202e</c>, and beyond U+FFFF as <c>\U000e0041</c>.
/// </summary>
public static class VisibleText
{
    /// <summary>Tags and selectors, of which Unicode calls some format characters and others marks.</summary>
    private const int FirstOfTags = 0xE0000;

    private const int LastOfTags = 0xE0FFF;

    /// <summary>U+FFFD, which stands for bytes that could not be decoded, whichever they were.</summary>
    private const int Replacement = 0xFFFD;

    /// <summary>
    /// Escapes control characters, line and paragraph separators, direction marks and other format characters,
    /// halves of surrogate pairs, and U+FFFD, which stands for bytes that are no text. A backslash that would read as
    /// such an escape is <c>\u005c</c>, so that two texts are never the same when they are escaped.
    /// </summary>
    /// <param name="text">The text.</param>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && !text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length;)
        {
            bool isWhole = Rune.TryGetRuneAt(text, i, out var rune);
            int code = isWhole ? rune.Value : text[i];
            int length = isWhole ? rune.Utf16SequenceLength : 1;
            if (!isWhole || IsHidden(rune) || IsEscape(text.AsSpan(i)))
            {
                result.Append(code > char.MaxValue ? "\\U" : "\\u")
                    .Append(code.ToString(code > char.MaxValue ? "x8" : "x4", CultureInfo.InvariantCulture));
            }
            else
            {
                result.Append(text, i, length);
            }

            i += length;
        }

        return result.ToString();
    }

    /// <summary>
    /// Whether a character takes no room of its own, ends a line, changes how others are shown, or stands for what
    /// could not be decoded.
    /// </summary>
    internal static bool IsHidden(Rune rune) => rune.Value is (>= FirstOfTags and <= LastOfTags) or Replacement
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsEscape(ReadOnlySpan<char> text) => text is ['\\', 'u' or 'U', .. var digits]
        && digits.Length >= Digits(text[1]) && digits[..Digits(text[1])].ToString().All(char.IsAsciiHexDigit);

    private static int Digits(char letter) => letter == 'u' ? 4 : 8;
}
