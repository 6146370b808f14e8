using System.Buffers.Binary;
using System.IO.Compression;

namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>A zlib, gzip or Zstandard stream somewhere in a file: a chunk of HDF5 or Zarr, a page of Parquet.</summary>
/// <param name="At">Its first byte.</param>
/// <param name="Length">Its bytes; of Zstandard all that follow.</param>
/// <param name="Content">What it holds; empty of Zstandard.</param>
/// <param name="Kind">Its second byte.</param>
internal sealed record CompressedStream(int At, int Length, byte[] Content, byte Kind)
{
    private const int MaxContent = 1 << 20;
    private const int ZstandardBlock = 1 << 17;

    private const byte Gzip = 0x8b;
    private const byte Zstandard = 0xb5;

    public static CompressedStream? Find(byte[] bytes, Random random)
    {
        CompressedStream? found = null;
        int seen = 0;
        for (int at = 0; at < bytes.Length - 8 && seen < 8; at++)
        {
            var stream = (bytes[at], bytes[at + 1]) switch
            {
                (0x1f, Gzip) when bytes[at + 2] == 8 => Read(bytes, at),
                (0x78, 0x01 or 0x5e or 0x9c or 0xda) => Read(bytes, at),
                (0x28, Zstandard) when bytes[at + 2] == 0x2f && bytes[at + 3] == 0xfd =>
                    new CompressedStream(at, bytes.Length - at, [], Zstandard),
                _ => null,
            };
            if (stream is not null && random.Next(++seen) == 0)
            {
                found = stream;
            }
        }

        return found;
    }

    /// <summary>The file with a stream in its stead that is as long and holds far more.</summary>
    public byte[] Inflated(byte[] bytes, Random random)
    {
        byte[] stream = Kind == Zstandard ? Frame(random) : Repeated(random);
        byte[] result = [.. bytes];
        stream.AsSpan(0, Math.Min(stream.Length, Length)).CopyTo(result.AsSpan(At));
        return result;
    }

    private static CompressedStream? Read(byte[] bytes, int at)
    {
        byte kind = bytes[at + 1];
        try
        {
            using var source = new MemoryStream(bytes, at, bytes.Length - at);
            using Stream inflating = kind == Gzip
                ? new GZipStream(source, CompressionMode.Decompress)
                : new ZLibStream(source, CompressionMode.Decompress);
            byte[] content = new byte[MaxContent];
            content = content[..inflating.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
            byte[] check = new byte[4];
            if (kind == Gzip)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(check, Crc32.Of(content));
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(check, Adler(content));
            }

            int end = bytes.AsSpan(at).IndexOf(check);
            int length = end + check.Length + (kind == Gzip ? 4 : 0);
            return end < 0 || at + length > bytes.Length ? null : new CompressedStream(at, length, content, kind);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private byte[] Repeated(Random random)
    {
        int run = Math.Min(Content.Length, random.Next(1, 17));
        for (int size = Math.Min(MaxContent, Length * 1000); size > 16; size /= 2)
        {
            byte[] content = new byte[size];
            for (int i = 0; i < size && run > 0; i++)
            {
                content[i] = i < Content.Length && size < 4 * Content.Length ? Content[i] : Content[i % run];
            }

            byte[] stream = Deflated(content);
            if (stream.Length <= Length)
            {
                return stream;
            }
        }

        return [];
    }

    private byte[] Deflated(byte[] content)
    {
        using var stream = new MemoryStream();
        using (Stream deflating = Kind == Gzip
            ? new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true)
            : new ZLibStream(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflating.Write(content);
        }

        return stream.ToArray();
    }

    /// <summary>Blocks of one byte each that stand for 128 KiB.</summary>
    private byte[] Frame(Random random)
    {
        int blocks = Math.Clamp((Math.Min(Length, 64) - 9) / 4, 1, random.Next(1, 14));
        byte[] frame = new byte[9 + (4 * blocks)];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, 0xFD2FB528);
        frame[4] = 0xA0;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(5), blocks * ZstandardBlock);
        for (int i = 0; i < blocks; i++)
        {
            int header = (i == blocks - 1 ? 1 : 0) | (1 << 1) | (ZstandardBlock << 3);
            BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(9 + (4 * i)), header & 0xFFFFFF);
        }

        return frame;
    }

    private static uint Adler(byte[] content)
    {
        uint a = 1, b = 0;
        foreach (byte value in content)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        return (b << 16) | a;
    }
}
