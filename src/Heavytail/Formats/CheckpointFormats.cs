using Heavytail.Formats.NumPy;
using Heavytail.Formats.PyTorch;
using Heavytail.Formats.SafeTensors;
using Heavytail.Formats.Sharding;
using Heavytail.Formats.TFLite;

namespace Heavytail.Formats;

/// <summary>The one ordered list of formats: the first whose bytes match opens the file.</summary>
internal static class CheckpointFormats
{
    public static IReadOnlyList<CheckpointFormat> All { get; } =
    [
        new NpyFormat(),
        new NpzFormat(),
        new SafeTensorsFormat(),
        new ShardIndexFormat(),
        new TFLiteFormat(),
        new PyTorchZipFormat(),
        new PyTorchLegacyFormat(),
    ];

    /// <summary>The format of an open file.</summary>
    /// <exception cref="UnknownFormatException">No format matches.</exception>
    public static CheckpointFormat Detect(FileBytes file)
    {
        byte[] head = file.Head(CheckpointFormat.HeadLength);
        return Match(head, file)
            ?? throw new UnknownFormatException(
                file.Path,
                head.Length == 0 ? "is empty" : $"is of no known format (it starts with {Describe(head)})",
                "Heavytail reads " + string.Join(", ", All.Select(format => format.Name)));
    }

    /// <summary>The first format that matches; null where none does.</summary>
    public static CheckpointFormat? TryDetect(FileBytes file) => Match(file.Head(CheckpointFormat.HeadLength), file);

    private static CheckpointFormat? Match(byte[] head, FileBytes file) =>
        All.FirstOrDefault(format => format.Matches(head, file));

    private static string Describe(byte[] head)
    {
        byte[] start = head[..Math.Min(8, head.Length)];
        string hex = string.Join(' ', start.Select(value => value.ToString("x2", null)));
        string text = new([.. start.Select(value => value is >= 0x20 and < 0x7f ? (char)value : '.')]);
        return $"{hex} \"{text}\"";
    }
}
