using System.Globalization;
using Heavytail.Files;

namespace Heavytail.Formats.Gguf;

/// <summary>The key–value pairs of a GGUF header: scalars and short texts are kept, the rest is skipped over.</summary>
internal sealed class GgufMetadata
{
    public const string ArchitectureKey = "general.architecture";
    public const string AlignmentKey = "general.alignment";

    /// <summary>Real files have a few dozen.</summary>
    private const int MaxPairs = 1 << 16;

    /// <summary>As the specification says.</summary>
    private const int MaxKeyBytes = (1 << 16) - 1;

    /// <summary>A key's length, a byte of it, the value's type, a byte of the value.</summary>
    private const int LeastPairBytes = 14;

    /// <summary>Longer ones are chat templates and model cards.</summary>
    private const int MaxTextBytes = 256;

    /// <summary>Lists of a number for each layer are kept; vocabularies have more.</summary>
    private const int MaxListed = 1024;

    /// <summary>The reference knows no arrays of arrays at all.</summary>
    private const int MaxDepth = 4;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Int128[]> _integers = new(StringComparer.Ordinal);

    private GgufMetadata()
    {
    }

    private enum ValueType : uint
    {
        UInt8,
        Int8,
        UInt16,
        Int16,
        UInt32,
        Int32,
        Float32,
        Bool,
        String,
        Array,
        UInt64,
        Int64,
        Float64,
    }

    /// <summary>Scalars and short texts, as people read them.</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>Reads <paramref name="count"/> pairs.</summary>
    /// <exception cref="InvalidCheckpointException">They break the format's rules.</exception>
    public static GgufMetadata Read(GgufReader reader, ByteSource file, long count)
    {
        if (count > MaxPairs)
        {
            throw file.Invalid($"the header claims {count:N0} metadata pairs, at most {MaxPairs:N0} are read");
        }

        var metadata = new GgufMetadata();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (long i = 0; i < count; i++)
        {
            string key = reader.Name("a metadata key", MaxKeyBytes);
            if (!keys.Add(key))
            {
                throw file.Invalid($"metadata key `{key}` occurs twice");
            }

            metadata.ReadValue(reader, file, key);
        }

        return metadata;
    }

    /// <summary>The number of pairs, of which the file can hold as many.</summary>
    public static long CountPairs(GgufReader reader) => reader.Count("metadata pairs", LeastPairBytes);

    /// <summary>An integer; of a list with a number for each layer, that of <paramref name="layer"/>.</summary>
    public long? Integer(string key, int layer = 0) =>
        _integers.TryGetValue(key, out var values)
        && (values.Length == 1 ? values[0] : layer < values.Length ? values[layer] : (Int128?)null) is { } value
        && value >= long.MinValue && value <= long.MaxValue
            ? (long)value
            : null;

    private void ReadValue(GgufReader reader, ByteSource file, string key)
    {
        var type = (ValueType)reader.UInt32();
        switch (type)
        {
            case ValueType.String:
                if (reader.ShortText(MaxTextBytes) is { } text)
                {
                    _texts[key] = text;
                }

                break;
            case ValueType.Array:
                ReadArray(reader, file, key, 1);
                break;
            case ValueType.Float32:
                _texts[key] = BitConverter.UInt32BitsToSingle(reader.UInt32()).ToString(CultureInfo.InvariantCulture);
                break;
            case ValueType.Float64:
                _texts[key] = BitConverter.UInt64BitsToDouble(reader.UInt64()).ToString(CultureInfo.InvariantCulture);
                break;
            case ValueType.Bool:
                byte value = reader.Byte();
                _texts[key] = value switch
                {
                    0 => "false",
                    1 => "true",
                    _ => throw file.Invalid($"metadata key `{key}` is a bool of value {value}, expected 0 or 1"),
                };
                break;
            default:
                var integer = ReadInteger(reader, type)
                    ?? throw file.Invalid($"metadata key `{key}` is of unknown type {(uint)type}, expected 0 to 12");
                _integers[key] = [integer];
                _texts[key] = integer.ToString(CultureInfo.InvariantCulture);
                break;
        }
    }

    private void ReadArray(GgufReader reader, ByteSource file, string key, int depth)
    {
        var type = (ValueType)reader.UInt32();
        int bytes = BytesOf(type)
            ?? throw file.Invalid($"metadata key `{key}` is an array of unknown type {(uint)type}, expected 0 to 12");
        long count = reader.Count($"values of `{key}`", bytes);
        if (type == ValueType.String)
        {
            for (long i = 0; i < count; i++)
            {
                reader.SkipText();
            }
        }
        else if (type == ValueType.Array)
        {
            if (depth == MaxDepth)
            {
                throw file.Invalid($"metadata key `{key}` is an array of arrays, {MaxDepth} deep");
            }

            for (long i = 0; i < count; i++)
            {
                ReadArray(reader, file, key, depth + 1);
            }
        }
        else if (depth == 1 && count <= MaxListed
            && type is not (ValueType.Float32 or ValueType.Float64 or ValueType.Bool))
        {
            var values = new Int128[count];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = ReadInteger(reader, type)!.Value;
            }

            _integers[key] = values;
        }
        else
        {
            reader.Skip(count * bytes);
        }
    }

    private static Int128? ReadInteger(GgufReader reader, ValueType type) => type switch
    {
        ValueType.UInt8 => reader.Byte(),
        ValueType.Int8 => (sbyte)reader.Byte(),
        ValueType.UInt16 => reader.UInt16(),
        ValueType.Int16 => (short)reader.UInt16(),
        ValueType.UInt32 => reader.UInt32(),
        ValueType.Int32 => (int)reader.UInt32(),
        ValueType.UInt64 => reader.UInt64(),
        ValueType.Int64 => (long)reader.UInt64(),
        _ => null,
    };

    /// <summary>Bytes of one value; of texts and arrays, the least they can have.</summary>
    private static int? BytesOf(ValueType type) => type switch
    {
        ValueType.UInt8 or ValueType.Int8 or ValueType.Bool => 1,
        ValueType.UInt16 or ValueType.Int16 => 2,
        ValueType.UInt32 or ValueType.Int32 or ValueType.Float32 => 4,
        ValueType.UInt64 or ValueType.Int64 or ValueType.Float64 or ValueType.String => 8,
        ValueType.Array => 12,
        _ => null,
    };
}
