using System.Globalization;

namespace Heavytail.Formats.Quantization;

/// <summary>How many weights share a scale, from how many scales there are.</summary>
internal static class GroupSize
{
    /// <summary>What most schemes take where a last, shorter group leaves it open.</summary>
    private const long Usual = 128;

    /// <summary>
    /// The size that makes so many groups: the configured one where it does, an even division, the usual 128; null
    /// where nothing does.
    /// </summary>
    public static long? Infer(long count, long groups, long? configured)
    {
        if (groups <= 0 || count <= 0)
        {
            return null;
        }

        if (configured is { } size && Fits(count, groups, size))
        {
            return size;
        }

        return count % groups == 0 ? count / groups : Fits(count, groups, Usual) ? Usual : null;
    }

    /// <summary><c>groups of 128</c>, or <c>per channel</c> where all share.</summary>
    public static string Words(long size, long count) => size >= count
        ? "per channel"
        : string.Create(CultureInfo.InvariantCulture, $"groups of {size}");

    private static bool Fits(long count, long groups, long size) =>
        (count / size) + (count % size == 0 ? 0 : 1) == groups;
}
