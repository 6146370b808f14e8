// Specification: https://github.com/msgpack/msgpack/blob/master/spec.md
using System.Text;

namespace Heavytail.Files.MsgPack;

/// <summary>What an item of MessagePack is, as far as weights need it.</summary>
internal enum MsgPackKind
{
    /// <summary>As many pairs of items as it counts follow.</summary>
    Map,

    /// <summary>As many items as it counts follow.</summary>
    Array,

    /// <summary>Text or bytes of so many bytes, which follow.</summary>
    Text,

    /// <summary>An application's own kind, its bytes follow.</summary>
    Extension,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>Nil, a boolean, a floating-point number: passed over.</summary>
    Other,
}

/// <summary>The head of an item.</summary>
/// <param name="Kind">Kind of item.</param>
/// <param name="Count">Items, pairs or bytes that follow; the value of a number.</param>
/// <param name="Code">The code of an extension.</param>
internal readonly record struct MsgPackItem(MsgPackKind Kind, long Count, int Code = 0);

/// <summary>
/// Reads heads of items from a region of a file; the bytes of texts and extensions are located, not read.
/// </summary>
/// <param name="window">The file.</param>
/// <param name="start">The first byte.</param>
/// <param name="end">End of the readable range, exclusive.</param>
internal sealed class MsgPackReader(ByteWindow window, long start, long end)
{
    /// <summary>Names of parameters: module paths come piece by piece.</summary>
    private const int MaxTextBytes = 1 << 12;

    private static readonly UTF8Encoding s_utf8 = new(
        encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public long Position { get; private set; } = start;

    /// <summary>The head of the next item; of texts and extensions, the position is then at their first byte.</summary>
    /// <exception cref="InvalidCheckpointException">The region ends before, or the item cannot be whole.</exception>
    public MsgPackItem Next()
    {
        int head = (int)Unsigned(1);
        var item = head switch
        {
            < 0x80 => new MsgPackItem(MsgPackKind.Number, head),
            < 0x90 => new MsgPackItem(MsgPackKind.Map, head & 0x0F),
            < 0xA0 => new MsgPackItem(MsgPackKind.Array, head & 0x0F),
            < 0xC0 => new MsgPackItem(MsgPackKind.Text, head & 0x1F),
            >= 0xE0 => new MsgPackItem(MsgPackKind.Number, (sbyte)head),
            0xC0 or 0xC2 or 0xC3 => new MsgPackItem(MsgPackKind.Other, 0),
            0xC4 or 0xD9 => new MsgPackItem(MsgPackKind.Text, Unsigned(1)),
            0xC5 or 0xDA => new MsgPackItem(MsgPackKind.Text, Unsigned(2)),
            0xC6 or 0xDB => new MsgPackItem(MsgPackKind.Text, Unsigned(4)),
            0xC7 or 0xC8 or 0xC9 => Extension(Unsigned(1 << (head - 0xC7))),
            0xCA or 0xCB => Skipped(4 << (head - 0xCA)),
            >= 0xCC and <= 0xCF => new MsgPackItem(MsgPackKind.Number, Unsigned(1 << (head - 0xCC))),
            >= 0xD0 and <= 0xD3 => new MsgPackItem(MsgPackKind.Number, Signed(1 << (head - 0xD0))),
            >= 0xD4 and <= 0xD8 => Extension(1 << (head - 0xD4)),
            0xDC => new MsgPackItem(MsgPackKind.Array, Unsigned(2)),
            0xDD => new MsgPackItem(MsgPackKind.Array, Unsigned(4)),
            0xDE => new MsgPackItem(MsgPackKind.Map, Unsigned(2)),
            0xDF => new MsgPackItem(MsgPackKind.Map, Unsigned(4)),
            _ =>
                throw window.File.Invalid(
                    $"has the byte {head:x2} at {Position - 1:N0}, which does not begin a MessagePack item"),
        };
        if (item.Kind is not (MsgPackKind.Number or MsgPackKind.Other) && item.Count > end - Position)
        {
            throw Truncated($"{item.Kind} of {item.Count:N0}");
        }

        return item;
    }

    /// <summary>The text whose head was read.</summary>
    /// <exception cref="InvalidCheckpointException">It is not a text, or too long for a name.</exception>
    public string Text(MsgPackItem item)
    {
        if (item.Kind != MsgPackKind.Text || item.Count > MaxTextBytes)
        {
            throw window.File.Invalid(
                $"has a {item.Kind} of {item.Count:N0} at {Position:N0} where a name of at most {MaxTextBytes:N0} "
                + "bytes was expected");
        }

        byte[] bytes = new byte[item.Count];
        window.File.ReadExactly(Position, bytes);
        Skip(item);
        try
        {
            return s_utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw window.File.Invalid($"has a name at {Position:N0} that is not UTF-8");
        }
    }

    /// <summary>Passes over the bytes of a text or an extension.</summary>
    public void Skip(MsgPackItem item) =>
        Position += item.Kind is MsgPackKind.Text or MsgPackKind.Extension ? item.Count : 0;

    public InvalidCheckpointException Truncated(string what) => window.File.Truncated(
        $"a {what} at byte {Position:N0} does not end before byte {end:N0}");

    private MsgPackItem Extension(long count) => new(MsgPackKind.Extension, count, (sbyte)Unsigned(1));

    private MsgPackItem Skipped(int bytes)
    {
        Unsigned(bytes);
        return new MsgPackItem(MsgPackKind.Other, 0);
    }

    /// <summary>Big-endian; beyond 2^63 as a negative number.</summary>
    private long Unsigned(int bytes)
    {
        if (bytes > end - Position)
        {
            throw Truncated("number");
        }

        long value = 0;
        for (int i = 0; i < bytes; i++)
        {
            value = (value << 8) | window[Position + i];
        }

        Position += bytes;
        return value;
    }

    private long Signed(int bytes)
    {
        int unused = 64 - (8 * bytes);
        return Unsigned(bytes) << unused >> unused;
    }
}
