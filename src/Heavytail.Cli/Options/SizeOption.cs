using System.CommandLine;
using System.Globalization;

namespace Heavytail.Cli.Options;

/// <summary>Sizes of memory as people write them: <c>500MB</c>, <c>1.5 GiB</c>, <c>4000000000</c>.</summary>
internal static class SizeOption
{
    /// <summary>What a message expects.</summary>
    public const string Expected = "expected a size such as 4GB, 500MiB or a number of bytes";

    /// <summary>In the order in which a text is searched for them at its end.</summary>
    private static readonly (string Name, long Bytes)[] s_units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
        ("B", 1), ("", 1),
    ];

    /// <summary>A size from one byte on; null where it is not given.</summary>
    public static Option<long?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "SIZE",
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            long? size = Parse(text);
            if (size is null)
            {
                result.AddError($"`{name} {text}`: {Expected}");
            }

            return size;
        },
    };

    /// <summary>Bytes; null where the text is not a size, is less than one byte, or passes 2^63.</summary>
    public static long? Parse(string text)
    {
        (string name, long unit) = s_units.First(
            candidate => text.EndsWith(candidate.Name, StringComparison.OrdinalIgnoreCase));
        var digits = text.AsSpan(0, text.Length - name.Length).Trim();
        const NumberStyles Style = NumberStyles.AllowDecimalPoint;
        return decimal.TryParse(digits, Style, CultureInfo.InvariantCulture, out decimal number)
            && number <= (decimal)long.MaxValue / unit
            && number * unit >= 1
                ? (long)(number * unit)
                : null;
    }
}
