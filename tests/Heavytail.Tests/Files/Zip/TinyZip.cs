using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Heavytail.Tests.Files.Zip;

/// <summary>Writes zips: honest ones by default, and every number of an entry can be made to lie.</summary>
internal sealed class TinyZip
{
    private readonly List<Entry> _entries = [];
    private readonly List<byte> _zip = [];

    /// <summary>Added to the offset that the end record gives for the central directory.</summary>
    public long DirectoryShift { get; init; }

    /// <summary>Whether all numbers of the directory stand in ZIP64's fields.</summary>
    public bool Zip64 { get; init; }

    /// <summary>Text after the end record.</summary>
    public string Comment { get; init; } = "";

    /// <summary>An entry as the directory will describe it.</summary>
    /// <param name="Name">In the directory.</param>
    /// <param name="Method">0 stored, 8 deflated.</param>
    /// <param name="CompressedSize">As claimed.</param>
    /// <param name="Size">As claimed.</param>
    /// <param name="Offset">Of the local header, as claimed.</param>
    internal sealed record Entry(string Name, int Method, uint CompressedSize, uint Size, uint Offset);

    /// <summary>Writes an entry; <paramref name="lie"/> changes what the directory says of it.</summary>
    public TinyZip Add(string name, byte[] content, bool deflate = false, Func<Entry, Entry>? lie = null)
    {
        byte[] data = deflate ? Deflate(content) : content;
        var entry = new Entry(name, deflate ? 8 : 0, (uint)data.Length, (uint)content.Length, (uint)_zip.Count);
        byte[] header = new byte[30];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x04034b50);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)entry.Method);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(18), entry.CompressedSize);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(22), entry.Size);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(26), (ushort)Encoding.UTF8.GetByteCount(name));
        _zip.AddRange(header);
        _zip.AddRange(Encoding.UTF8.GetBytes(name));
        _zip.AddRange(data);
        _entries.Add(lie is null ? entry : lie(entry));
        return this;
    }

    /// <summary>The whole file.</summary>
    public byte[] ToArray()
    {
        long directory = _zip.Count;
        foreach (var entry in _entries)
        {
            AddRecord(entry);
        }

        long size = _zip.Count - directory;
        directory += DirectoryShift;
        if (Zip64)
        {
            AddEnd64(directory, size);
        }

        byte[] end = new byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054b50);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), Zip64 ? ushort.MaxValue : (ushort)_entries.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), Zip64 ? uint.MaxValue : (uint)size);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), Zip64 ? uint.MaxValue : (uint)directory);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(20), (ushort)Comment.Length);
        _zip.AddRange(end);
        _zip.AddRange(Encoding.ASCII.GetBytes(Comment));
        return [.. _zip];
    }

    private void AddRecord(Entry entry)
    {
        byte[] name = Encoding.UTF8.GetBytes(entry.Name);
        byte[] record = new byte[46];
        BinaryPrimitives.WriteUInt32LittleEndian(record, 0x02014b50);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(10), (ushort)entry.Method);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(20), Zip64 ? uint.MaxValue : entry.CompressedSize);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(24), Zip64 ? uint.MaxValue : entry.Size);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(28), (ushort)name.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(42), Zip64 ? uint.MaxValue : entry.Offset);
        byte[] extra = [];
        if (Zip64)
        {
            extra = new byte[28];
            BinaryPrimitives.WriteUInt16LittleEndian(extra, 1);
            BinaryPrimitives.WriteUInt16LittleEndian(extra.AsSpan(2), 24);
            BinaryPrimitives.WriteUInt64LittleEndian(extra.AsSpan(4), entry.Size);
            BinaryPrimitives.WriteUInt64LittleEndian(extra.AsSpan(12), entry.CompressedSize);
            BinaryPrimitives.WriteUInt64LittleEndian(extra.AsSpan(20), entry.Offset);
            BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(30), (ushort)extra.Length);
        }

        _zip.AddRange(record);
        _zip.AddRange(name);
        _zip.AddRange(extra);
    }

    private void AddEnd64(long directory, long size)
    {
        byte[] record = new byte[56 + 20];
        BinaryPrimitives.WriteUInt32LittleEndian(record, 0x06064b50);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(4), 44);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(32), _entries.Count);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(40), size);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(48), directory);
        var locator = record.AsSpan(56);
        BinaryPrimitives.WriteUInt32LittleEndian(locator, 0x07064b50);
        BinaryPrimitives.WriteInt64LittleEndian(locator[8..], _zip.Count);
        _zip.AddRange(record);
    }

    private static byte[] Deflate(byte[] content)
    {
        var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Optimal))
        {
            deflate.Write(content);
        }

        return compressed.ToArray();
    }
}
