using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Heavytail.Tests.Formats.Zarr;

/// <summary>Writes metadata and chunks of Zarr.</summary>
internal static class TinyZarr
{
    /// <summary>A <c>.zarray</c>.</summary>
    public static byte[] V2(
        string shape,
        string chunks,
        string dtype = "<f4",
        string compressor = "null",
        string fill = "0.0",
        string order = "C",
        string separator = ".",
        string filters = "null") => Text(
        $$"""
        {"zarr_format": 2, "shape": {{shape}}, "chunks": {{chunks}}, "dtype": "{{dtype}}", "compressor": {{compressor}},
        "fill_value": {{fill}}, "order": "{{order}}", "filters": {{filters}}, "dimension_separator": "{{separator}}"}
        """);

    /// <summary>A <c>zarr.json</c> of an array.</summary>
    public static byte[] V3(
        string shape,
        string chunks,
        string type = "float32",
        string codecs = """{"name": "bytes", "configuration": {"endian": "little"}}""",
        string fill = "0.0",
        string keys = """{"name": "default", "configuration": {"separator": "/"}}""") => Text(
        $$"""
        {"zarr_format": 3, "node_type": "array", "shape": {{shape}}, "data_type": "{{type}}", "fill_value": {{fill}},
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": {{chunks}} } },
        "chunk_key_encoding": {{keys}},
        "codecs": [{{codecs}}], "attributes": {} }
        """);

    public static byte[] Group => Text("""{"zarr_format": 2}""");

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Floats(params float[] numbers) => MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();

    public static byte[] Gzip(byte[] bytes) => Pack(bytes, stream => new GZipStream(stream, CompressionLevel.Optimal));

    public static byte[] Zlib(byte[] bytes) => Pack(bytes, stream => new ZLibStream(stream, CompressionLevel.Optimal));

    public static byte[] Zstd(byte[] bytes)
    {
        using var compressor = new ZstdSharp.Compressor();
        return compressor.Wrap(bytes).ToArray();
    }

    /// <summary>As the codec of Zarr has it: the size, then a block.</summary>
    public static byte[] Lz4(byte[] bytes) => [.. BitConverter.GetBytes(bytes.Length), .. Lz4Block(bytes)];

    /// <summary>A block of literals, with one copy where all bytes are alike.</summary>
    public static byte[] Lz4Block(byte[] bytes)
    {
        if (bytes.Length >= 40 && bytes.AsSpan().IndexOfAnyExcept(bytes[0]) < 0)
        {
            // One literal, a copy of all but six that overlaps itself, and five literals at the end.
            int copied = bytes.Length - 6;
            return [0x1f, bytes[0], 1, 0, .. LongCount(copied - 4 - 15), 0x50, .. bytes[^5..]];
        }

        return bytes.Length < 15
            ? [(byte)(bytes.Length << 4), .. bytes]
            : [0xf0, .. LongCount(bytes.Length - 15), .. bytes];
    }

    /// <summary>Blosc of shuffled blocks.</summary>
    /// <param name="bytes">The elements.</param>
    /// <param name="elementBytes">Bytes of one.</param>
    /// <param name="blockBytes">Bytes of a block.</param>
    /// <param name="kind">1 LZ4, 3 zlib, 4 Zstandard.</param>
    /// <param name="isSplit">Whether whole blocks are packed plane by plane.</param>
    /// <param name="filter">0 none, 1 bytes shuffled, 4 bits shuffled.</param>
    public static byte[] Blosc(byte[] bytes, int elementBytes, int blockBytes, int kind, bool isSplit, int filter = 1)
    {
        int blocks = (bytes.Length + blockBytes - 1) / blockBytes;
        var body = new List<byte>();
        var starts = new List<byte>();
        for (int i = 0; i < blocks; i++)
        {
            byte[] block = bytes[(i * blockBytes)..Math.Min(bytes.Length, (i + 1) * blockBytes)];
            starts.AddRange(BitConverter.GetBytes(16 + (4 * blocks) + body.Count));
            byte[] shuffled = filter switch
            {
                1 => ShuffleBytes(block, elementBytes),
                4 => ShuffleBits(block, elementBytes),
                _ => block,
            };
            int parts = isSplit && block.Length == blockBytes ? elementBytes : 1;
            foreach (byte[] part in shuffled.Chunk(block.Length / parts))
            {
                byte[] packed = kind switch
                {
                    1 => Lz4Block(part),
                    3 => Zlib(part),
                    _ => Zstd(part),
                };
                packed = packed.Length >= part.Length ? part : packed;
                body.AddRange(BitConverter.GetBytes(packed.Length));
                body.AddRange(packed);
            }
        }

        byte[] header = new byte[16];
        (header[0], header[1], header[2], header[3]) =
            (2, 1, (byte)((kind << 5) | filter | (isSplit ? 0 : 0x10)), (byte)elementBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), blockBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), header.Length + starts.Count + body.Count);
        return [.. header, .. starts, .. body];
    }

    /// <summary>The bytes as they are, behind a header of blosc.</summary>
    public static byte[] BloscCopy(byte[] bytes) =>
    [
        2, 1, 2, 4, .. BitConverter.GetBytes(bytes.Length), .. BitConverter.GetBytes(bytes.Length),
        .. BitConverter.GetBytes(bytes.Length + 16), .. bytes,
    ];

    /// <summary>With the checksum behind.</summary>
    public static byte[] Checked(byte[] bytes)
    {
        // Bit by bit, by the polynomial turned around.
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int i = 0; i < 8; i++)
            {
                crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78u : 0);
            }
        }

        return [.. bytes, .. BitConverter.GetBytes(~crc)];
    }

    private static byte[] Pack(byte[] bytes, Func<Stream, Stream> open)
    {
        using var packed = new MemoryStream();
        using (var stream = open(packed))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }

    private static byte[] LongCount(int count) => [.. Enumerable.Repeat((byte)255, count / 255), (byte)(count % 255)];

    private static byte[] ShuffleBytes(byte[] block, int elementBytes)
    {
        int elements = block.Length / elementBytes;
        byte[] shuffled = (byte[])block.Clone();
        for (int i = 0; i < elements * elementBytes; i++)
        {
            shuffled[(i % elementBytes * elements) + (i / elementBytes)] = block[i];
        }

        return shuffled;
    }

    private static byte[] ShuffleBits(byte[] block, int elementBytes)
    {
        int elements = block.Length / elementBytes;
        byte[] shuffled = new byte[block.Length];
        for (int bit = 0; bit < 8 * block.Length; bit++)
        {
            int place = bit % (8 * elementBytes);
            int to = (place * elements) + (bit / (8 * elementBytes));
            shuffled[to / 8] |= (byte)(((block[bit / 8] >> (bit % 8)) & 1) << (to % 8));
        }

        return shuffled;
    }
}
