using System.Buffers.Binary;

namespace Heavytail.Files.Compression;

/// <summary>Blocks of LZ4: literals, and copies of what came before.</summary>
internal static class Lz4Block
{
    private const int SizeBytes = 4;
    private const int LongCount = 15;
    private const int ShortestCopy = 4;

    /// <summary>A block after its unpacked size, as the codec of Zarr has it.</summary>
    /// <exception cref="InvalidDataException">It does not unpack to so many bytes.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> source, int size)
    {
        if (source.Length < SizeBytes || BinaryPrimitives.ReadInt32LittleEndian(source) != size)
        {
            throw new InvalidDataException($"a chunk of LZ4 does not say that it has {size:N0} bytes");
        }

        byte[] unpacked = new byte[size];
        DecodeBlock(source[SizeBytes..], unpacked);
        return unpacked;
    }

    /// <summary>Fills the destination.</summary>
    /// <exception cref="InvalidDataException">The block does not unpack to as much.</exception>
    public static void DecodeBlock(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int from = 0;
        int to = 0;
        while (from < source.Length)
        {
            int token = source[from++];
            int literals = Count(source, token >> 4, ref from);
            if (literals > source.Length - from || literals > destination.Length - to)
            {
                throw Damaged();
            }

            source.Slice(from, literals).CopyTo(destination[to..]);
            from += literals;
            to += literals;
            if (from == source.Length)
            {
                break;
            }

            if (source.Length - from < 2)
            {
                throw Damaged();
            }

            int back = BinaryPrimitives.ReadUInt16LittleEndian(source[from..]);
            from += 2;
            int copied = Count(source, token & LongCount, ref from) + ShortestCopy;
            if (back == 0 || back > to || copied > destination.Length - to)
            {
                throw Damaged();
            }

            // What is copied may be made by the copying itself.
            for (int i = 0; i < copied; i++, to++)
            {
                destination[to] = destination[to - back];
            }
        }

        if (to != destination.Length)
        {
            throw Damaged();
        }
    }

    private static int Count(ReadOnlySpan<byte> source, int start, ref int from)
    {
        long count = start;
        for (bool goesOn = start == LongCount; goesOn;)
        {
            if (from == source.Length)
            {
                throw Damaged();
            }

            byte more = source[from++];
            count += more;
            goesOn = more == byte.MaxValue;
        }

        return count <= Array.MaxLength - ShortestCopy ? (int)count : throw Damaged();
    }

    private static InvalidDataException Damaged() =>
        new("a block of LZ4 is damaged, or has another size than expected");
}
