// Specification: https://github.com/huggingface/safetensors (README, "Format").
using System.Buffers.Binary;
using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.SafeTensors;

/// <summary>A safetensors file: u64 header length, JSON header, one data buffer without holes.</summary>
internal sealed class SafeTensorsFormat : CheckpointFormat
{
    private const int LengthBytes = 8;

    public override string Name => "safetensors";

    public override IReadOnlyList<string> Extensions => [".safetensors"];

    /// <summary>
    /// The header begins with <c>{</c>, and its length fits in half of its eight bytes: the lower half, or the upper
    /// one where a writer got the byte order wrong. No text and no other format has four zero bytes there.
    /// </summary>
    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) =>
        head.Length > LengthBytes && head[LengthBytes] == (byte)'{'
        && (head[4..LengthBytes].IndexOfAnyExcept((byte)0) < 0 || head[..4].IndexOfAnyExcept((byte)0) < 0);

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        var (header, dataStart) = Parse(file);
        var unread = new UnreadTensors();
        var tensors = new List<StoredTensor>();
        foreach (var entry in header.Entries)
        {
            if (entry.Type == ElementType.Unknown)
            {
                unread.AddType(entry.Name, entry.Dtype, entry.Shape, entry.End - entry.Begin);
            }
            else
            {
                tensors.Add(ToStored(file, tensors.Count, entry, dataStart));
            }
        }

        var metadata = new Dictionary<string, string>(header.Metadata, StringComparer.Ordinal);
        foreach (var (name, entry) in header.TiedNames())
        {
            metadata.Remove(name);
            tensors.Add(ToStored(file, tensors.Count, entry with { Name = name }, dataStart));
        }

        unread.AddTo(metadata);
        return new CheckpointContents(tensors, metadata, []) { Unread = unread.All };
    }

    /// <summary>The header, and where the data begin.</summary>
    /// <exception cref="InvalidCheckpointException">The file breaks the format's rules.</exception>
    public static (SafeTensorsHeader Header, long DataStart) Parse(ByteSource file)
    {
        byte[] lengthBytes = file.Head(LengthBytes);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length > SafeTensorsHeader.MaxBytes)
        {
            bool swapped = BinaryPrimitives.ReverseEndianness(length) <= SafeTensorsHeader.MaxBytes;
            throw file.Invalid(
                $"header length {length:N0} is over the format's limit of {SafeTensorsHeader.MaxBytes:N0} bytes",
                swapped ? "the length looks big-endian; the format is little-endian" : null);
        }

        if ((long)length > file.Length - LengthBytes)
        {
            throw file.Truncated($"header of {length:N0} bytes is longer than the file ({file.Length:N0} bytes)");
        }

        byte[] json = new byte[length];
        file.ReadExactly(LengthBytes, json);
        var header = SafeTensorsHeader.Parse(json, file);
        long dataStart = LengthBytes + (long)length;
        header.Validate(file, file.Length - dataStart);

        return (header, dataStart);
    }

    /// <summary>
    /// Types of less than a byte become F32. The format leaves open how they are packed; the first element at the
    /// lowest bits is what PyTorch (float4_e2m1fn_x2) and ONNX (FLOAT6) write.
    /// </summary>
    private static StoredTensor ToStored(ByteSource file, int index, SafeTensorsHeader.Entry entry, long dataStart)
    {
        var (type, count) = (entry.Type, entry.Shape.ElementCount);
        Stream Open() => file.OpenRegion(dataStart + entry.Begin, entry.End - entry.Begin);
        if (type.Bits() % 8 == 0)
        {
            return new StoredTensor(new(index, entry.Name, type, entry.Shape, file.Path), Open) { Place = entry.Begin };
        }

        var info = new TensorInfo(index, entry.Name, ElementType.F32, entry.Shape, file.Path)
        {
            Encoding = type.Name(),
            IsQuantized = true,
            StoredByteCount = entry.End - entry.Begin,
        };
        return new StoredTensor(info, () => LookupStream.OfSmallFloats(Open(), type, count)) { Place = entry.Begin };
    }
}
