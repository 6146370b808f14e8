using Heavytail.Files.Protobuf;

namespace Heavytail.Formats.TensorFlow;

/// <summary>A small message of the protobuf wire format that is in memory already: an entry of a table.</summary>
internal static class MemoryMessage
{
    /// <summary>
    /// Its fields; the offsets of bytes are within <paramref name="bytes"/>. Null where they are not a message.
    /// </summary>
    public static IReadOnlyList<ProtoField>? Fields(ReadOnlySpan<byte> bytes)
    {
        var fields = new List<ProtoField>();
        for (int at = 0; at < bytes.Length;)
        {
            if (Varint(bytes, ref at) is not { } key || key >> 3 is 0 or > int.MaxValue)
            {
                return null;
            }

            int number = (int)(key >> 3);
            var type = (WireType)(key & 7);
            switch (type)
            {
                case WireType.Varint when Varint(bytes, ref at) is { } value:
                    fields.Add(new ProtoField(number, type, value, 0, 0));
                    break;
                case WireType.Fixed32 when bytes.Length - at >= sizeof(uint):
                    fields.Add(new ProtoField(number, type, BitConverter.ToUInt32(bytes[at..]), 0, 0));
                    at += sizeof(uint);
                    break;
                case WireType.Fixed64 when bytes.Length - at >= sizeof(ulong):
                    fields.Add(new ProtoField(number, type, BitConverter.ToUInt64(bytes[at..]), 0, 0));
                    at += sizeof(ulong);
                    break;
                case WireType.Bytes when Varint(bytes, ref at) is { } size && size <= (ulong)(bytes.Length - at):
                    fields.Add(new ProtoField(number, type, 0, at, (long)size));
                    at += (int)size;
                    break;
                default:
                    return null;
            }
        }

        return fields;
    }

    private static ulong? Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; shift < 70 && at < bytes.Length; shift += 7)
        {
            byte part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        return null;
    }
}
