using System.Buffers.Binary;
using System.IO.Compression;

namespace Heavytail.Files.Hdf5;

/// <summary>Undoes the filters of one chunk after another, in buffers that it keeps.</summary>
/// <param name="filters">Filters in the order in which they were applied; all are known.</param>
/// <param name="chunkBytes">Bytes of a chunk when it is unpacked.</param>
/// <param name="elementBytes">Bytes of an element.</param>
internal sealed class Hdf5ChunkDecoder(IReadOnlyList<Hdf5Filter> filters, int chunkBytes, int elementBytes)
{
    private const int ChecksumBytes = 4;

    private byte[] _data = [];
    private byte[] _spare = [];

    /// <summary>Bytes of its buffers, with those that a chunk's checksums may add.</summary>
    public long BufferedBytes => 2L * MostBytes;

    private int MostBytes => (int)Math.Min(Array.MaxLength, chunkBytes + ((long)ChecksumBytes * filters.Count));

    /// <summary>Reads and unpacks a chunk; the result is good until the next call.</summary>
    /// <exception cref="InvalidDataException">It does not unpack to a whole chunk.</exception>
    public ReadOnlySpan<byte> Decode(Hdf5Bytes bytes, Hdf5Chunk chunk)
    {
        int length = (int)Math.Min(chunk.StoredBytes, Array.MaxLength);
        Grow(ref _data, length);
        bytes.ReadData(chunk.Address, _data.AsSpan(0, length));
        for (int i = filters.Count - 1; i >= 0; i--)
        {
            if ((chunk.FilterMask & (1u << i)) != 0)
            {
                continue;
            }

            switch (filters[i].Id)
            {
                case Hdf5Filter.Fletcher32:
                    length = Fletcher32.Strip(_data.AsSpan(0, length));
                    continue;
                case Hdf5Filter.Deflate:
                    length = Inflate(length);
                    break;
                case Hdf5Filter.Shuffle:
                    Unshuffle(length);
                    break;
                case Hdf5Filter.Lzf:
                    Grow(ref _spare, MostBytes);
                    length = Lzf.Decode(_data.AsSpan(0, length), _spare.AsSpan(0, MostBytes));
                    break;
                case Hdf5Filter.Zstandard:
                    length = Zstandard(length);
                    break;
                default:
                    throw new InvalidDataException($"a chunk was written with the filter {filters[i].Name}");
            }

            (_data, _spare) = (_spare, _data);
        }

        return length == chunkBytes
            ? _data.AsSpan(0, length)
            : throw new InvalidDataException($"a chunk unpacks to {length:N0} bytes, {chunkBytes:N0} are expected");
    }

    private static void Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new byte[length];
        }
    }

    private int Inflate(int length)
    {
        Grow(ref _spare, MostBytes);
        using var stream = new ZLibStream(new MemoryStream(_data, 0, length), CompressionMode.Decompress);
        int inflated = stream.ReadAtLeast(_spare.AsSpan(0, MostBytes), MostBytes, throwOnEndOfStream: false);
        return inflated < MostBytes || stream.ReadByte() < 0
            ? inflated
            : throw new InvalidDataException($"a chunk inflates to more than its {chunkBytes:N0} bytes");
    }

    private int Zstandard(int length)
    {
        Grow(ref _spare, MostBytes);
        using var decompressor = new ZstdSharp.Decompressor();
        try
        {
            return decompressor.TryUnwrap(_data.AsSpan(0, length), _spare.AsSpan(0, MostBytes), out int written)
                ? written
                : throw new InvalidDataException($"a chunk unpacks to more than its {chunkBytes:N0} bytes");
        }
        catch (ZstdSharp.ZstdException e)
        {
            throw new InvalidDataException($"a chunk is not a whole Zstandard frame: {e.Message}", e);
        }
    }

    /// <summary>First the first bytes of all elements, then their second ones: back to element after element.</summary>
    private void Unshuffle(int length)
    {
        Grow(ref _spare, length);
        int elements = length / elementBytes;
        for (int place = 0; place < elementBytes; place++)
        {
            var plane = _data.AsSpan(place * elements, elements);
            for (int i = 0, at = place; i < plane.Length; i++, at += elementBytes)
            {
                _spare[at] = plane[i];
            }
        }

        int whole = elements * elementBytes;
        _data.AsSpan(whole, length - whole).CopyTo(_spare.AsSpan(whole));
    }
}

