using System.Buffers.Binary;
using Heavytail.Files;

namespace Heavytail.Formats.Gguf;

/// <summary>The header of one GGUF file: metadata, and where its tensors lie.</summary>
/// <param name="IsBigEndian">Whether its values, data among them, are big-endian.</param>
/// <param name="Metadata">Its key–value pairs.</param>
/// <param name="Tensors">Tensors, in the file's own order.</param>
internal sealed record GgufHeader(bool IsBigEndian, GgufMetadata Metadata, IReadOnlyList<GgufTensor> Tensors)
{
    public const int MagicBytes = 4;

    private const int VersionEnd = 8;
    private const uint DefaultAlignment = 32;

    /// <summary>Far above any model known (some 50,000), far below what would hurt.</summary>
    private const int MaxTensors = 1 << 18;

    /// <summary>A name's length, the number of dimensions, the type, the offset.</summary>
    private const int LeastTensorBytes = 24;

    /// <summary>Whether these are the first bytes of a GGUF file, of either byte order.</summary>
    public static bool IsMagic(ReadOnlySpan<byte> head) => head.StartsWith("GGUF"u8) || head.StartsWith("FUGG"u8);

    /// <exception cref="InvalidCheckpointException">The file breaks the format's rules.</exception>
    public static GgufHeader Read(ByteSource file)
    {
        bool isBigEndian = ReadByteOrder(file);
        var reader = new GgufReader(file, isBigEndian);
        reader.Skip(VersionEnd);
        long tensorCount = reader.Count("tensors", LeastTensorBytes);
        if (tensorCount > MaxTensors)
        {
            throw file.Invalid($"the header claims {tensorCount:N0} tensors, at most {MaxTensors:N0} are read");
        }

        var metadata = GgufMetadata.Read(reader, file, GgufMetadata.CountPairs(reader));
        var tensors = new List<GgufTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (long i = 0; i < tensorCount; i++)
        {
            var tensor = GgufTensor.Read(reader, file, isBigEndian);
            if (!names.Add(tensor.Name))
            {
                throw file.InvalidTensor(tensor.Name, "is in the header twice");
            }

            tensors.Add(tensor);
        }

        return new GgufHeader(isBigEndian, metadata, Place(tensors, file, reader.Offset, Alignment(metadata, file)));
    }

    private static bool ReadByteOrder(ByteSource file)
    {
        byte[] head = file.Head(VersionEnd);
        if (head.Length < VersionEnd || !IsMagic(head))
        {
            throw file.Invalid("is not a GGUF file: it does not start with `GGUF` and a version");
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(MagicBytes));
        bool isBigEndian = (version & 0xffff) == 0 && version != 0;
        version = isBigEndian ? BinaryPrimitives.ReverseEndianness(version) : version;
        return version is 2 or 3
            ? isBigEndian
            : throw file.Invalid(
                $"is GGUF version {version:N0}, expected 2 or 3",
                version == 1 ? "version 1 was in use for weeks in 2023; convert the model again" : null);
    }

    private static uint Alignment(GgufMetadata metadata, ByteSource file)
    {
        if (!metadata.Texts.ContainsKey(GgufMetadata.AlignmentKey))
        {
            return DefaultAlignment;
        }

        return metadata.Integer(GgufMetadata.AlignmentKey) is > 0 and <= int.MaxValue and long alignment
            && long.IsPow2(alignment)
                ? (uint)alignment
                : throw file.Invalid(
                    $"`{GgufMetadata.AlignmentKey}` is {metadata.Texts[GgufMetadata.AlignmentKey]}, expected a power "
                    + "of two");
    }

    /// <summary>
    /// Offsets from the start of the file; aligned, inside it, and of no byte that another tensor has.
    /// </summary>
    private static List<GgufTensor> Place(List<GgufTensor> tensors, ByteSource file, long headerEnd, uint alignment)
    {
        Int128 start = ((Int128)headerEnd + alignment - 1) / alignment * alignment;
        var placed = tensors.ConvertAll(tensor =>
        {
            if (tensor.Offset % alignment != 0)
            {
                throw file.InvalidTensor(
                    tensor.Name, $"its data offset {tensor.Offset:N0} is not a multiple of the alignment {alignment}");
            }

            Int128 offset = start + tensor.Offset;
            if (tensor.StoredBytes > 0 && offset + tensor.StoredBytes > file.Length)
            {
                throw file.Truncated(
                    $"needs {tensor.StoredBytes:N0} bytes at offset {offset:N0} but the file has {file.Length:N0} "
                    + "bytes",
                    tensor.Name);
            }

            return tensor with { Offset = (long)Int128.Min(offset, file.Length) };
        });

        long covered = 0;
        string before = "";
        foreach (var tensor in placed.Where(tensor => tensor.StoredBytes > 0).OrderBy(tensor => tensor.Offset))
        {
            if (tensor.Offset < covered)
            {
                throw file.InvalidTensor(
                    tensor.Name,
                    $"its data begin at {tensor.Offset:N0}, inside those of `{before}`, which end at {covered:N0}");
            }

            covered = tensor.Offset + tensor.StoredBytes;
            before = tensor.Name;
        }

        return placed;
    }
}
