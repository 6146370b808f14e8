using System.Globalization;
using Heavytail.Files;
using Heavytail.Files.Protobuf;

namespace Heavytail.Formats.Onnx;

/// <summary>TensorProto messages → where their elements lie.</summary>
internal static class OnnxTensorReader
{
    private const int Dims = 1;
    private const int DataType = 2;
    public const int NameField = 8;
    private const int RawData = 9;
    private const int ExternalData = 13;
    private const int DataLocation = 14;
    private const long IsExternal = 1;
    private const int MaxEntries = 16;
    private const long FloatType = 1;

    /// <summary>Reads what a message says of its tensor.</summary>
    /// <param name="message">A TensorProto.</param>
    /// <param name="valueName">The name that a graph gives it; null where its own name is that.</param>
    /// <exception cref="InvalidCheckpointException">It contradicts itself.</exception>
    public static OnnxTensor Read(ProtoMessage message, string? valueName)
    {
        var file = message.File;
        var (name, typeNumber, location) = (valueName, 0L, 0L);
        var dims = new List<long>();
        ProtoField? raw = null;
        var runs = new Dictionary<int, Run>();
        var external = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in message.Fields())
        {
            switch (field.Number)
            {
                case Dims:
                    dims.AddRange(message.Integers(field, TensorShape.MaxRank));
                    CheckRank(file, name, dims.Count);
                    break;
                case DataType:
                    typeNumber = field.Int64;
                    break;
                case NameField:
                    name ??= message.Text(field);
                    break;
                case RawData when field.IsBytes:
                    raw = field;
                    break;
                case ExternalData when external.Count < MaxEntries:
                    var (key, value) = OnnxEntries.Read(message.Message(field));
                    external[key] = value;
                    break;
                case DataLocation:
                    location = field.Int64;
                    break;
                default:
                    runs[field.Number] = Run.Join(runs.GetValueOrDefault(field.Number), field);
                    break;
            }
        }

        name = string.IsNullOrEmpty(name) ? throw file.Invalid("an initializer of the graph has no name") : name;
        var tensor = new OnnxTensor(name, ToShape(file, name, dims), typeNumber)
        {
            Message = message,
            External = location == IsExternal ? ToExternal(file, name, external) : null,
        };
        return tensor.External is null && tensor.Type is { } type
            ? Locate(tensor, type, raw, runs.GetValueOrDefault(type.Field))
            : tensor;
    }

    /// <summary>The elements that a Constant has as an attribute <c>value_floats</c>.</summary>
    public static OnnxTensor ReadNumbers(ProtoMessage attribute, string name, long count) =>
        new(name, new TensorShape(count), FloatType)
        {
            Message = attribute,
            Field = OnnxAttribute.FloatsField,
            FieldBytes = count * sizeof(float),
            IsConstant = true,
        };

    private static OnnxTensor Locate(OnnxTensor tensor, OnnxDataType type, ProtoField? raw, Run run)
    {
        if (raw is { } field)
        {
            return field.Length == tensor.ByteCount
                ? tensor with { Region = (field.Offset, field.Length) }
                : Damaged(tensor, type, field.Length);
        }

        // A varint is of one byte or more, so the bytes of the run bound the elements that it can hold.
        var numbers = (tensor.ByteCount + type.NumberBytes - 1) / type.NumberBytes;
        if (type.IsVarint ? run.Bytes < numbers : run.Bytes != tensor.ByteCount)
        {
            return Damaged(tensor, type, run.Bytes);
        }

        return !type.IsVarint && run.Count == 1 && run.IsPacked
            ? tensor with { Region = (run.Offset, run.Bytes) }
            : tensor with { Field = type.Field, FieldBytes = run.Bytes };
    }

    /// <summary>It costs this tensor, as the others lie elsewhere.</summary>
    private static OnnxTensor Damaged(OnnxTensor tensor, OnnxDataType type, long found) => tensor with
    {
        Damage = (
            $"shape {tensor.Shape} of {type.Name} needs {tensor.ByteCount:N0} bytes, the file holds {found:N0}",
            found == 0 ? "the model may have been saved without its weights" : null),
    };

    private static void CheckRank(ByteSource file, string? name, int rank)
    {
        if (rank > TensorShape.MaxRank)
        {
            throw file.InvalidTensor(name ?? "", $"more than {TensorShape.MaxRank} dimensions");
        }
    }

    private static TensorShape ToShape(ByteSource file, string name, List<long> dims)
    {
        try
        {
            return new TensorShape([.. dims]);
        }
        catch (ArgumentException e)
        {
            throw file.InvalidTensor(name, e.Message);
        }
    }

    private static OnnxExternalData ToExternal(ByteSource file, string name, Dictionary<string, string> entries)
    {
        if (!entries.TryGetValue("location", out string? location))
        {
            throw file.InvalidTensor(name, "its elements are in another file, but `location` does not name it");
        }

        return new OnnxExternalData(
            location.StartsWith("./", StringComparison.Ordinal) ? location[2..] : location,
            Number("offset") ?? 0,
            Number("length"));

        long? Number(string key)
        {
            if (!entries.TryGetValue(key, out string? text))
            {
                return null;
            }

            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
                ? value
                : throw file.InvalidTensor(name, $"`{key}` of its external data is `{text}`, an integer was expected");
        }
    }

    /// <summary>What the fields of one number have together.</summary>
    private readonly record struct Run(int Count, bool IsPacked, long Offset, long Bytes)
    {
        public static Run Join(Run run, ProtoField field) => new(
            run.Count + 1,
            field.IsBytes,
            field.Offset,
            run.Bytes + (field.Type switch
            {
                WireType.Bytes => field.Length,
                WireType.Fixed64 => sizeof(ulong),
                WireType.Fixed32 => sizeof(uint),
                _ => 1,
            }));
    }
}
