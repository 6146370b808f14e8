using System.Globalization;

namespace Heavytail;

/// <summary>
/// Real numbers as text, in tables, sentences and CSV: an exponent has a small e and two digits, as C prints it.
/// </summary>
internal static class RealText
{
    private const int RoundedDigits = 4;

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
    public static string Rounded(double number) => Rounded(number, RoundedDigits);

    /// <summary>
    /// A finite number to some significant digits, no zeros at the end: <c>0.025</c>, <c>5.5e-07</c>.
    /// </summary>
    public static string Short(double number, int digits)
    {
        string text = Rounded(number, digits);
        int exponent = text.IndexOf('e', StringComparison.Ordinal);
        string power = exponent < 0 ? "" : text[exponent..];
        string mantissa = exponent < 0 ? text : text[..exponent];
        bool hasDecimals = mantissa.Contains('.', StringComparison.Ordinal);
        return (hasDecimals ? mantissa.TrimEnd('0').TrimEnd('.') : mantissa) + power;
    }

    private static string Rounded(double number, int digits)
    {
        if (number == 0)
        {
            return "0";
        }

        // The exponent after rounding, sign and three digits: 9.9996 is 1.000e+001.
        string scientific = number.ToString(s_scientific[digits], CultureInfo.InvariantCulture);
        int end = scientific.IndexOf('e', StringComparison.Ordinal);
        int exponent = int.Parse(
            scientific.AsSpan(end + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent is < SmallestPlainExponent or >= LargestPlainExponent)
        {
            return $"{scientific[..(end + 2)]}{Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)}";
        }

        if (exponent >= digits)
        {
            return number.ToString("F0", CultureInfo.InvariantCulture);
        }

        // The same digits with the point at its place.
        string sign = number < 0 ? "-" : "";
        string mantissa = scientific[sign.Length..end].Replace(".", "", StringComparison.Ordinal);
        return exponent < 0 ? $"{sign}0.{new string('0', -1 - exponent)}{mantissa}"
            : exponent + 1 == mantissa.Length ? sign + mantissa
            : $"{sign}{mantissa[..(exponent + 1)]}.{mantissa[(exponent + 1)..]}";
    }
}
