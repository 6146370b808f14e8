using System.Buffers.Binary;
using System.IO.Compression;

namespace Heavytail.Files.Compression;

/// <summary>
/// Blosc: a chunk in blocks, each shuffled so that the first bytes of all elements come first, and packed by LZ4,
/// zlib or Zstandard.
/// </summary>
internal static class BloscBlock
{
    // Specification: https://github.com/Blosc/c-blosc/blob/main/README_CHUNK_FORMAT.rst
    private const int HeaderBytes = 16;
    private const int IsShuffled = 1;
    private const int IsCopied = 2;
    private const int IsBitShuffled = 4;
    private const int IsNotSplit = 0x10;
    private const int Lz4 = 1;
    private const int Zlib = 3;
    private const int Zstandard = 4;

    /// <summary>
    /// Blocks are split by the bytes of elements where these are few, and parts do not get too short.
    /// </summary>
    private const int MostSplits = 16;
    private const int ShortestSplit = 128;

    private static readonly string[] s_names = ["blosclz", "LZ4", "snappy", "zlib", "Zstandard"];

    /// <exception cref="InvalidDataException">It does not unpack to so many bytes.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> source, int size)
    {
        if (source.Length < HeaderBytes)
        {
            throw new InvalidDataException(
                $"a chunk of blosc has {source.Length} bytes, its header alone {HeaderBytes}");
        }

        int flags = source[2];
        int elementBytes = source[3];
        uint unpackedBytes = BinaryPrimitives.ReadUInt32LittleEndian(source[4..]);
        uint blockBytes = BinaryPrimitives.ReadUInt32LittleEndian(source[8..]);
        uint packedBytes = BinaryPrimitives.ReadUInt32LittleEndian(source[12..]);
        if (unpackedBytes != size || packedBytes != source.Length || elementBytes == 0)
        {
            throw new InvalidDataException(
                $"a chunk of blosc claims {unpackedBytes:N0} bytes packed in {packedBytes:N0}, expected {size:N0} in "
                + $"{source.Length:N0}");
        }

        byte[] unpacked = new byte[size];
        if ((flags & IsCopied) != 0)
        {
            if (source.Length - HeaderBytes != size)
            {
                throw new InvalidDataException(
                    $"a plain chunk of blosc has {source.Length - HeaderBytes:N0} bytes, not {size:N0}");
            }

            source[HeaderBytes..].CopyTo(unpacked);
            return unpacked;
        }

        int blocks = size == 0 ? 0 : blockBytes == 0 ? int.MaxValue : (int)(((unpackedBytes - 1) / blockBytes) + 1);
        if (blocks > (source.Length - HeaderBytes) / sizeof(int))
        {
            throw new InvalidDataException(
                $"a chunk of blosc in blocks of {blockBytes:N0} bytes has no room for their offsets");
        }

        byte[] scratch = new byte[Math.Min(blockBytes, unpackedBytes)];
        for (int i = 0; i < blocks; i++)
        {
            int start = (int)(i * (long)blockBytes);
            var block = unpacked.AsSpan(start, (int)Math.Min(blockBytes, size - start));
            int at = BinaryPrimitives.ReadInt32LittleEndian(source[(HeaderBytes + (i * sizeof(int)))..]);
            if (at < HeaderBytes || at > source.Length)
            {
                throw new InvalidDataException($"a block of blosc at {at:N0} leaves its {source.Length:N0} bytes");
            }

            bool isSplit = (flags & IsNotSplit) == 0 && elementBytes <= MostSplits
                && block.Length / elementBytes >= ShortestSplit && block.Length == blockBytes;
            DecodeBlock(
                source[at..], block, scratch.AsSpan(0, block.Length), flags, elementBytes, isSplit ? elementBytes : 1);
        }

        return unpacked;
    }

    private static void DecodeBlock(
        ReadOnlySpan<byte> source, Span<byte> block, Span<byte> scratch, int flags, int elementBytes, int splits)
    {
        bool isShuffled = (flags & IsShuffled) != 0 && elementBytes > 1;
        bool isBitShuffled = (flags & IsBitShuffled) != 0 && !isShuffled;
        var target = isShuffled || isBitShuffled ? scratch : block;
        int part = block.Length / splits;
        if (part * splits != block.Length)
        {
            throw new InvalidDataException(
                $"a block of {block.Length:N0} bytes in {splits} parts is not what blosc writes");
        }

        for (int i = 0; i < splits; i++)
        {
            int length = source.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(source);
            if (length < 0 || length > source.Length - sizeof(int))
            {
                throw new InvalidDataException("a block of blosc ends early");
            }

            var packed = source.Slice(sizeof(int), length);
            source = source[(sizeof(int) + length)..];
            Unpack(packed, target.Slice(i * part, part), flags >> 5);
        }

        if (isShuffled)
        {
            Unshuffle(scratch, block, elementBytes);
        }
        else if (isBitShuffled)
        {
            UnshuffleBits(scratch, block, elementBytes);
        }
    }

    private static void Unpack(ReadOnlySpan<byte> packed, Span<byte> target, int kind)
    {
        if (packed.Length == target.Length)
        {
            packed.CopyTo(target);
            return;
        }

        switch (kind)
        {
            case Lz4:
                Lz4Block.DecodeBlock(packed, target);
                break;
            case Zlib:
                using (var stream = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress))
                {
                    stream.ReadExactly(target);
                }

                break;
            case Zstandard:
                using (var stream = new ZstdFrameStream(new MemoryStream(packed.ToArray()), target.Length))
                {
                    stream.ReadExactly(target);
                }

                break;
            default:
                throw new InvalidDataException(
                    $"a chunk of blosc is packed by {(kind < s_names.Length ? s_names[kind] : $"number {kind}")}, "
                    + "which is not read; LZ4, zlib and Zstandard are");
        }
    }

    private static void Unshuffle(ReadOnlySpan<byte> source, Span<byte> target, int elementBytes)
    {
        int elements = source.Length / elementBytes;
        for (int place = 0; place < elementBytes; place++)
        {
            var plane = source.Slice(place * elements, elements);
            for (int i = 0, at = place; i < plane.Length; i++, at += elementBytes)
            {
                target[at] = plane[i];
            }
        }

        int whole = elements * elementBytes;
        source[whole..].CopyTo(target[whole..]);
    }

    /// <summary>
    /// First the first bits of all elements, eight a byte, then their second ones; only of whole eights, else plain.
    /// </summary>
    private static void UnshuffleBits(ReadOnlySpan<byte> source, Span<byte> target, int elementBytes)
    {
        int elements = source.Length / elementBytes;
        elements = elements % 8 == 0 ? elements : 0;
        int planeBytes = elements / 8;
        int whole = elements * elementBytes;
        target[..whole].Clear();
        for (int bit = 0; bit < 8 * elementBytes; bit++)
        {
            var plane = source.Slice(bit * planeBytes, planeBytes);
            for (int i = 0; i < elements; i++)
            {
                target[(i * elementBytes) + (bit / 8)] |= (byte)(((plane[i / 8] >> (i % 8)) & 1) << (bit % 8));
            }
        }

        source[whole..].CopyTo(target[whole..]);
    }
}
