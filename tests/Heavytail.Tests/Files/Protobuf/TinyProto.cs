using System.Text;

namespace Heavytail.Tests.Files.Protobuf;

/// <summary>Writes protobuf messages field by field.</summary>
internal sealed class TinyProto
{
    private readonly List<byte> _bytes = [];

    public TinyProto Number(int field, long value) => Key(field, 0).Varint((ulong)value);

    public TinyProto Single(int field, float value) => Key(field, 5).Raw(BitConverter.GetBytes(value));

    public TinyProto Double(int field, double value) => Key(field, 1).Raw(BitConverter.GetBytes(value));

    public TinyProto Bytes(int field, params ReadOnlySpan<byte> value) =>
        Key(field, 2).Varint((ulong)value.Length).Raw(value);

    public TinyProto Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public TinyProto Message(int field, TinyProto value) => Bytes(field, value.ToArray());

    /// <summary>A packed run of varints.</summary>
    public TinyProto Packed(int field, params ReadOnlySpan<long> values)
    {
        var run = new TinyProto();
        foreach (long value in values)
        {
            run.Varint((ulong)value);
        }

        return Message(field, run);
    }

    /// <summary>A field of bytes that claims more or fewer than follow.</summary>
    public TinyProto Claim(int field, long length) => Key(field, 2).Varint((ulong)length);

    public TinyProto Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public TinyProto Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.Add((byte)(value | 0x80));
        }

        _bytes.Add((byte)value);
        return this;
    }

    public byte[] ToArray() => [.. _bytes];

    private TinyProto Key(int field, int wire) => Varint(((ulong)field << 3) | (uint)wire);
}
