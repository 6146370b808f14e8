// Specification: https://orbax.readthedocs.io/en/latest/guides/checkpoint/checkpoint_format.html
using System.Text.Json;
using Heavytail.Files;
using Heavytail.Files.Json;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Zarr;

/// <summary>
/// A checkpoint of JAX' Orbax, by its <c>_METADATA</c>, or in older ones the <c>checkpoint</c> that says where the
/// arrays are: each is a Zarr array in a folder of its name, <c>params.layer.kernel</c>.
/// </summary>
internal sealed class OrbaxFormat : CheckpointFormat
{
    private const string TreeKey = "tree_metadata";
    private const string DatabaseName = "manifest.ocdbt";
    private const int SniffedBytes = 1 << 16;
    private const int MaxBytes = 32 << 20;

    /// <summary>Roots of a checkpoint, the one that stands for the others first.</summary>
    private static readonly string[] s_rank =
        ["_METADATA", "checkpoint", DatabaseName, "_CHECKPOINT_METADATA", "_sharding"];

    /// <summary>What the tree calls leaves that have an array of their own.</summary>
    private static readonly string[] s_arrays = ["jax.Array", "np.ndarray", "scalar"];

    private static readonly byte[] s_database = [0x0c, 0xdb, 0x3a, 0x2a];

    public override string Name => "Orbax";

    /// <summary>None: its files have names of their own.</summary>
    public override IReadOnlyList<string> Extensions => [];

    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) =>
        head.StartsWith(s_database) || IsTree(head, file) || IsAggregate(head, file);

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        byte[] head = file.Head(HeadLength);
        if (head.AsSpan().StartsWith(s_database))
        {
            throw Database(file);
        }

        var names = IsTree(head, file) ? ReadNames(file) : new Dictionary<string, Leaf>();
        var found = ZarrTree.ReadFolder(file);
        if (found.Arrays.Count == 0)
        {
            bool isDatabase = file.ListBeside("")?.Files.Any(other => other.Name == DatabaseName) ?? false;
            throw isDatabase
                ? Database(file)
                : file.Invalid(
                    "has no array of Zarr beside it", "the copy may be incomplete; a checkpoint is a whole folder");
        }

        Leaf LeafOf(string path) => names.TryGetValue(path.Replace('/', '.'), out var leaf)
            ? leaf
            : new Leaf(path.Replace('.', '/'), int.MaxValue, IsArray: true);
        var paths = found.Arrays.Select(array => array.Path.Replace('/', '.')).ToHashSet(StringComparer.Ordinal);
        var missing = names.Where(leaf => leaf.Value.IsArray && !paths.Contains(leaf.Key))
            .Select(leaf => new ZarrNode(leaf.Key, null, "its folder is not there, the copy looks incomplete"));
        var arrays = found.Arrays.Concat(missing).OrderBy(array => LeafOf(array.Path).Place).ToArray();
        return ZarrTensors.List(file, arrays, path => LeafOf(path).Name, isTraining: true) with
        {
            FormatName = string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"{Name} (Zarr v{found.Version})"),
        };
    }

    /// <summary>Its arrays, its metadata, and the folders of its database.</summary>
    public override IEnumerable<string> FilesBeside(ByteSource file)
    {
        int own = Array.IndexOf(s_rank, Path.GetFileName(file.Path));
        var folders = file.ListBeside("")?.Folders ?? [];
        return
        [
            .. s_rank.Skip(own + 1),
            .. ZarrFolders.OfModel(file),
            .. folders.Where(name => name == "d" || name.StartsWith("ocdbt.process_", StringComparison.Ordinal))
                .SelectMany(name => ZarrFolders.AllBelow(file, name)).Select(found => found.Path),
        ];
    }

    private static InvalidCheckpointException Database(ByteSource file) => file.Invalid(
        $"is an Orbax checkpoint in one database (OCDBT, `{DatabaseName}`), which is not read",
        "save it with `PyTreeCheckpointHandler(use_ocdbt=False)`, or write its parameters as safetensors");

    private static bool IsTree(ReadOnlySpan<byte> head, ByteSource file) =>
        head.TrimStart(" \t\r\n"u8) is [(byte)'{', ..]
        && ZarrSniff.HasProperty(file.Head(SniffedBytes), file.Length <= SniffedBytes, TreeKey, deepest: 1);

    /// <summary>MessagePack of nested maps, with a text for each array that says where it is.</summary>
    private static bool IsAggregate(ReadOnlySpan<byte> head, ByteSource file) =>
        head is [(> 0x80 and < 0x90) or 0xDE or 0xDF, ..]
            && file.Head(SniffedBytes).AsSpan().IndexOf("PLACEHOLDER://"u8) >= 0;

    /// <summary>The folder of an array → what the tree says of it.</summary>
    private static Dictionary<string, Leaf> ReadNames(ByteSource file)
    {
        using var json = SmallJson.Read(file, MaxBytes);
        var names = new Dictionary<string, Leaf>(StringComparer.Ordinal);
        if (!json.RootElement.TryGetProperty(TreeKey, out var tree) || tree.ValueKind != JsonValueKind.Object)
        {
            throw file.Invalid($"its `{TreeKey}` is not an object");
        }

        foreach (var leaf in tree.EnumerateObject())
        {
            if (leaf.Value.ValueKind != JsonValueKind.Object || !leaf.Value.TryGetProperty("key_metadata", out var keys)
                || keys.ValueKind != JsonValueKind.Array || keys.GetArrayLength() > ZarrTree.MaxDepth)
            {
                throw file.Invalid(
                    $"its entry `{leaf.Name}` has no `key_metadata`, a list of at most {ZarrTree.MaxDepth} keys");
            }

            string[] path =
                [.. keys.EnumerateArray().Select(
                    key => key.ValueKind == JsonValueKind.Object && key.TryGetProperty("key", out var text)
                ? text.ToString()
                : throw file.Invalid($"its entry `{leaf.Name}` has a key without `key`"))];
            bool isArray = leaf.Value.TryGetProperty("value_metadata", out var value)
                && value.ValueKind == JsonValueKind.Object
                && s_arrays.Contains(SmallJson.Text(value, "value_type"))
                && !(value.TryGetProperty("skip_deserialize", out var skipped)
                && skipped.ValueKind == JsonValueKind.True);
            names.TryAdd(string.Join('.', path), new Leaf(string.Join('/', path), names.Count, isArray));
        }

        return names;
    }

    /// <summary>A leaf of the tree.</summary>
    /// <param name="Name">Its keys, with <c>/</c>.</param>
    /// <param name="Place">Index among all entries.</param>
    /// <param name="IsArray">Whether it must have a folder.</param>
    private readonly record struct Leaf(string Name, int Place, bool IsArray);
}
