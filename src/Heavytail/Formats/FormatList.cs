using Heavytail.Files;
using Heavytail.Formats.Contract;
using Heavytail.Formats.Unrecognized;

namespace Heavytail.Formats;

/// <summary>
/// Some of <see cref="CheckpointFormats.All"/>, in their order; the first whose bytes match opens a file.
/// </summary>
/// <param name="includes">Selects the formats of the list.</param>
internal sealed class FormatList(Predicate<CheckpointFormat> includes) : IFormatDetector
{
    /// <summary>Collected on first use: some formats of the list are given this list when they are made.</summary>
    private IReadOnlyList<CheckpointFormat> Formats => field ??=
        [.. CheckpointFormats.All.Where(format => includes(format))];

    public CheckpointFormat Detect(ByteSource file) => TryDetect(file)
        ?? throw UnknownFile.Describe(file, Formats.Select(format => format.Name));

    public CheckpointFormat? TryDetect(ByteSource file)
    {
        byte[] head = file.Head(CheckpointFormat.HeadLength);
        return Formats.FirstOrDefault(format => format.Matches(head, file));
    }

    public bool HasKnownExtension(string path) => CheckpointFormats.HasKnownExtension(path);
}
