using System.Buffers.Binary;
using System.Text;

namespace Heavytail.Files.Zip;

/// <summary>
/// From a central directory's record to an entry that may be read: names, sizes, and the local header.
/// </summary>
internal static class ZipEntryCheck
{
    private const uint LocalSignature = 0x04034b50;
    private const int LocalFixedBytes = 30;

    /// <summary>Checks one record against the file; entries must end before the directory begins.</summary>
    public static ZipEntry Check(ZipDirectoryRecord record, ByteSource file, long directoryOffset)
    {
        CheckName(record.Name, file);
        if (record.IsEncrypted)
        {
            throw file.Invalid($"zip entry `{record.Name}` is encrypted", "decrypt the archive first");
        }

        if (record.Method is not ((int)ZipCompression.Stored or (int)ZipCompression.Deflated))
        {
            throw file.Invalid(
                $"zip entry `{record.Name}` is compressed by method {record.Method}; stored (0) and deflated (8) are "
                + "read");
        }

        var compression = (ZipCompression)record.Method;
        if (compression == ZipCompression.Stored && record.Size != record.CompressedSize)
        {
            throw file.Invalid(
                $"zip entry `{record.Name}` is stored, yet it claims {record.Size:N0} bytes in "
                + $"{record.CompressedSize:N0}");
        }

        if (record.Size > (UInt128)record.CompressedSize * ZipDirectory.MaxInflation)
        {
            throw file.Invalid(
                $"zip entry `{record.Name}` claims {record.Size:N0} bytes out of {record.CompressedSize:N0}, deflate "
                + $"yields at most {ZipDirectory.MaxInflation} times its input");
        }

        if (record.Size > ZipDirectory.MaxFreeInflatedBytes
            && record.Size > (UInt128)record.CompressedSize * ZipDirectory.MaxLargeInflation)
        {
            throw file.Invalid(
                $"zip entry `{record.Name}` inflates to {record.Size:N0} bytes out of {record.CompressedSize:N0}: a "
                + "zip bomb",
                $"over {ZipDirectory.MaxFreeInflatedBytes >> 20} MiB at most {ZipDirectory.MaxLargeInflation} to 1 is "
                + "read; store the entry uncompressed");
        }

        long data = DataOffset(record, file, directoryOffset);
        if (record.CompressedSize > (ulong)(directoryOffset - data))
        {
            throw file.Invalid(
                $"zip entry `{record.Name}` has {record.CompressedSize:N0} bytes at offset {data:N0}, "
                + $"the entries end at {directoryOffset:N0}");
        }

        return new ZipEntry(record.Name, compression, data, (long)record.CompressedSize, (long)record.Size);
    }

    /// <summary>
    /// Nothing is ever unpacked here, but a name that climbs out of its archive is there for no good reason.
    /// </summary>
    private static void CheckName(string name, ByteSource file)
    {
        string[] parts = name.Split('/', '\\');
        bool absolute = parts[0].Length == 0 || parts[0].Contains(':', StringComparison.Ordinal);
        if (absolute || parts.Contains("..") || name.Contains('\0', StringComparison.Ordinal))
        {
            throw file.Invalid($"zip entry `{name}`: the name leaves the archive (zip-slip)");
        }
    }

    /// <summary>The local header repeats the name; its own extra field decides where the bytes begin.</summary>
    private static long DataOffset(ZipDirectoryRecord record, ByteSource file, long directoryOffset)
    {
        if (record.HeaderOffset > (ulong)Math.Max(0, directoryOffset - LocalFixedBytes))
        {
            throw file.Invalid(
                $"zip entry `{record.Name}` begins at offset {record.HeaderOffset:N0}, the entries end at "
                + $"{directoryOffset:N0}");
        }

        long offset = (long)record.HeaderOffset;
        Span<byte> header = stackalloc byte[LocalFixedBytes];
        file.ReadExactly(offset, header);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalSignature)
        {
            throw file.Invalid($"zip entry `{record.Name}`: no local header at offset {offset:N0}");
        }

        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]);
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        byte[] name = new byte[nameLength];
        file.ReadExactly(offset + LocalFixedBytes, name);
        if (Encoding.UTF8.GetString(name) != record.Name
            || BinaryPrimitives.ReadUInt16LittleEndian(header[8..]) != record.Method)
        {
            throw file.Invalid(
                $"zip entry `{record.Name}`: the local header at offset {offset:N0} says "
                + $"`{Encoding.UTF8.GetString(name)}`, "
                + $"method {BinaryPrimitives.ReadUInt16LittleEndian(header[8..])}: it contradicts the central "
                + "directory");
        }

        long data = offset + LocalFixedBytes + nameLength + extraLength;
        return data <= directoryOffset
            ? data
            : throw file.Invalid($"zip entry `{record.Name}`: its local header runs into the central directory");
    }
}
