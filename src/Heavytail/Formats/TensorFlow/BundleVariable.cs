using Heavytail.Files;
using Heavytail.Formats.Pieces;

namespace Heavytail.Formats.TensorFlow;

/// <summary>A variable of a checkpoint that can be read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Element">The type of its elements.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="File">The file that holds it, or its first block.</param>
/// <param name="OpenRead">Opens its elements, row-major and little-endian.</param>
internal sealed record BundleVariable(
    string Name, ElementType Element, TensorShape Shape, ByteSource File, Func<Stream> OpenRead)
{
    /// <summary>The names of the variables that it is joined from; empty for one that is stored whole.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>One that is stored whole.</summary>
    /// <exception cref="InvalidCheckpointException">Its bytes are not there.</exception>
    public static BundleVariable Whole(
        string name, BundleEntry entry, IReadOnlyDictionary<long, ByteSource> shards, bool isBigEndian)
    {
        var shard = shards[entry.Shard];
        entry.Check(shard);
        return new BundleVariable(
            name, entry.Type.Element!.Value, entry.Shape, shard, Opener(entry, shard, isBigEndian));
    }

    /// <summary>One that is stored in blocks; null, with the reason, where they do not make up the whole.</summary>
    /// <exception cref="InvalidCheckpointException">The bytes of a block are not there.</exception>
    public static BundleVariable? Sliced(
        string name, BundleEntry entry, Bundle bundle, IReadOnlyDictionary<long, ByteSource> shards, out string problem)
    {
        var blocks = new List<TensorBlock>();
        problem = "";
        Int128 claimed = 0;
        foreach (var (slice, part) in entry.Slices.Zip(entry.Parts))
        {
            problem = slice.Within(entry.Shape) is not { } at ? $"its slice {slice} is not a block of {entry.Shape}"
                : part is null ? $"its slice {slice} is not in the checkpoint"
                : part.Type != entry.Type || !part.Shape.Dimensions.SequenceEqual(at.Lengths)
                    ? $"its slice {slice} is stored as {part.Type.Name} of {part.Shape}"
                : !shards.TryGetValue(part.Shard, out var shard) ? Missing(bundle, slice, part)
                : Add(at, part, shard);
            if (problem.Length > 0)
            {
                return null;
            }
        }

        var element = entry.Type.Element!.Value;
        if (new BlockJoin(element.Bits() / 8).Join(entry.Shape, blocks, out problem) is not { } open)
        {
            return null;
        }

        // Several slices may claim the same bytes, and a small file a large variable.
        if (claimed > shards.Values.Sum(shard => shard.Length))
        {
            problem = $"its slices claim {claimed:N0} bytes, which the files beside the index do not have";
            return null;
        }

        return new BundleVariable(name, element, entry.Shape, shards[entry.Parts[0]!.Shard], open);

        string Add((long[] Starts, long[] Lengths) at, BundleEntry part, ByteSource shard)
        {
            part.Check(shard);
            claimed += part.Size;
            blocks.Add(new TensorBlock(at.Starts, at.Lengths, Opener(part, shard, bundle.IsBigEndian)));
            return "";
        }
    }

    private static string Missing(Bundle bundle, BundleSlice slice, BundleEntry part) =>
        part.Shard >= 0 && part.Shard < bundle.ShardCount
            ? $"its slice {slice} is in `{bundle.ShardName((int)part.Shard)}`, which is not beside the index"
            : $"its slice {slice} is in shard {part.Shard} of a checkpoint of {bundle.ShardCount}";

    private static Func<Stream> Opener(BundleEntry entry, ByteSource shard, bool isBigEndian)
    {
        var element = entry.Type.Element!.Value;
        int numberBytes = element.IsComplex() ? element.Bits() / 16 : element.Bits() / 8;
        return isBigEndian && numberBytes > 1
            ? () => new ByteSwapStream(shard.OpenRegion(entry.Offset, entry.Size), entry.Size, numberBytes)
            : () => shard.OpenRegion(entry.Offset, entry.Size);
    }
}
