// Specification: https://huggingface.co/docs/safetensors/index (sharded models); written by transformers'
// save_pretrained.
using System.Globalization;
using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.HuggingFace;

/// <summary>
/// A model in several files, by its index (<c>model.safetensors.index.json</c>, <c>pytorch_model.bin.index.json</c>).
/// Tensors come in the order of the shards' names, and within a shard in its own order: the map's own order is
/// alphabetical and would put <c>layers.10</c> before <c>layers.2</c>.
/// </summary>
/// <param name="shardFormats">Recognizes the format of a shard.</param>
internal sealed class ShardIndexFormat(IFormatDetector shardFormats) : CheckpointFormat
{
    /// <summary>Where <c>weight_map</c> must have begun; only <c>metadata</c> comes before it.</summary>
    private const int SniffedBytes = 1 << 16;

    private static readonly string[] s_extensions = [".safetensors.index.json", ".bin.index.json"];

    public override string Name => "shard index";

    public override IReadOnlyList<string> Extensions => s_extensions;

    /// <summary>Whether a file's name is that of an index.</summary>
    public static bool IsNameOf(string path) =>
        Array.Exists(s_extensions, extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) =>
        head.TrimStart(" \t\r\n"u8) is [(byte)'{', ..]
        && (IsNameOf(file.Path)
            || ShardIndex.IsIndex(file.Head(SniffedBytes), isWhole: file.Length <= SniffedBytes));

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        var index = ShardIndex.Parse(file);
        using var shards = new Opened<ByteSource>();
        var contents = new List<CheckpointContents>();
        string? formatName = null;
        foreach (string name in index.Shards)
        {
            var shard = OpenShard(file, name);
            shards.Add(shard);
            var format = shardFormats.Detect(shard);
            if (format is ShardIndexFormat)
            {
                throw file.Invalid($"its shard `{name}` is itself an index", ShardIndex.Compare);
            }

            var shardContents = format.ReadHeader(shard);
            shards.AddRange(shardContents.Shards);
            contents.Add(shardContents);
            formatName ??= format.Name;
        }

        return Join(file, index, contents) with
        {
            Shards = shards.Release(),
            FormatName = Sharded(formatName ?? Name),
        };
    }

    /// <summary>What is wrong with a tensor that two shards have.</summary>
    public static string InTwo(string shard, string other) => $"is in two shards, `{shard}` and `{other}`";

    public override IEnumerable<string> FilesBeside(ByteSource file) => ShardIndex.Parse(file).Shards;

    private static ByteSource OpenShard(ByteSource index, string name) => index.OpenBeside(name)
        ?? throw index.Invalid($"its shard `{name}` is not beside it", ShardName.PutTogether);

    private static CheckpointContents Join(
        ByteSource file, ShardIndex index, List<CheckpointContents> contents)
    {
        var tensors = new List<StoredTensor>();
        var unread = new List<UnreadTensor>();
        var strangers = new List<UnreadTensor>();
        var damage = new List<InvalidCheckpointException>();
        var metadata = new Dictionary<string, string>(index.Metadata, StringComparer.Ordinal);
        var foundIn = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (shard, name) in contents.Zip(index.Shards))
        {
            foreach (var tensor in shard.Tensors)
            {
                if (!index.WeightMap.ContainsKey(tensor.Info.Name))
                {
                    strangers.Add(new UnreadTensor(tensor.Info.Name, $"is in the shard `{name}` but not in the index")
                    {
                        Shape = tensor.Info.Shape,
                        StoredByteCount = tensor.Info.StoredByteCount,
                    });
                    continue;
                }

                CheckPlace(file, index, foundIn, tensor.Info.Name, name);
                tensors.Add(tensor with { Info = tensor.Info with { Index = tensors.Count } });
            }

            foreach (var tensor in shard.Unread)
            {
                if (index.WeightMap.ContainsKey(tensor.Name))
                {
                    CheckPlace(file, index, foundIn, tensor.Name, name);
                }

                unread.Add(tensor);
            }

            foreach (var (key, value) in shard.Metadata)
            {
                metadata.TryAdd(key, value);
            }
        }

        foreach (var (tensor, shard) in index.WeightMap.Where(entry => !foundIn.ContainsKey(entry.Key)))
        {
            string problem = $"is not in its shard `{shard}`";
            strangers.Add(new UnreadTensor(tensor, problem));
            damage.Add(file.InvalidTensor(
                tensor, $"{problem}, where the index has it; no other shard has it",
                "compare the index and its shards with their source: one is of another version, or incomplete"));
        }

        // One name too many or too few is a slip of whoever wrote the files; many are another model.
        return strangers.Count * 2 < index.WeightMap.Count
            ? new CheckpointContents(tensors, metadata, [])
            {
                Unread = [.. unread, .. strangers],
                Damage = [.. contents.SelectMany(shard => shard.Damage), .. damage],
                Joined = string.Create(CultureInfo.InvariantCulture, $"joined from {contents.Count} files"),
            }
            : throw file.InvalidTensor(
                strangers[0].Name, strangers[0].Reason, "index and shards are of different models");
    }

    /// <summary>A tensor must be in the one shard that the index gives for it.</summary>
    private static void CheckPlace(
        ByteSource file, ShardIndex index, Dictionary<string, string> foundIn, string tensor, string shard)
    {
        if (foundIn.TryGetValue(tensor, out string? other))
        {
            throw file.InvalidTensor(tensor, InTwo(other, shard), ShardIndex.Compare);
        }

        string expected = index.WeightMap[tensor];
        if (expected != shard)
        {
            throw file.InvalidTensor(
                tensor, $"is in the shard `{shard}`, the index says `{expected}`", ShardIndex.Compare);
        }

        foundIn.Add(tensor, shard);
    }

    /// <summary>
    /// <c>safetensors</c> → <c>safetensors (sharded)</c>, <c>PyTorch (zip)</c> → <c>PyTorch (zip, sharded)</c>.
    /// </summary>
    public static string Sharded(string format) =>
        format.EndsWith(')') ? $"{format[..^1]}, sharded)" : $"{format} (sharded)";
}
