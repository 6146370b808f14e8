using System.Globalization;
using Heavytail.Analysis;

namespace Heavytail.Reports;

/// <summary>Sentences about a description that tables and Markdown share.</summary>
internal static class DescriptionParts
{
    /// <summary>Below this a figure would be about the start of the program.</summary>
    private const double Instant = 0.1;

    /// <summary><c>F32 1,228,800 in 4.9 MB</c>, for each type.</summary>
    public static IEnumerable<string> Encodings(Description model) => model.Encodings.Select(share => string.Create(
        CultureInfo.InvariantCulture, $"{share.Encoding} {share.Elements:N0} in {ByteSize.AtLeast(share.Bytes)}"));

    /// <summary><c>about 3 s on one thread, 120 MB of memory</c>.</summary>
    public static string Estimate(Description model)
    {
        double seconds = model.Estimate.Seconds;
        string time = seconds switch
        {
            < Instant => "well below a second",
            < 90 => string.Create(CultureInfo.InvariantCulture, $"about {Rounded(seconds)} s on one thread"),
            < 5400 => string.Create(CultureInfo.InvariantCulture, $"about {Rounded(seconds / 60)} minutes on one thread"),
            _ => string.Create(CultureInfo.InvariantCulture, $"about {Rounded(seconds / 3600)} hours on one thread"),
        };
        return $"{time}, {ByteSize.AtLeast(model.Estimate.Bytes)} of memory for the largest layer";
    }

    /// <summary>An estimate has one digit, two where it is large.</summary>
    private static double Rounded(double value) => value < 10 ? Math.Round(value, value < 1 ? 1 : 0) : Math.Round(value / 5) * 5;
}
