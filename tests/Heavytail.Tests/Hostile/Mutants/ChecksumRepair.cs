using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Text;

namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>
/// Makes checksums true again, so that damage gets past them: of gzip, of tar's headers, of entries of a zip that are
/// stored, of a table of LevelDB, and the four bytes of CRC-32C behind a chunk of Zarr.
/// </summary>
internal static class ChecksumRepair
{
    private const ulong TableMagic = 0xDB4775248B80FB57;
    private const int TableFooter = 48;
    private const int TarBlock = 512;
    private const int MaxContent = 1 << 22;

    /// <summary>The bytes with true checksums; those that are not found stay.</summary>
    /// <param name="bytes">A damaged file. It is changed.</param>
    /// <param name="honest">The file before the damage.</param>
    public static byte[] Repair(byte[] bytes, byte[] honest)
    {
        if (EndsWithCrc32C(honest) && bytes.Length > 4)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4), Crc32C(bytes.AsSpan()[..^4]));
        }
        else if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b, 8, 0]) && bytes.Length > 18)
        {
            Gzip(bytes);
        }
        else if (bytes.AsSpan().StartsWith("PK\x3\x4"u8))
        {
            Zip(bytes);
        }
        else if (bytes.Length > TableFooter
            && BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(bytes.Length - 8)) == TableMagic)
        {
            Table(bytes);
        }
        else
        {
            Tar(bytes);
        }

        return bytes;
    }

    private static bool EndsWithCrc32C(byte[] bytes) => bytes.Length > 4
        && BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4)) == Crc32C(bytes.AsSpan()[..^4]);

    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }

    private static void Gzip(byte[] bytes)
    {
        try
        {
            using var source = new MemoryStream(bytes, 10, bytes.Length - 18);
            using var inflating = new DeflateStream(source, CompressionMode.Decompress);
            byte[] content = new byte[MaxContent];
            int length = inflating.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            var trailer = bytes.AsSpan(bytes.Length - 8);
            BinaryPrimitives.WriteUInt32LittleEndian(trailer, Crc32.Of(content.AsSpan(0, length)));
            BinaryPrimitives.WriteInt32LittleEndian(trailer[4..], length);
        }
        catch (InvalidDataException)
        {
            // The damage is in the compressed stream itself.
        }
    }

    /// <summary>Sets the checksums of the directory by the stored bytes, where those are.</summary>
    private static void Zip(byte[] bytes)
    {
        for (int at = 0; at + 46 <= bytes.Length; at++)
        {
            var record = bytes.AsSpan(at);
            if (!record.StartsWith("PK\x1\x2"u8) || BinaryPrimitives.ReadUInt16LittleEndian(record[10..]) != 0)
            {
                continue;
            }

            uint size = BinaryPrimitives.ReadUInt32LittleEndian(record[20..]);
            uint local = BinaryPrimitives.ReadUInt32LittleEndian(record[42..]);
            if (local + 30L > bytes.Length)
            {
                continue;
            }

            var header = bytes.AsSpan((int)local);
            int data = 30 + BinaryPrimitives.ReadUInt16LittleEndian(header[26..])
                + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
            if (data + (long)size <= header.Length)
            {
                uint crc = Crc32.Of(header.Slice(data, (int)size));
                BinaryPrimitives.WriteUInt32LittleEndian(record[16..], crc);
                BinaryPrimitives.WriteUInt32LittleEndian(header[14..], crc);
            }
        }
    }

    /// <summary>The checksums of the blocks that small tables have: the first, and those the footer names.</summary>
    private static void Table(byte[] bytes)
    {
        int at = bytes.Length - TableFooter;
        int[] handles = new int[4];
        for (int i = 0; i < handles.Length; i++)
        {
            for (int shift = 0; at < bytes.Length; shift += 7)
            {
                byte value = bytes[at++];
                handles[i] |= shift < 28 ? (value & 0x7f) << shift : 0;
                if (value < 0x80)
                {
                    break;
                }
            }
        }

        Block(bytes, handles[0], handles[1]);
        Block(bytes, handles[2], handles[3]);
        Block(bytes, 0, handles[0] - 5);
    }

    private static void Block(byte[] bytes, int at, int size)
    {
        if (at >= 0 && size >= 0 && (long)at + size + 5 <= bytes.Length)
        {
            uint crc = Heavytail.Files.Compression.Crc32C.Masked(bytes.AsSpan(at, size), bytes[at + size]);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + size + 1), crc);
        }
    }

    private static void Tar(byte[] bytes)
    {
        for (int at = 0; at + TarBlock <= bytes.Length; at += TarBlock)
        {
            var header = bytes.AsSpan(at, TarBlock);
            if (header[257..].StartsWith("ustar"u8))
            {
                header.Slice(148, 8).Fill((byte)' ');
                int sum = 0;
                foreach (byte value in header)
                {
                    sum += value;
                }

                Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0')).CopyTo(header[148..]);
                header[154] = 0;
            }
        }
    }
}
