using System.Globalization;
using Heavytail.Tensors;

namespace Heavytail.Reports;

/// <summary>The value of a cell as text, the same under every culture.</summary>
public static class CellText
{
    private const int RoundedDigits = 4;

    /// <summary>Powers of ten from here on are written with an exponent.</summary>
    private const int LargestPlainExponent = 6;

    private const int SmallestPlainExponent = -4;

    /// <summary>For programs: doubles as the shortest text that reads back the same; infinities as pandas reads them,
    /// <c>inf</c>; empty for null and NaN.</summary>
    public static string Exact(object? value) => value switch
    {
        null or double.NaN => "",
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        int number => number.ToString(CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture),
        string text => text,
        TensorShape shape => shape.ToString(),
        _ => throw new ArgumentException($"a cell cannot hold a {value.GetType()}", nameof(value)),
    };

    /// <summary>For people: doubles to four significant digits, all else as <see cref="Exact"/>.</summary>
    public static string Rounded(object? value) =>
        value is double number && double.IsFinite(number) ? Rounded(number) : Exact(value);

    private static string Rounded(double number)
    {
        if (number == 0)
        {
            return "0";
        }

        // The exponent after rounding: 9.9996 is 1.000E+001.
        string scientific = number.ToString("0.000e+00", CultureInfo.InvariantCulture);
        int exponent = int.Parse(
            scientific.AsSpan(scientific.IndexOf('e') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return exponent is >= SmallestPlainExponent and < LargestPlainExponent
            ? number.ToString(
                "F" + Math.Max(0, RoundedDigits - 1 - exponent).ToString(CultureInfo.InvariantCulture),
                CultureInfo.InvariantCulture)
            : scientific;
    }
}
