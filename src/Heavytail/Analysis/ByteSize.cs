using System.Globalization;

namespace Heavytail.Analysis;

/// <summary>Sizes of memory for people, in powers of 1000.</summary>
internal static class ByteSize
{
    private static readonly string[] s_units = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>Two or three digits, <c>1.3 GB</c>, never less than it is: as much is enough.</summary>
    public static string AtLeast(long bytes) => Format(bytes, Math.Ceiling);

    /// <summary>Two or three digits, never more than it is.</summary>
    public static string AtMost(long bytes) => Format(bytes, Math.Floor);

    /// <summary>Two or three digits, to the nearest.</summary>
    public static string Nearest(long bytes) => Format(bytes, Math.Round);

    private static string Format(long bytes, Func<decimal, decimal> round)
    {
        decimal value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < s_units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        // 999.6 rounds up to 1000, and stays so.
        decimal step = value >= 10 || unit == 0 ? 1 : 10;
        value = round(value * step) / step;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {s_units[unit]}");
    }
}
