using System.Globalization;

namespace Heavytail.Reports;

/// <summary>Real numbers as text.</summary>
internal static class RealText
{
    private const int RoundedDigits = 4;

    /// <summary>Powers of ten from here on are written with an exponent.</summary>
    private const int LargestPlainExponent = 6;

    private const int SmallestPlainExponent = -4;

    /// <summary>
    /// The shortest text that reads back the same; <c>inf</c> for infinity, empty for NaN, as pandas has it.
    /// </summary>
    public static string Exact(double number) => number switch
    {
        double.NaN => "",
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ => number.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>A finite number to four significant digits.</summary>
    public static string Rounded(double number)
    {
        if (number == 0)
        {
            return "0";
        }

        // The exponent after rounding: 9.9996 is 1.000E+001.
        string scientific = number.ToString("0.000e+00", CultureInfo.InvariantCulture);
        var power = scientific.AsSpan(scientific.IndexOf('e') + 1);
        int exponent = int.Parse(power, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return exponent is >= SmallestPlainExponent and < LargestPlainExponent
            ? number.ToString(
                "F" + Math.Max(0, RoundedDigits - 1 - exponent).ToString(CultureInfo.InvariantCulture),
                CultureInfo.InvariantCulture)
            : scientific;
    }
}
