using System.Globalization;

namespace Heavytail;

/// <summary>
/// Real numbers as text, in tables, sentences and CSV: an exponent has a small e and two digits, as C prints it.
/// </summary>
internal static class RealText
{
    /// <summary>Room for any number with up to 17 digits.</summary>
    public const int MostLength = 32;

    private const int RoundedDigits = 4;

    /// <summary>Of <c>e+001</c>.</summary>
    private const int ExponentLength = 5;

    /// <summary>Powers of ten from here on are written with an exponent.</summary>
    private const int LargestPlainExponent = 6;

    private const int SmallestPlainExponent = -4;

    /// <summary>The format of so many significant digits.</summary>
    private static readonly string[] s_scientific =
        [.. Enumerable.Range(0, 18).Select(digits => $"e{Math.Max(0, digits - 1)}")];

    /// <summary>
    /// The shortest text that reads back the same; <c>inf</c> for infinity, empty for NaN, as pandas has it.
    /// </summary>
    public static string Exact(double number) => number switch
    {
        double.NaN => "",
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ => number.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e'),
    };

    /// <summary>A finite number to four significant digits, with zeros at the end.</summary>
    public static string Rounded(double number)
    {
        Span<char> text = stackalloc char[MostLength];
        return new string(text[..Write(number, RoundedDigits, keepsZeros: true, text)]);
    }

    /// <summary>
    /// A finite number to some significant digits, no zeros at the end: <c>0.025</c>, <c>5.5e-07</c>.
    /// </summary>
    public static string Short(double number, int digits)
    {
        Span<char> text = stackalloc char[MostLength];
        return new string(text[..Short(number, digits, text)]);
    }

    /// <summary>The same, written to the start of a span of <see cref="MostLength"/>.</summary>
    /// <returns>The length of the text.</returns>
    public static int Short(double number, int digits, Span<char> text) =>
        Write(number, digits, keepsZeros: false, text);

    private static int Write(double number, int digits, bool keepsZeros, Span<char> text)
    {
        if (number == 0)
        {
            text[0] = '0';
            return 1;
        }

        // The exponent after rounding, sign and three digits: 9.9996 is 1.000e+001.
        Span<char> scientific = stackalloc char[MostLength];
        number.TryFormat(scientific, out int length, s_scientific[digits], CultureInfo.InvariantCulture);
        int end = length - ExponentLength;
        int exponent = int.Parse(
            scientific[(end + 1)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent >= digits && exponent < LargestPlainExponent)
        {
            number.TryFormat(text, out int whole, "F0", CultureInfo.InvariantCulture);
            return whole;
        }

        // The digits of the mantissa, without its sign and point.
        int at = 0;
        Span<char> mantissa = stackalloc char[MostLength];
        int count = 0;
        foreach (char c in scientific[..end])
        {
            if (c == '-')
            {
                text[at++] = c;
            }
            else if (c != '.')
            {
                mantissa[count++] = c;
            }
        }

        while (!keepsZeros && count > 1 && mantissa[count - 1] == '0')
        {
            count--;
        }

        if (exponent is < SmallestPlainExponent or >= LargestPlainExponent)
        {
            at += Join(mantissa[..count], 1, text[at..]);
            text[at++] = 'e';
            text[at++] = exponent < 0 ? '-' : '+';
            Math.Abs(exponent).TryFormat(text[at..], out int written, "00", CultureInfo.InvariantCulture);
            return at + written;
        }

        if (exponent >= 0)
        {
            // Zeros before the point stay.
            while (count <= exponent)
            {
                mantissa[count++] = '0';
            }

            return at + Join(mantissa[..count], exponent + 1, text[at..]);
        }

        "0.".CopyTo(text[at..]);
        at += 2;
        text.Slice(at, -1 - exponent).Fill('0');
        at += -1 - exponent;
        mantissa[..count].CopyTo(text[at..]);
        return at + count;
    }

    /// <summary>Digits with a point after the first ones; without it where none follow.</summary>
    private static int Join(ReadOnlySpan<char> digits, int before, Span<char> text)
    {
        digits[..before].CopyTo(text);
        if (digits.Length == before)
        {
            return before;
        }

        text[before] = '.';
        digits[before..].CopyTo(text[(before + 1)..]);
        return digits.Length + 1;
    }
}