/// <summary>The checksum that HDF5 puts behind a chunk: Fletcher's, over big-endian words of 16 bits.</summary>
internal static class Fletcher32
{
    private const int ChecksumBytes = 4;

    /// <summary>Bytes before the checksum.</summary>
    /// <exception cref="InvalidDataException">It is not that of the bytes.</exception>
    public static int Strip(ReadOnlySpan<byte> data)
    {
        if (data.Length < ChecksumBytes)
        {
            throw new InvalidDataException($"a chunk of {data.Length} bytes has no room for its checksum");
        }

        var content = data[..^ChecksumBytes];
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(data[^ChecksumBytes..]);
        uint computed = Compute(content);

        // Early versions of the library swapped the bytes of each half on some machines, and later ones accept both.
        uint swapped = ((computed & 0x00ff00ff) << 8) | ((computed >> 8) & 0x00ff00ff);
        return stored == computed || stored == swapped
            ? content.Length
            : throw new InvalidDataException($"a chunk has checksum {stored:x8}, its bytes have {computed:x8}");
    }

    public static uint Compute(ReadOnlySpan<byte> data)
    {
        const int WordsBeforeCarry = 360;
        uint first = 0;
        uint second = 0;
        int words = data.Length / 2;
        for (int at = 0; at < words;)
        {
            int end = Math.Min(words, at + WordsBeforeCarry);
            for (; at < end; at++)
            {
                first += BinaryPrimitives.ReadUInt16BigEndian(data[(2 * at)..]);
                second += first;
            }

            first = (first & 0xffff) + (first >> 16);
            second = (second & 0xffff) + (second >> 16);
        }

        if (data.Length % 2 != 0)
        {
            first += (uint)data[^1] << 8;
            second += first;
            first = (first & 0xffff) + (first >> 16);
            second = (second & 0xffff) + (second >> 16);
        }

        first = (first & 0xffff) + (first >> 16);
        second = (second & 0xffff) + (second >> 16);
        return (second << 16) | first;
    }
}

/// <summary>LZF, the fast compression of h5py: literals, and copies of what came before.</summary>
internal static class Lzf
{
    private const int FirstCopy = 32;
    private const int LongCopy = 7;

    /// <summary>Bytes that were written to <paramref name="output"/>.</summary>
    /// <exception cref="InvalidDataException">The input is cut off, refers to nothing, or unpacks to more than there is
    /// room for.</exception>
    public static int Decode(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int at = 0;
        int written = 0;
        while (at < input.Length)
        {
            int control = input[at++];
            if (control < FirstCopy)
            {
                int count = control + 1;
                if (count > input.Length - at || count > output.Length - written)
                {
                    throw new InvalidDataException("a chunk's LZF data end in a run of literals, or are too long");
                }

                input.Slice(at, count).CopyTo(output[written..]);
                at += count;
                written += count;
                continue;
            }

            int length = control >> 5;
            if (length == LongCopy)
            {
                length += Next(input, ref at);
            }

            int from = written - (((control & 31) << 8) | Next(input, ref at)) - 1;
            length += 2;
            if (from < 0 || length > output.Length - written)
            {
                throw new InvalidDataException("a chunk's LZF data refer to what is before them, or are too long");
            }

            // The copy may overlap what it writes, which repeats it.
            for (int i = 0; i < length; i++)
            {
                output[written++] = output[from + i];
            }
        }

        return written;
    }

    private static int Next(ReadOnlySpan<byte> input, ref int at) => at < input.Length
        ? input[at++]
        : throw new InvalidDataException("a chunk's LZF data end in a copy");
}
