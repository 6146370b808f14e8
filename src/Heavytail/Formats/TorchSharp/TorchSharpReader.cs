using System.Text;
using System.Text.Unicode;
using Heavytail.Files;

namespace Heavytail.Formats.TorchSharp;

/// <summary>The descriptions of a TorchSharp file, one after another. Numbers are LEB128.</summary>
internal sealed class TorchSharpReader
{
    /// <summary>A file has at least a count, a name of one letter, a type, a rank, and one element.</summary>
    public const int LeastBytes = 5;

    /// <summary>No network has a tenth of that.</summary>
    private const long MaxTensors = 200_000;

    /// <summary>A shorter name may be a coincidence.</summary>
    private const int TellingName = 4;

    private const int MaxNameBytes = 1024;

    /// <summary>PyTorch's tensors have at most 64 dimensions, and weights at most 5.</summary>
    private const int MaxRank = 8;

    /// <summary>LEB128 of 63 bits.</summary>
    private const int MaxNumberBytes = 9;

    private readonly ByteSource _file;
    private readonly ByteWindow _window;

    /// <exception cref="InvalidCheckpointException">The file has no plausible number of tensors.</exception>
    public TorchSharpReader(ByteSource file)
    {
        (_file, _window) = (file, new ByteWindow(file));
        Count = ReadNumber("the number of its tensors");
        if (Count is 0 or > MaxTensors)
        {
            throw file.Invalid($"claims {Count:N0} tensors, expected 1 to {MaxTensors:N0}");
        }
    }

    /// <summary>Number of tensors.</summary>
    public long Count { get; }

    /// <summary>Offset of what is read next.</summary>
    public long Position { get; private set; }

    /// <summary>
    /// Whether the first tensors of a file are described as TorchSharp does it. A file that is cut off counts if its
    /// first name is long enough to tell.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="tensors">Number of tensors to look at.</param>
    public static bool Looks(ByteSource file, int tensors)
    {
        try
        {
            var reader = new TorchSharpReader(file);
            for (long i = 0; i < Math.Min(tensors, reader.Count); i++)
            {
                var entry = reader.Describe();
                if (!reader.Pass(entry))
                {
                    return i > 0 || entry.Name.Length >= TellingName;
                }
            }

            return reader.Count > tensors || reader.Position == file.Length;
        }
        catch (InvalidCheckpointException)
        {
            // A description that is wrong is one of another format.
            return false;
        }
    }

    /// <summary>Reads the next description and passes over its elements.</summary>
    /// <exception cref="InvalidCheckpointException">It is wrong, or the elements are not all there.</exception>
    public TorchSharpEntry Next()
    {
        var entry = Describe();
        return Pass(entry)
            ? entry
            : throw _file.Truncated(
                $"its elements end at byte {Position:N0} and the file has {_file.Length:N0} bytes", entry.Name);
    }

    private TorchSharpEntry Describe()
    {
        string name = ReadName();
        long number = ReadNumber($"the type of `{name}`");
        var type = TypeOf(number)
            ?? throw _file.InvalidTensor(name, $"its type is {number}, which TorchSharp does not write");
        long rank = ReadNumber($"the rank of `{name}`");
        if (rank > MaxRank)
        {
            throw _file.InvalidTensor(name, $"has {rank:N0} dimensions, at most {MaxRank} are read");
        }

        long[] sides = new long[rank];
        for (int i = 0; i < sides.Length; i++)
        {
            sides[i] = ReadNumber($"the dimensions of `{name}`");
        }

        try
        {
            return new TorchSharpEntry(name, type, new TensorShape(sides), Position);
        }
        catch (ArgumentException e)
        {
            throw _file.InvalidTensor(name, e.Message);
        }
    }

    private bool Pass(TorchSharpEntry entry)
    {
        var end = entry.Offset + ((Int128)entry.Shape.ElementCount * entry.Type.Bits() / 8);
        Position = (long)Int128.Min(end, long.MaxValue);
        return end <= _file.Length;
    }

    private string ReadName()
    {
        long length = ReadNumber("the length of a name");
        if (length is 0 or > MaxNameBytes || length > _file.Length - Position)
        {
            throw _file.Invalid(
                $"has a name of {length:N0} bytes at byte {Position:N0}, at most {MaxNameBytes:N0} are read");
        }

        byte[] bytes = new byte[length];
        _window.Copy(Position, bytes);
        Position += length;
        return Utf8.IsValid(bytes) && Encoding.UTF8.GetString(bytes) is var name && IsName(name)
            ? name
            : throw _file.Invalid($"has something other than a name before byte {Position:N0}");
    }

    private static bool IsName(string name) =>
        (char.IsLetterOrDigit(name[0]) || name[0] == '_') && !name.Any(char.IsControl);

    private long ReadNumber(string what)
    {
        long value = 0;
        for (int i = 0; i < MaxNumberBytes && Position < _file.Length; i++)
        {
            byte part = _window[Position++];
            value |= (long)(part & 0x7f) << (7 * i);
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Position == _file.Length
            ? _file.Truncated($"ends within {what}")
            : _file.Invalid($"has a number of more than {MaxNumberBytes} bytes for {what} before byte {Position:N0}");
    }

    /// <summary>By the numbers of torch's <c>ScalarType</c>.</summary>
    private static ElementType? TypeOf(long number) => number switch
    {
        0 => ElementType.U8,
        1 => ElementType.I8,
        2 => ElementType.I16,
        3 => ElementType.I32,
        4 => ElementType.I64,
        5 => ElementType.F16,
        6 => ElementType.F32,
        7 => ElementType.F64,
        9 => ElementType.C64,
        10 => ElementType.C128,
        11 => ElementType.Bool,
        15 => ElementType.BF16,
        _ => null,
    };
}
