using System.Text.Json;
using Heavytail.Files;
using Heavytail.Files.Json;

namespace Heavytail.Formats.Zarr;

/// <summary>An array where it was found.</summary>
/// <param name="Path">Its folder relative to the root's, with <c>/</c>; empty for the root's own.</param>
/// <param name="Array">Description from its metadata; null if it cannot be read.</param>
/// <param name="Refusal">Why not.</param>
internal readonly record struct ZarrNode(string Path, ZarrArray? Array, string? Refusal);

/// <summary>
/// The arrays of a group and of those in it, from its consolidated metadata or from folder to folder.
/// </summary>
internal sealed class ZarrTree
{
    public const string NodeName = "zarr.json";
    public const string ConsolidatedName = ".zmetadata";
    public const string GroupName = ".zgroup";
    public const string ArrayName = ".zarray";
    public const string AttributesName = ".zattrs";
    public const string VersionKey = "zarr_format";

    /// <summary>Folders in folders; deeper than any network.</summary>
    public const int MaxDepth = 32;

    /// <summary>No network has a tenth of that.</summary>
    private const int MaxArrays = 200_000;

    /// <summary>Of a whole group, consolidated: some hundred bytes for each array.</summary>
    private const int MaxRootBytes = 32 << 20;

    /// <summary>Of one array or group.</summary>
    private const int MaxNodeBytes = 1 << 20;

    private readonly ByteSource _root;
    private readonly List<ZarrNode> _arrays = [];
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);

    private ZarrTree(ByteSource root) => _root = root;

    public IReadOnlyList<ZarrNode> Arrays => _arrays;

    /// <summary>The version of the first array.</summary>
    public int? Version { get; private set; }

    /// <summary>The arrays that a root's metadata stands for.</summary>
    /// <exception cref="InvalidCheckpointException">Metadata breaks its rules, or there is no array.</exception>
    public static ZarrTree Read(ByteSource file)
    {
        var tree = new ZarrTree(file);
        using var json = SmallJson.Read(file, MaxRootBytes);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw file.Invalid($"is a {root.ValueKind} of JSON where Zarr's metadata was expected");
        }

        if (!root.TryGetProperty(VersionKey, out _) && root.TryGetProperty("metadata", out var old)
            && old.ValueKind == JsonValueKind.Object)
        {
            tree.AddConsolidated(old, isV2: true);
        }
        else if (IsArray(root))
        {
            tree.Add("", root);
        }
        else if (root.TryGetProperty("consolidated_metadata", out var consolidated)
            && consolidated.ValueKind == JsonValueKind.Object
            && consolidated.TryGetProperty("metadata", out var nodes) && nodes.ValueKind == JsonValueKind.Object)
        {
            tree.AddConsolidated(nodes, isV2: false);
        }
        else
        {
            CheckVersion(file, "", root);
            tree.WalkBelow("", 0);
        }

        return tree._arrays.Count > 0
            ? tree
            : throw file.Invalid(
                "is a Zarr group without arrays", "the copy may be incomplete; compare the folder with its source");
    }

    /// <summary>All arrays in a file's folder and those in it.</summary>
    /// <exception cref="InvalidCheckpointException">Metadata breaks its rules.</exception>
    public static ZarrTree ReadFolder(ByteSource file)
    {
        var tree = new ZarrTree(file);
        tree.WalkBelow("", 0);
        return tree;
    }

    private void AddConsolidated(JsonElement nodes, bool isV2)
    {
        foreach (var node in nodes.EnumerateObject())
        {
            string path = node.Name;
            if (isV2)
            {
                if (path != ArrayName && !path.EndsWith("/" + ArrayName, StringComparison.Ordinal))
                {
                    continue;
                }

                path = path[..^ArrayName.Length].TrimEnd('/');
            }
            else if (!IsArray(node.Value))
            {
                continue;
            }

            if (path.Length > 0 && !path.Split('/').All(ByteSource.IsPlainName))
            {
                throw _root.Invalid($"names the array `{path}`, which is not the plain name of a folder beside it");
            }

            Add(path, node.Value);
        }
    }

    private void Walk(string folder, int depth)
    {
        var names = _root.ListBeside(folder);
        bool Has(string name) => names?.Files.Any(file => file.Name == name) ?? false;
        if (Has(NodeName) || Has(ArrayName))
        {
            string name = $"{folder}/{(Has(NodeName) ? NodeName : ArrayName)}";
            using var file = _root.OpenBeside(name)
                ?? throw _root.Invalid($"`{name}` disappeared while the file was read");
            using var json = SmallJson.Read(file, MaxNodeBytes);
            if (IsArray(json.RootElement))
            {
                Add(folder, json.RootElement);
                return;
            }

            CheckVersion(file, folder, json.RootElement);
        }

        WalkBelow(folder, depth);
    }

    private void WalkBelow(string folder, int depth)
    {
        if (depth == MaxDepth)
        {
            throw _root.Invalid($"has folders in folders below `{folder}`, more than {MaxDepth} deep");
        }

        foreach (string below in _root.ListBeside(folder)?.Folders ?? [])
        {
            Walk(ZarrFolders.Join(folder, below), depth + 1);
        }
    }

    private void Add(string path, JsonElement json)
    {
        string name = path.Length == 0 ? "array" : path;
        if (!_paths.Add(path))
        {
            throw _root.InvalidTensor(name, "two arrays have this name");
        }

        if (_arrays.Count == MaxArrays)
        {
            throw _root.Invalid($"has more than {MaxArrays:N0} arrays");
        }

        int version = CheckVersion(_root, name, json);
        Version ??= version;
        var array = version == 2
            ? ZarrArrayReader.ReadV2(_root, name, json, out string? refusal)
            : ZarrArrayReader.ReadV3(_root, name, json, out refusal);
        _arrays.Add(new ZarrNode(path, array, refusal));
    }

    private static bool IsArray(JsonElement json) => json.ValueKind == JsonValueKind.Object
        && (json.TryGetProperty("node_type", out _)
        ? SmallJson.Text(json, "node_type") == "array"
        : json.TryGetProperty("shape", out _));

    private static int CheckVersion(ByteSource file, string name, JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && SmallJson.Number(json, VersionKey) is 2 or 3
            ? (int)SmallJson.Number(json, VersionKey)!.Value
            : throw file.Invalid($"the metadata of `{name}` has no `{VersionKey}` of 2 or 3");
}
