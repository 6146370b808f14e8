using Heavytail.Files;

namespace Heavytail.Formats.Zarr;

/// <summary>The files of a model that is a folder.</summary>
internal static class ZarrFolders
{
    private static readonly string[] s_metadata =
        [ZarrTree.NodeName, ZarrTree.ConsolidatedName, ZarrTree.GroupName, ZarrTree.ArrayName, ZarrTree.AttributesName];

    public static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    /// <summary>
    /// All files in a folder and those in it, as paths relative to the file's folder, with their bytes.
    /// </summary>
    /// <param name="file">A file.</param>
    /// <param name="folder">A folder beside it; empty for its own.</param>
    /// <param name="depth">Maximum depth; deeper folders are left out.</param>
    public static IEnumerable<(string Path, long Length)> AllBelow(
        ByteSource file, string folder, int depth = ZarrTree.MaxDepth)
    {
        if (file.ListBeside(folder) is not { } names)
        {
            yield break;
        }

        foreach (var (name, length) in names.Files)
        {
            yield return (Join(folder, name), length);
        }

        foreach (string below in depth > 0 ? names.Folders : [])
        {
            foreach (var found in AllBelow(file, Join(folder, below), depth - 1))
            {
                yield return found;
            }
        }
    }

    /// <summary>Metadata of groups; of arrays all that lies in their folders.</summary>
    public static IEnumerable<string> OfModel(ByteSource file) => OfGroup(file, "", ZarrTree.MaxDepth);

    private static IEnumerable<string> OfGroup(ByteSource file, string folder, int depth)
    {
        var names = file.ListBeside(folder);
        if (names is null || depth < 0)
        {
            return [];
        }

        return names.Files.Any(found => IsArray(file, folder, found.Name))
            ? AllBelow(file, folder).Select(found => found.Path)
            : names.Files.Where(found => s_metadata.Contains(found.Name)).Select(found => Join(folder, found.Name))
                .Concat(names.Folders.SelectMany(below => OfGroup(file, Join(folder, below), depth - 1)));
    }

    /// <summary>Version 3 has one name for the metadata of arrays and groups.</summary>
    private static bool IsArray(ByteSource file, string folder, string name)
    {
        if (name != ZarrTree.NodeName)
        {
            return name == ZarrTree.ArrayName;
        }

        const int SniffedBytes = 1 << 16;
        using var node = file.OpenBeside(Join(folder, name));
        return node is not null
            && ZarrSniff.HasProperty(node.Head(SniffedBytes), node.Length <= SniffedBytes, "data_type", deepest: 1);
    }
}
