using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Heavytail.Tests.Support;

/// <summary>Writes zips: honest ones by default, and every number of an entry can be made to lie.</summary>
internal sealed class TinyZip
{
    private readonly List<Entry> _entries = [];
    private readonly List<byte> _zip = [];

    /// <summary>Added to the offset that the end record gives for the central directory.</summary>
    public long DirectoryShift { get; init; }

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
            byte[] record = new byte[46];
            BinaryPrimitives.WriteUInt32LittleEndian(record, 0x02014b50);
            BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(10), (ushort)entry.Method);
            BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(20), entry.CompressedSize);
            BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(24), entry.Size);
            BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(28), (ushort)Encoding.UTF8.GetByteCount(entry.Name));
            BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(42), entry.Offset);
            _zip.AddRange(record);
            _zip.AddRange(Encoding.UTF8.GetBytes(entry.Name));
        }

        long directorySize = _zip.Count - directory;
        byte[] end = new byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054b50);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), (ushort)_entries.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), (ushort)_entries.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)directorySize);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), (uint)(directory + DirectoryShift));
        _zip.AddRange(end);
        return [.. _zip];
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
