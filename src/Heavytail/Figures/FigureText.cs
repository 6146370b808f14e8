using System.Globalization;

namespace Heavytail.Figures;

/// <summary>Numbers in titles and descriptions, the same in every culture.</summary>
internal static class FigureText
{
    private const int Digits = 4;

    public static string Of(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number to four significant digits.</summary>
    public static string Number(double value) =>
        double.IsFinite(value) ? RealText.Short(value, Digits) : RealText.Exact(value);

    /// <summary>A count with its noun.</summary>
    public static string Count(int count, string noun) =>
        Of($"{count} {noun}{(count == 1 ? "" : "s")}");
}
