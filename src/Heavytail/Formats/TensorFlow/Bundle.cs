// Specification: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/tensor_bundle.proto
using System.Globalization;
using System.Text;
using Heavytail.Files;

namespace Heavytail.Formats.TensorFlow;

/// <summary>A checkpoint of TensorFlow: an index of tensors, and files that hold their bytes.</summary>
/// <param name="Index">The file of the index.</param>
/// <param name="Entries">Entries in the order of their bytes, which is the order in which the model was built.</param>
/// <param name="ShardCount">Files that the index speaks of.</param>
/// <param name="IsBigEndian">Whether it was written by a machine of that kind.</param>
internal sealed record Bundle(ByteSource Index, IReadOnlyList<BundleEntry> Entries, int ShardCount, bool IsBigEndian)
{
    /// <summary>The key of a string that holds the objects that the variables belong to.</summary>
    public const string ObjectGraphKey = "_CHECKPOINTABLE_OBJECT_GRAPH";

    /// <summary>Each is an open file; writers make one for each machine of a cluster.</summary>
    public const int MaxShards = 4096;

    /// <summary>How an index is called; what the shards are called follows from the rest.</summary>
    public const string IndexExtension = ".index";

    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads the index; opens no shard.</summary>
    /// <exception cref="InvalidCheckpointException">It is not an index of a checkpoint.</exception>
    public static Bundle Read(ByteSource index)
    {
        (int shards, bool isBigEndian)? header = null;
        var entries = new List<BundleEntry>();
        var parts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (key, value) in SortedTable.Read(index))
        {
            if (header is null)
            {
                header = ReadHeader(key, value, index);
            }
            else if (key is [0, ..])
            {
                // A part of a tensor, which has an entry of its own.
                parts.Add(Encoding.Latin1.GetString(key), value);
            }
            else
            {
                entries.Add(BundleEntry.Read(Name(key, index), value, index));
            }
        }

        return header is null
            ? throw index.Invalid("is a table without entries, not the index of a TensorFlow checkpoint")
            : new Bundle(
                index,
                [
                    .. entries.Select(entry => entry.IsSliced ? WithParts(entry, parts, index) : entry)
                        .OrderBy(entry => entry.First.Shard).ThenBy(entry => entry.First.Offset)
                        .ThenBy(entry => entry.Key, StringComparer.Ordinal),
                ],
                header.Value.shards,
                header.Value.isBigEndian);
    }

    /// <summary>The names of the files that hold tensors, relative to the index.</summary>
    public IEnumerable<string> ShardNames() => Enumerable.Range(0, ShardCount).Select(ShardName);

    public string ShardName(int shard)
    {
        string name = Path.GetFileName(Index.Path);
        string prefix = name.EndsWith(IndexExtension, StringComparison.Ordinal) ? name[..^IndexExtension.Length] : name;
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}.data-{shard:D5}-of-{ShardCount:D5}");
    }

    /// <summary>
    /// Opens the shards that tensors lie in, by their numbers; the caller closes them. One that only parts of
    /// partitioned variables lie in may be missing.
    /// </summary>
    /// <exception cref="InvalidCheckpointException">One is not there.</exception>
    public IReadOnlyDictionary<long, ByteSource> OpenShards(Opened<ByteSource> opened)
    {
        var shards = new Dictionary<long, ByteSource>();
        foreach (var entry in Entries.Where(entry => !entry.IsSliced))
        {
            if (shards.ContainsKey(entry.Shard))
            {
                continue;
            }

            if (entry.Shard < 0 || entry.Shard >= ShardCount)
            {
                throw Index.InvalidTensor(entry.Key, $"is in shard {entry.Shard} of a checkpoint of {ShardCount}");
            }

            string name = ShardName((int)entry.Shard);
            var shard = Index.OpenBeside(name) ?? throw Index.Invalid(
                $"its shard `{name}` is not beside it",
                "put all files of the checkpoint into one folder, with their original names");
            opened.Add(shard);
            shards.Add(entry.Shard, shard);
        }

        foreach (var part in Entries.SelectMany(entry => entry.Parts).OfType<BundleEntry>())
        {
            if (!shards.ContainsKey(part.Shard) && part.Shard >= 0 && part.Shard < ShardCount
                && Index.OpenBeside(ShardName((int)part.Shard)) is { } shard)
            {
                shards.Add(part.Shard, opened.Add(shard));
            }
        }

        return shards;
    }

    private static BundleEntry WithParts(BundleEntry entry, Dictionary<string, byte[]> parts, ByteSource index) =>
        entry with
        {
            Parts =
            [
                .. entry.Slices.Select(slice =>
                    parts.TryGetValue(Encoding.Latin1.GetString(slice.Key(entry.Key)), out byte[]? value)
                        ? BundleEntry.Read(entry.Key, value, index)
                        : null),
            ],
        };

    private static (int Shards, bool IsBigEndian) ReadHeader(byte[] key, byte[] value, ByteSource index)
    {
        if (key.Length > 0 || MemoryMessage.Fields(value) is not { } fields)
        {
            throw index.Invalid("is a table, but not the index of a TensorFlow checkpoint: its first key is not empty");
        }

        if (fields.Any(field => field.Number == 1 && field.IsBytes))
        {
            throw index.Invalid(
                "is a checkpoint of the first format of TensorFlow (V1), which is not read",
                "load it in TensorFlow and save it again, as `.index` and `.data-00000-of-00001`");
        }

        long shards = fields.LastOrDefault(field => field.Number == 1).Int64;
        if (shards is < 0 or > MaxShards)
        {
            throw index.Invalid($"the index claims {shards:N0} shards, at most {MaxShards:N0} are opened");
        }

        return ((int)shards, fields.LastOrDefault(field => field.Number == 2).Value == 1);
    }

    private static string Name(byte[] key, ByteSource index)
    {
        try
        {
            return s_utf8.GetString(key);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidCheckpointException(index.Path, null, "a name in the index is not UTF-8", inner: e);
        }
    }
}
