using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Heavytail.Files;

namespace Heavytail.Formats.PyTorch;

/// <summary>The bytes of a pickle, every length checked against what is left before anything is allocated.</summary>
/// <param name="stream">Read from its current position on.</param>
/// <param name="length">Bytes that the stream has from there.</param>
/// <param name="file">The file that errors name.</param>
/// <param name="what">The pickle's name in error messages: <c>data.pkl</c>.</param>
internal sealed class PickleInput(Stream stream, long length, ByteSource file, string what)
{
    /// <summary>
    /// A pickle holds names and shapes, not elements; those of the largest known models have a few MB.
    /// </summary>
    public const int MaxPickleBytes = 256 << 20;

    /// <summary>Longer texts are skipped: no name is that long.</summary>
    public const int MaxTextBytes = 1 << 16;

    /// <summary>Of the lines of protocol 0, whose end is not known before.</summary>
    public const int MaxLineBytes = 1 << 20;

    private readonly byte[] _buffer = new byte[(int)Math.Min(1 << 16, length)];
    private int _start;
    private int _end;
    private long _fetched;

    /// <summary>Bytes taken so far.</summary>
    public long Position => _fetched - (_end - _start);

    public byte ReadByte()
    {
        if (_start == _end)
        {
            Fetch();
        }

        return _buffer[_start++];
    }

    /// <summary>A little-endian unsigned number of 1, 2, 4 or 8 bytes.</summary>
    public ulong ReadUnsigned(int bytes)
    {
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        value.Clear();
        Read(value[..bytes]);
        return BinaryPrimitives.ReadUInt64LittleEndian(value);
    }

    public double ReadBigEndianDouble()
    {
        Span<byte> value = stackalloc byte[sizeof(double)];
        Read(value);
        return BinaryPrimitives.ReadDoubleBigEndian(value);
    }

    public byte[] ReadBytes(int count)
    {
        CheckLength((ulong)count);
        byte[] bytes = new byte[count];
        Read(bytes);
        return bytes;
    }

    /// <summary>A text of so many bytes of UTF-8, or where it is too long for a name, its location.</summary>
    public object ReadText(ulong bytes) => bytes > MaxTextBytes
        ? Skip(bytes) with { IsText = true }
        : Encoding.UTF8.GetString(ReadBytes((int)bytes));

    /// <summary>What Python 2 called a string: a name, or any bytes.</summary>
    public object ReadByteString(ulong count)
    {
        if (count > MaxTextBytes)
        {
            return Skip(count);
        }

        long offset = Position;
        byte[] bytes = ReadBytes((int)count);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : new PickleBytes(offset, bytes.Length);
    }

    /// <summary>Bytes that are so few that they may be a key, with their content.</summary>
    public PickleBytes ReadShortBytes(ulong count)
    {
        long offset = Position;
        return new PickleBytes(offset, (long)count) { Text = Encoding.Latin1.GetString(ReadBytes((int)count)) };
    }

    public PickleBytes Skip(ulong count)
    {
        CheckLength(count);
        long offset = Position;
        long left = (long)count;
        while (left > 0)
        {
            if (_start == _end)
            {
                Fetch();
            }

            int step = (int)Math.Min(left, _end - _start);
            _start += step;
            left -= step;
        }

        return new PickleBytes(offset, (long)count);
    }

    /// <summary>Up to a line feed, which is taken and not returned; UTF-8 where nothing else is said.</summary>
    public string ReadLine(int most, Encoding? encoding = null)
    {
        var line = new List<byte>();
        for (byte value = ReadByte(); value != (byte)'\n'; value = ReadByte())
        {
            if (line.Count == most)
            {
                throw Invalid($"a line of more than {most:N0} bytes");
            }

            line.Add(value);
        }

        return (encoding ?? Encoding.UTF8).GetString([.. line]);
    }

    public InvalidCheckpointException Invalid(string problem, string? hint = null) =>
        file.Invalid(At(problem), hint);

    private string At(string problem) => $"{what}, byte {Position:N0}: {problem}";

    private void Read(Span<byte> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = ReadByte();
        }
    }

    private void CheckLength(ulong count)
    {
        if (count > (ulong)(length - Position))
        {
            throw Invalid($"a value of {count:N0} bytes where {length - Position:N0} are left");
        }
    }

    private void Fetch()
    {
        if (_fetched > MaxPickleBytes)
        {
            throw Invalid($"the pickle is over {MaxPickleBytes:N0} bytes, no weight file needs that");
        }

        try
        {
            _start = 0;
            _end = stream.Read(_buffer);
            _fetched += _end;
        }
        catch (Exception e) when (StreamDamage.Is(e))
        {
            throw new InvalidCheckpointException(file.Path, null, $"{what}: {e.Message}", inner: e);
        }

        if (_end == 0)
        {
            throw file.Truncated(At("the pickle ends early"));
        }
    }
}
