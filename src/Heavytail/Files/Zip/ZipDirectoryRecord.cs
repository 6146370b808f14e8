// Specification: PKWARE APPNOTE.TXT, 4.3.7, 4.3.12 and 4.5.3,
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
using System.Buffers.Binary;
using System.Text;

namespace Heavytail.Files.Zip;

/// <summary>One record of the central directory, as written; nothing of it is checked against the file yet.</summary>
internal readonly record struct ZipDirectoryRecord(
    string Name, int Flags, int Method, ulong CompressedSize, ulong Size, ulong HeaderOffset)
{
    /// <summary>Bytes before the name.</summary>
    public const int FixedBytes = 46;

    private const uint Signature = 0x02014b50;
    private const ushort Zip64Id = 1;

    public bool IsEncrypted => (Flags & 1) != 0;

    /// <summary>
    /// Takes the record at the start of <paramref name="directory"/>; false where there is no whole one.
    /// </summary>
    public static bool TryTake(ref ReadOnlySpan<byte> directory, out ZipDirectoryRecord record)
    {
        record = default;
        if (directory.Length < FixedBytes || BinaryPrimitives.ReadUInt32LittleEndian(directory) != Signature)
        {
            return false;
        }

        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[28..]);
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[30..]);
        int commentLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[32..]);
        int length = FixedBytes + nameLength + extraLength + commentLength;
        if (directory.Length < length)
        {
            return false;
        }

        ulong size = BinaryPrimitives.ReadUInt32LittleEndian(directory[24..]);
        ulong compressed = BinaryPrimitives.ReadUInt32LittleEndian(directory[20..]);
        ulong offset = BinaryPrimitives.ReadUInt32LittleEndian(directory[42..]);
        ReadExtra(directory.Slice(FixedBytes + nameLength, extraLength), ref size, ref compressed, ref offset);
        record = new(
            Encoding.UTF8.GetString(directory.Slice(FixedBytes, nameLength)),
            BinaryPrimitives.ReadUInt16LittleEndian(directory[8..]),
            BinaryPrimitives.ReadUInt16LittleEndian(directory[10..]),
            compressed,
            size,
            offset);
        directory = directory[length..];
        return true;
    }

    /// <summary>ZIP64: an extra field holds, in this order, those of the three fields that are all ones.</summary>
    private static void ReadExtra(ReadOnlySpan<byte> extra, ref ulong size, ref ulong compressed, ref ulong offset)
    {
        while (extra.Length >= 4)
        {
            ushort id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            int length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            var field = extra.Slice(4, length);
            if (id == Zip64Id)
            {
                Widen(ref field, ref size);
                Widen(ref field, ref compressed);
                Widen(ref field, ref offset);
                return;
            }

            extra = extra[(4 + length)..];
        }
    }

    private static void Widen(ref ReadOnlySpan<byte> field, ref ulong value)
    {
        if (value == uint.MaxValue && field.Length >= sizeof(ulong))
        {
            value = BinaryPrimitives.ReadUInt64LittleEndian(field);
            field = field[sizeof(ulong)..];
        }
    }
}
