// Specification: https://zarr-specs.readthedocs.io/en/latest/specs.html (versions 2 and 3)
using System.Globalization;
using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Zarr;

/// <summary>
/// An array or a group of arrays in a folder, by the metadata at its root; their elements lie in chunks beside.
/// </summary>
internal sealed class ZarrFormat : CheckpointFormat
{
    /// <summary>Where the version must have been named.</summary>
    private const int SniffedBytes = 1 << 16;

    /// <summary>Files of one folder that describe it, the one that stands for the others first.</summary>
    private static readonly string[] s_rank =
        [ZarrTree.NodeName, ZarrTree.ConsolidatedName, ZarrTree.GroupName, ZarrTree.ArrayName, ZarrTree.AttributesName];

    public override string Name => "Zarr";

    public override IReadOnlyList<string> Extensions =>
        [ZarrTree.NodeName, ZarrTree.ConsolidatedName, ZarrTree.GroupName, ZarrTree.ArrayName];

    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) =>
        head.TrimStart(" \t\r\n"u8) is [(byte)'{', ..]
        && ZarrSniff.HasProperty(
            file.Head(SniffedBytes), file.Length <= SniffedBytes, ZarrTree.VersionKey, ZarrSniff.AnyDepth);

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        var tree = ZarrTree.Read(file);
        var names = tree.Arrays.ToDictionary(
            array => array.Path, array => Describe(file, array.Path), StringComparer.Ordinal);
        var contents = ZarrTensors.List(file, tree.Arrays, path => names[path], isTraining: false);
        return contents with
        {
            FormatName = tree.Version is { } version
                ? string.Create(CultureInfo.InvariantCulture, $"{Name} v{version}")
                : null,
        };
    }

    public override IEnumerable<string> FilesBeside(ByteSource file)
    {
        int own = Array.IndexOf(s_rank, Path.GetFileName(file.Path));
        return ZarrFolders.OfModel(file).Where(
            name => Array.IndexOf(s_rank, name) is var rank && (rank < 0 || rank > own));
    }

    /// <summary>An array at the root has no name but the folder's.</summary>
    private static string Describe(ByteSource file, string path)
    {
        if (path.Length > 0)
        {
            return path;
        }

        string folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file.Path))) ?? "";
        return folder.Length > 0 ? folder : "array";
    }
}
