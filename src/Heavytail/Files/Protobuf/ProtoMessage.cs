// Specification: https://protobuf.dev/programming-guides/encoding/
using System.Buffers.Binary;
using System.Text;

namespace Heavytail.Files.Protobuf;

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
/// <param name="Type">Wire type.</param>
/// <param name="Value">Bits of a varint or fixed field; 0 for a field of bytes.</param>
/// <param name="Offset">Offset of bytes in the file.</param>
/// <param name="Length">Length of a field of bytes; 0 for other fields.</param>
internal readonly record struct ProtoField(int Number, WireType Type, ulong Value, long Offset, long Length)
{
    public long Int64 => (long)Value;

    public float Single => BitConverter.UInt32BitsToSingle((uint)Value);

    public bool IsBytes => Type == WireType.Bytes;
}

/// <summary>
/// A message of the protobuf wire format inside a file, walked field by field through a small window: fields are
/// located and not loaded, so that a message of gigabytes costs no more than its headers.
/// </summary>
/// <remarks>A message and those inside it share a window, so one thread walks them.</remarks>
internal readonly struct ProtoMessage
{
    /// <summary>Longest string that is read: names and values of attributes, never weights.</summary>
    public const int MaxStringBytes = 1 << 20;

    private const int MaxVarintBytes = 10;

    /// <summary>Text up to this many bytes needs no array.</summary>
    private const int ShortText = 256;

    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    private readonly ByteWindow _window;

    /// <summary>A whole file as one message.</summary>
    public ProtoMessage(ByteSource file)
        : this(new ByteWindow(file), 0, file.Length)
    {
    }

    private ProtoMessage(ByteWindow window, long offset, long length)
    {
        (_window, Offset, Length) = (window, offset, length);
    }

    public ByteSource File => _window.File;

    /// <summary>Its first byte in the file.</summary>
    public long Offset { get; }

    public long Length { get; }

    /// <summary>The fields, in the order of the file.</summary>
    /// <exception cref="InvalidCheckpointException">The bytes are not a message, or it leaves its bounds.</exception>
    public IEnumerable<ProtoField> Fields()
    {
        long at = Offset;
        long end = Offset + Length;
        while (at < end)
        {
            yield return Next(ref at, end);
        }
    }

    /// <summary>
    /// The fields up to the first damage, for whoever asks what kind of message this may be: it ends there and throws
    /// nothing. A field of bytes that leaves the message is the last one, and claims what it claims.
    /// </summary>
    public IEnumerable<ProtoField> FieldsUntilDamage()
    {
        long at = Offset;
        long end = Offset + Length;
        while (at < end && TryNext(ref at, end, out var field) is var problem && field.Number > 0)
        {
            yield return field;
            if (problem is not null)
            {
                yield break;
            }
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
        // Names by the ten thousand are short.
        Span<byte> buffer = stackalloc byte[ShortText];
        var bytes = field.IsBytes && field.Length <= ShortText
            ? buffer[..(int)field.Length]
            : Bytes(field, MaxStringBytes);
        if (field.IsBytes && field.Length <= ShortText)
        {
            _window.Copy(field.Offset, bytes);
        }

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
        _window.Copy(field.Offset, bytes);
        return bytes;
    }

    /// <summary>
    /// The message in a field of bytes, as much of it as the file has: for whoever asks what it may be.
    /// </summary>
    public ProtoMessage Within(ProtoField field) =>
        new(_window, field.Offset, Math.Clamp(Offset + Length - field.Offset, 0, field.Length));

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
                throw File.Invalid($"field {field.Number} has more than {most:N0} values");
            }

            values.Add(TryVarint(ref at, end, out ulong value) ? (long)value : throw Endless(at));
        }

        return values;
    }

    private ProtoField Next(ref long at, long end) =>
        TryNext(ref at, end, out var field) is { } problem ? throw problem : field;

    /// <summary>
    /// Null, or what is wrong: then the field has no number, or it is of bytes and leaves its message.
    /// </summary>
    private InvalidCheckpointException? TryNext(ref long at, long end, out ProtoField field)
    {
        long start = at;
        field = default;
        if (!TryVarint(ref at, end, out ulong key))
        {
            return Endless(at);
        }

        (ulong number, int wire) = (key >> 3, (int)(key & 7));
        if (number is 0 or > int.MaxValue >> 2)
        {
            return File.Invalid($"byte {start:N0}: {number} is not a field number of a protobuf message");
        }

        switch ((WireType)wire)
        {
            case WireType.Varint:
                if (!TryVarint(ref at, end, out ulong value))
                {
                    return Endless(at);
                }

                field = new ProtoField((int)number, WireType.Varint, value, 0, 0);
                return null;
            case WireType.Fixed64 or WireType.Fixed32:
                int bytes = (WireType)wire == WireType.Fixed64 ? sizeof(ulong) : sizeof(uint);
                if (bytes > end - at)
                {
                    return File.Invalid($"byte {at:N0}: an integer leaves its protobuf message");
                }

                field = new ProtoField((int)number, (WireType)wire, Fixed(ref at, bytes), 0, 0);
                return null;
            case WireType.Bytes:
                if (!TryVarint(ref at, end, out ulong size))
                {
                    return Endless(at);
                }

                field = new ProtoField((int)number, WireType.Bytes, 0, at, (long)Math.Min(size, long.MaxValue));
                if (size > (ulong)(end - at))
                {
                    return File.Truncated(
                        $"byte {start:N0}: field {number} claims {size:N0} bytes, its message has {end - at:N0} left");
                }

                at += (long)size;
                return null;
            default:
                return File.Invalid($"byte {start:N0}: {wire} is not a wire type that protobuf uses");
        }
    }

    private InvalidCheckpointException Endless(long at) =>
        File.Invalid($"byte {at:N0}: an integer of the protobuf message does not end");

    private bool TryVarint(ref long at, long end, out ulong value)
    {
        value = 0;
        for (int k = 0; k < MaxVarintBytes && at < end; k++)
        {
            byte part = _window[at++];
            value |= (ulong)(part & 0x7F) << (7 * k);
            if (part < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    private ulong Fixed(ref long at, int bytes)
    {
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        value.Clear();
        _window.Copy(at, value[..bytes]);
        at += bytes;
        return BinaryPrimitives.ReadUInt64LittleEndian(value);
    }
}
