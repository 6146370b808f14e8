using System.Buffers.Binary;
using System.Text;
using Heavytail.Files;

namespace Heavytail.Formats.Gguf;

/// <summary>Reads a GGUF header from front to back through a small window; what is skipped is not read.</summary>
internal sealed class GgufReader(ByteSource file, bool isBigEndian)
{
    /// <summary>
    /// Far above the largest vocabularies known (some 20 MB with their merges), and soon walked. Arrays of values are
    /// jumped over, strings one by one.
    /// </summary>
    public const long MaxHeaderBytes = 1 << 28;

    private const int WindowBytes = 1 << 16;

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    private readonly byte[] _window = new byte[(int)Math.Min(WindowBytes, file.Length)];
    private long _windowStart;
    private int _windowLength;

    /// <summary>The next byte.</summary>
    public long Offset { get; private set; }

    /// <summary>Bytes that the header can still have.</summary>
    public long Left => Math.Min(file.Length, MaxHeaderBytes) - Offset;

    public byte Byte() => Take(sizeof(byte), "a number")[0];

    public ushort UInt16() => isBigEndian
        ? BinaryPrimitives.ReadUInt16BigEndian(Take(sizeof(ushort), "a number"))
        : BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort), "a number"));

    public uint UInt32() => isBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint), "a number"))
        : BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint), "a number"));

    public ulong UInt64() => isBigEndian
        ? BinaryPrimitives.ReadUInt64BigEndian(Take(sizeof(ulong), "a number"))
        : BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong), "a number"));

    /// <summary>
    /// A count of things of at least <paramref name="leastBytes"/> each, of which the file can hold as many.
    /// </summary>
    /// <exception cref="InvalidCheckpointException">It cannot.</exception>
    public long Count(string what, int leastBytes)
    {
        ulong count = UInt64();
        return count <= (ulong)(Left / leastBytes)
            ? (long)count
            : throw file.Truncated(
                $"byte {Offset - sizeof(ulong):N0}: the header claims {count:N0} {what}, it has {Left:N0} bytes left");
    }

    /// <summary>A text that must be UTF-8 and no longer than <paramref name="mostBytes"/>: a key, a name.</summary>
    /// <exception cref="InvalidCheckpointException">It is not.</exception>
    public string Name(string what, int mostBytes)
    {
        long start = Offset;
        long length = Count("bytes of text", 1);
        if (length > mostBytes)
        {
            throw file.Invalid($"byte {start:N0}: {what} has {length:N0} bytes, at most {mostBytes:N0} are possible");
        }

        try
        {
            return s_strict.GetString(Bytes((int)length));
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidCheckpointException(file.Path, null, $"byte {start:N0}: {what} is not UTF-8", inner: e);
        }
    }

    /// <summary>
    /// A text for people, whatever its bytes; null where it has more than <paramref name="mostBytes"/>.
    /// </summary>
    public string? ShortText(int mostBytes)
    {
        long length = Count("bytes of text", 1);
        if (length <= mostBytes)
        {
            return Encoding.UTF8.GetString(Bytes((int)length));
        }

        Skip(length);
        return null;
    }

    public void SkipText() => Skip(Count("bytes of text", 1));

    /// <exception cref="InvalidCheckpointException">The header ends before.</exception>
    public void Skip(long count)
    {
        Require(count, "what is skipped");
        Offset += count;
    }

    private byte[] Bytes(int count)
    {
        Require(count, "a text");
        byte[] bytes = new byte[count];
        file.ReadExactly(Offset, bytes);
        Offset += count;
        return bytes;
    }

    private ReadOnlySpan<byte> Take(int count, string what)
    {
        if (Offset < _windowStart || Offset + count > _windowStart + _windowLength)
        {
            Require(count, what);
            _windowStart = Offset;
            _windowLength = (int)Math.Min(_window.Length, file.Length - Offset);
            file.ReadExactly(Offset, _window.AsSpan(0, _windowLength));
        }

        var taken = _window.AsSpan((int)(Offset - _windowStart), count);
        Offset += count;
        return taken;
    }

    private void Require(long count, string what)
    {
        if (count > Left)
        {
            string problem =
                $"byte {Offset:N0}: {what} of {count:N0} bytes leaves the header, which has {Left:N0} bytes left";
            throw Offset + count > file.Length
                ? file.Truncated(problem)
                : file.Invalid(problem, $"headers of more than {MaxHeaderBytes:N0} bytes are not read");
        }
    }
}
