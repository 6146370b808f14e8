using System.Text;

namespace Heavytail.Files.FlatBuffers;

/// <summary>A table: fields by the number that the schema gives them, each of which may be missing.</summary>
internal readonly struct FlatTable
{
    private const int VTableHeaderBytes = 4;
    private const int OffsetBytes = 4;

    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    private readonly FlatFile _file;
    private readonly long _position;
    private readonly long _vtable;
    private readonly int _vtableBytes;
    private readonly int _tableBytes;

    /// <exception cref="InvalidCheckpointException">There is no table.</exception>
    public FlatTable(FlatFile file, long position)
    {
        _file = file;
        _position = position;
        _vtable = position - file.Int32(position);
        _vtableBytes = file.UInt16(_vtable);
        _tableBytes = file.UInt16(_vtable + sizeof(ushort));
        if (_vtableBytes < VTableHeaderBytes || _vtableBytes % sizeof(ushort) != 0 || _tableBytes < OffsetBytes)
        {
            throw file.Broken(
                position, $"not a FlatBuffer table ({_vtableBytes} bytes of field offsets, {_tableBytes} of fields)");
        }
    }

    public bool Has(int field) => Place(field, 1) is not null;

    public byte Byte(int field, byte fallback = 0) => Place(field, sizeof(byte)) is { } at ? _file.Byte(at) : fallback;

    public int Int32(int field, int fallback = 0) => Place(field, sizeof(int)) is { } at ? _file.Int32(at) : fallback;

    public uint UInt32(int field) => Place(field, sizeof(uint)) is { } at ? _file.UInt32(at) : 0;

    public ulong UInt64(int field) => Place(field, sizeof(ulong)) is { } at ? _file.UInt64(at) : 0;

    /// <summary>The table that a field leads to; null where the field is missing.</summary>
    public FlatTable? Table(int field) => Target(field) is { } at ? new FlatTable(_file, at) : null;

    /// <summary>The vector that a field leads to; an empty one where the field is missing.</summary>
    public FlatVector Vector(int field, int elementBytes) =>
        Target(field) is { } at ? new FlatVector(_file, at, elementBytes) : default;

    /// <summary>The text that a field leads to; null where the field is missing.</summary>
    /// <exception cref="InvalidCheckpointException">It is too long, or not UTF-8.</exception>
    public string? Text(int field)
    {
        if (Target(field) is not { } at)
        {
            return null;
        }

        var vector = new FlatVector(_file, at, sizeof(byte));
        if (vector.Count > FlatFile.MaxStringBytes)
        {
            throw _file.Broken(
                at, $"a string has {vector.Count:N0} bytes, at most {FlatFile.MaxStringBytes:N0} are read");
        }

        try
        {
            return s_utf8.GetString(vector.Bytes());
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidCheckpointException(
                _file.File.Path, null, $"byte {at:N0}: a string is not UTF-8", inner: e);
        }
    }

    private long? Target(int field) =>
        Place(field, OffsetBytes) is { } at ? at + _file.UInt32(at) : null;

    /// <summary>Where a field's value lies; null where the table has none.</summary>
    private long? Place(int field, int bytes)
    {
        int entry = VTableHeaderBytes + (field * sizeof(ushort));
        if (entry + sizeof(ushort) > _vtableBytes || _file.UInt16(_vtable + entry) is not (> 0 and var offset))
        {
            return null;
        }

        return offset >= OffsetBytes && offset + bytes <= _tableBytes
            ? _position + offset
            : throw _file.Broken(_position, $"field {field} of the table lies outside it");
    }
}
