// Specification: PKWARE APPNOTE.TXT, 4.3.14 to 4.3.16, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
using System.Buffers.Binary;

namespace Heavytail.Files.Zip;

/// <summary>What the end of a zip says of its central directory; nothing of it is checked yet.</summary>
internal readonly record struct ZipEndRecord(ulong EntryCount, ulong DirectorySize, ulong DirectoryOffset)
{
    private const uint Signature = 0x06054b50;
    private const int RecordBytes = 22;
    private const int MaxCommentBytes = ushort.MaxValue;

    private const uint Locator64Signature = 0x07064b50;
    private const int Locator64Bytes = 20;

    private const uint Record64Signature = 0x06064b50;
    private const int Record64Bytes = 56;

    /// <summary>Searches backwards, over a comment of any length; null where the file has no end record.</summary>
    public static ZipEndRecord? Find(ByteSource file)
    {
        long tailLength = Math.Min(file.Length, Locator64Bytes + RecordBytes + MaxCommentBytes);
        byte[] tail = new byte[tailLength];
        file.ReadExactly(file.Length - tailLength, tail);
        for (int at = tail.Length - RecordBytes; at >= 0; at--)
        {
            var record = tail.AsSpan(at);
            if (BinaryPrimitives.ReadUInt32LittleEndian(record) == Signature
                && at + RecordBytes + BinaryPrimitives.ReadUInt16LittleEndian(record[20..]) == tail.Length)
            {
                return Find64(file, tail.AsSpan(0, at)) ?? new ZipEndRecord(
                    BinaryPrimitives.ReadUInt16LittleEndian(record[10..]),
                    BinaryPrimitives.ReadUInt32LittleEndian(record[12..]),
                    BinaryPrimitives.ReadUInt32LittleEndian(record[16..]));
            }
        }

        return null;
    }

    /// <summary>A ZIP64 end record overrules the plain one; its locator stands right before the plain one.</summary>
    private static ZipEndRecord? Find64(ByteSource file, ReadOnlySpan<byte> before)
    {
        if (before.Length < Locator64Bytes)
        {
            return null;
        }

        var locator = before[^Locator64Bytes..];
        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(locator[8..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != Locator64Signature
            || file.Length < Record64Bytes || offset > (ulong)(file.Length - Record64Bytes))
        {
            return null;
        }

        Span<byte> record = stackalloc byte[Record64Bytes];
        file.ReadExactly((long)offset, record);
        return BinaryPrimitives.ReadUInt32LittleEndian(record) != Record64Signature
            ? null
            : new ZipEndRecord(
                BinaryPrimitives.ReadUInt64LittleEndian(record[32..]),
                BinaryPrimitives.ReadUInt64LittleEndian(record[40..]),
                BinaryPrimitives.ReadUInt64LittleEndian(record[48..]));
    }
}
