// Specification: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/tensor_slice.proto
// and https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/lib/strings/ordered_code.h
using System.Numerics;
using System.Text;
using Heavytail.Files.Protobuf;

namespace Heavytail.Formats.TensorFlow;

/// <summary>The message <c>TensorSliceProto</c>: a block of a variable that is stored under a key of its own.</summary>
/// <param name="Extents">First index and length along each dimension; the length of a whole one is -1.</param>
internal sealed record BundleSlice(IReadOnlyList<(long Start, long Length)> Extents)
{
    private const long Whole = -1;

    /// <summary>Reads a message; null where the bytes are none.</summary>
    public static BundleSlice? Read(ReadOnlySpan<byte> bytes)
    {
        var extents = new List<(long, long)>();
        if (MemoryMessage.Fields(bytes) is not { } fields)
        {
            return null;
        }

        foreach (var field in fields)
        {
            if (field is not { Number: 1, IsBytes: true })
            {
                continue;
            }

            if (MemoryMessage.Fields(bytes.Slice((int)field.Offset, (int)field.Length)) is not { } parts
                || extents.Count == TensorShape.MaxRank)
            {
                return null;
            }

            (long start, long length) = (0, Whole);
            foreach (var part in parts.Where(part => part.Type == WireType.Varint))
            {
                start = part.Number == 1 ? part.Int64 : start;
                length = part.Number == 2 ? part.Int64 : length;
            }

            extents.Add((start, length));
        }

        return new BundleSlice(extents);
    }

    /// <summary>Where it lies in a tensor; null where it does not.</summary>
    public (long[] Starts, long[] Lengths)? Within(TensorShape shape)
    {
        if (Extents.Count != shape.Rank)
        {
            return null;
        }

        long[] lengths = [.. Extents.Select((extent, axis) => extent.Length == Whole ? shape[axis] : extent.Length)];
        return Extents.Select((extent, axis) => extent.Start >= 0 && lengths[axis] >= 0
            && extent.Start <= shape[axis] - lengths[axis]).All(fits => fits)
            ? ([.. Extents.Select(extent => extent.Start)], lengths)
            : null;
    }

    /// <summary>
    /// The key of its entry, which sorts before all names: a zero, the name, the number of dimensions, and the extents.
    /// </summary>
    public byte[] Key(string name)
    {
        var key = new List<byte> { 0 };
        foreach (byte part in Encoding.UTF8.GetBytes(name))
        {
            key.AddRange(part switch
            {
                0 => [0, 0xff],
                0xff => [0xff, 0],
                _ => [part],
            });
        }

        key.AddRange([0, 1]);
        key.AddRange(Extents.Count == 0 ? [0] : [1, (byte)Extents.Count]);
        foreach (var (start, length) in Extents)
        {
            AddSigned(key, start);
            AddSigned(key, length);
        }

        return [.. key];
    }

    /// <summary>As <c>[10:20, :]</c>, for people.</summary>
    public override string ToString() => $"[{string.Join(", ", Extents.Select(extent => extent.Length == Whole
        ? ":"
        : FormattableString.Invariant($"{extent.Start}:{(Int128)extent.Start + extent.Length}")))}]";

    /// <summary>
    /// So many ones as there are bytes, then the number, big-endian, with its sign before it; of a negative one all
    /// bits are turned.
    /// </summary>
    private static void AddSigned(List<byte> key, long value)
    {
        ulong magnitude = (ulong)(value < 0 ? ~value : value);
        int bits = sizeof(ulong) * 8 - BitOperations.LeadingZeroCount(magnitude);
        int length = (bits / 7) + 1;
        var ones = (((UInt128)1 << length) - 1) << (7 * length);
        var number = (ones | magnitude) ^ (value < 0 ? ((UInt128)1 << (8 * length)) - 1 : 0);
        for (int k = length - 1; k >= 0; k--)
        {
            key.Add((byte)(number >> (8 * k)));
        }
    }
}
