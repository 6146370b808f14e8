using System.Globalization;

namespace Heavytail;

/// <summary>Shares as whole percentages, in words and tables alike.</summary>
public static class Percent
{
    /// <summary>A share in percent, halves away from zero: 0.265 is 27.</summary>
    /// <param name="share">From 0 to 1.</param>
    public static string Of(double share) =>
        Math.Round((decimal)(100 * share), MidpointRounding.AwayFromZero).ToString("F0", CultureInfo.InvariantCulture);
}
