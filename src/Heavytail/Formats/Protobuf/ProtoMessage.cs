// Specification: https://protobuf.dev/programming-guides/encoding/
using System.Buffers.Binary;
using System.Text;

namespace Heavytail.Formats.Protobuf;

/// <summary>The four wire types that are in use.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}

/// <summary>One field of a message: its number, and its value or where its bytes lie in the file.</summary>
/// <param name="Number">The number that the schema gives it.</param>
/// <param name="Type">How it is written.</param>
/// <param name="Value">Of a varint or fixed field its bits; of bytes nothing.</param>
/// <param name="Offset">Of bytes their place in the file.</param>
/// <param name="Length">Of bytes how many they are.</param>
internal readonly record struct ProtoField(int Number, WireType Type, ulong Value, long Offset, long Length)
{
    public long Int64 => (long)Value;

    public float Single => BitConverter.UInt32BitsToSingle((uint)Value);

    public bool IsBytes => Type == WireType.Bytes;
}

/// <summary>
/// A message of the protobuf wire format inside a file, walked field by field through a small window: fields are located
/// and not loaded, so that a message of gigabytes costs no more than its headers.
/// </summary>
/// <remarks>A message and those inside it share a window, so one thread walks them.</remarks>
internal readonly struct ProtoMessage
{
    /// <summary>Longest string that is read: names and values of attributes, never weights.</summary>
    public const int MaxStringBytes = 1 << 20;

    private const int MaxVarintBytes = 10;

    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    private readonly ProtoWindow _window;

    /// <summary>A whole file as one message.</summary>
    public ProtoMessage(FileBytes file)
        : this(new ProtoWindow(file), 0, file.Length)
    {
    }

    private ProtoMessage(ProtoWindow window, long offset, long length)
    {
        (_window, Offset, Length) = (window, offset, length);
    }

    public FileBytes File => _window.File;

    /// <summary>Its first byte in the file.</summary>
    public long Offset { get; }

    public long Length { get; }

    /// <summary>The fields, in the order of the file.</summary>
    /// <exception cref="InvalidCheckpointException">The bytes are no message, or it leaves its bounds.</exception>
    public IEnumerable<ProtoField> Fields()
    {
        long at = Offset;
        long end = Offset + Length;
        while (at < end)
        {
            yield return Next(ref at, end);
        }
    }

    /// <summary>The message that a field of bytes holds.</summary>
    /// <exception cref="InvalidCheckpointException">The field is not of bytes.</exception>
    public ProtoMessage Message(ProtoField field) => field.IsBytes
        ? new ProtoMessage(_window, field.Offset, field.Length)
        : throw File.Invalid($"field {field.Number} is a number where a message was expected");

    /// <summary>The text that a field of bytes holds.</summary>
    /// <exception cref="InvalidCheckpointException">The field is not of bytes, too long, or not UTF-8.</exception>
    public string Text(ProtoField field)
    {
        byte[] bytes = Bytes(field, MaxStringBytes);
        try
        {
            return s_utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidCheckpointException(File.Path, null, $"field {field.Number} is not UTF-8", inner: e);
        }
    }

    /// <summary>The bytes that a field holds.</summary>
    /// <exception cref="InvalidCheckpointException">The field is not of bytes, or longer than it may be.</exception>
    public byte[] Bytes(ProtoField field, int most)
    {
        if (!field.IsBytes || field.Length > most)
        {
            throw File.Invalid(field.IsBytes
                ? $"field {field.Number} has {field.Length:N0} bytes, at most {most:N0} are read"
                : $"field {field.Number} is a number where bytes were expected");
        }

        byte[] bytes = new byte[field.Length];
        File.ReadExactly(field.Offset, bytes);
        return bytes;
    }

    /// <summary>The integers of a repeated field: one of them, or a packed run.</summary>
    /// <exception cref="InvalidCheckpointException">The run is damaged, or has more than it may have.</exception>
    public IReadOnlyList<long> Integers(ProtoField field, int most)
    {
        if (!field.IsBytes)
        {
            return [field.Int64];
        }

        var values = new List<long>();
        long end = field.Offset + field.Length;
        for (long at = field.Offset; at < end;)
        {
            if (values.Count == most)
            {
                throw File.Invalid($"field {field.Number} has more than {most:N0} numbers");
            }

            values.Add((long)Varint(ref at, end));
        }

        return values;
    }

    private ProtoField Next(ref long at, long end)
    {
        long start = at;
        ulong key = Varint(ref at, end);
        (ulong number, int wire) = (key >> 3, (int)(key & 7));
        if (number is 0 or > int.MaxValue >> 2)
        {
            throw File.Invalid($"byte {start:N0}: {number} is no field number of a protobuf message");
        }

        switch ((WireType)wire)
        {
            case WireType.Varint:
                return new ProtoField((int)number, WireType.Varint, Varint(ref at, end), 0, 0);
            case WireType.Fixed64:
                return new ProtoField((int)number, WireType.Fixed64, Fixed(ref at, end, sizeof(ulong)), 0, 0);
            case WireType.Fixed32:
                return new ProtoField((int)number, WireType.Fixed32, Fixed(ref at, end, sizeof(uint)), 0, 0);
            case WireType.Bytes:
                ulong size = Varint(ref at, end);
                if (size > (ulong)(end - at))
                {
                    throw File.Invalid(
                        $"byte {start:N0}: field {number} claims {size:N0} bytes, its message has {end - at:N0} left",
                        "the file looks truncated; compare its size with the source");
                }

                var field = new ProtoField((int)number, WireType.Bytes, 0, at, (long)size);
                at += (long)size;
                return field;
            default:
                throw File.Invalid($"byte {start:N0}: {wire} is no wire type of a protobuf message in use");
        }
    }

    private ulong Varint(ref long at, long end)
    {
        ulong value = 0;
        for (int k = 0; k < MaxVarintBytes && at < end; k++)
        {
            byte part = _window[at++];
            value |= (ulong)(part & 0x7F) << (7 * k);
            if (part < 0x80)
            {
                return value;
            }
        }

        throw File.Invalid($"byte {at:N0}: a number of the protobuf message has no end");
    }

    private ulong Fixed(ref long at, long end, int bytes)
    {
        if (bytes > end - at)
        {
            throw File.Invalid($"byte {at:N0}: a number of the protobuf message leaves it");
        }

        Span<byte> value = stackalloc byte[sizeof(ulong)];
        for (int k = 0; k < bytes; k++)
        {
            value[k] = _window[at++];
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(value);
    }
}
