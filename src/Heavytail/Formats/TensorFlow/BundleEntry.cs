using Heavytail.Files;
using Heavytail.Files.Protobuf;

namespace Heavytail.Formats.TensorFlow;

/// <summary>The message <c>BundleEntryProto</c>: a tensor of a checkpoint, and where its bytes are.</summary>
/// <param name="Key">The name in the checkpoint.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Shard">The number of the file that holds it.</param>
/// <param name="Offset">Offset of the first byte.</param>
/// <param name="Size">Length in bytes.</param>
/// <param name="Slices">The blocks that it is stored in, under keys of their own; empty where it is stored
/// whole.</param>
internal sealed record BundleEntry(
    string Key, TensorFlowType Type, TensorShape Shape, long Shard, long Offset, long Size,
    IReadOnlyList<BundleSlice> Slices)
{
    /// <summary>Whether it is stored in blocks: a partitioned variable.</summary>
    public bool IsSliced => Slices.Count > 0;

    /// <summary>The entries of <see cref="Slices"/>; null for those that the index does not have.</summary>
    public IReadOnlyList<BundleEntry?> Parts { get; init; } = [];

    /// <summary>The entry whose bytes say where the tensor stands in the order of the file.</summary>
    public BundleEntry First => Parts.FirstOrDefault(part => part is not null) ?? this;

    /// <exception cref="InvalidCheckpointException">The bytes are not such a message.</exception>
    public static BundleEntry Read(string key, ReadOnlySpan<byte> bytes, ByteSource file)
    {
        long type = 0;
        (long shard, long offset, long size) = (0, 0, 0);
        List<BundleSlice> slices = [];
        List<long> sides = [];
        foreach (var field in MemoryMessage.Fields(bytes) ?? throw Damaged(key, file))
        {
            switch (field.Number)
            {
                case 1:
                    type = field.Int64;
                    break;
                case 2 when field.IsBytes:
                    sides = Dimensions(bytes.Slice((int)field.Offset, (int)field.Length)) ?? throw Damaged(key, file);
                    break;
                case 3:
                    shard = field.Int64;
                    break;
                case 4:
                    offset = field.Int64;
                    break;
                case 5:
                    size = field.Int64;
                    break;
                case 7:
                    slices.Add((field.IsBytes
                        ? BundleSlice.Read(bytes.Slice((int)field.Offset, (int)field.Length))
                        : null) ?? throw Damaged(key, file));
                    break;
                default:
                    break;
            }
        }

        return new BundleEntry(
            key, TensorFlowType.FromCode(type), TensorFlowShape.From(sides, file, key), shard, offset, size, slices);
    }

    /// <summary>Checks that the file holds the bytes that the shape needs.</summary>
    /// <exception cref="InvalidCheckpointException">It does not.</exception>
    public void Check(ByteSource shard)
    {
        if (Type.Element is { } element && (Int128)Shape.ElementCount * element.Bits() / 8 is var needed
            && needed != Size)
        {
            throw shard.InvalidTensor(
                Key,
                $"shape {Shape} of {element.Name()} needs {needed:N0} bytes, the index of the checkpoint gives it "
                + $"{Size:N0}");
        }

        if (Offset < 0 || Size < 0 || Offset > shard.Length - Size)
        {
            throw shard.Truncated(
                $"its {Size:N0} bytes at offset {Offset:N0} leave the file, which has {shard.Length:N0}", Key);
        }
    }

    private static List<long>? Dimensions(ReadOnlySpan<byte> bytes)
    {
        var sides = new List<long>();
        if (MemoryMessage.Fields(bytes) is not { } fields)
        {
            return null;
        }

        foreach (var field in fields)
        {
            if (field.Number != 2 || !field.IsBytes)
            {
                continue;
            }

            var parts = MemoryMessage.Fields(bytes.Slice((int)field.Offset, (int)field.Length));
            if (parts is null)
            {
                return null;
            }

            sides.Add(parts.LastOrDefault(part => part is { Number: 1, Type: WireType.Varint }).Int64);
        }

        return sides;
    }

    private static InvalidCheckpointException Damaged(string key, ByteSource file) =>
        file.InvalidTensor(key, "its entry in the index of the checkpoint is not a protobuf message");
}
