using Heavytail.Files;
using Heavytail.Files.Protobuf;

namespace Heavytail.Formats.Caffe;

/// <summary>A BlobProto: dimensions and elements, without a name.</summary>
/// <param name="Message">The message, which holds the elements.</param>
/// <param name="Dimensions">Its dimensions.</param>
/// <param name="IsLegacy">Whether the dimensions are the four that all blobs once had, most of them 1.</param>
/// <param name="Type">The type of its elements; null where it is one that no variant of Caffe has.</param>
/// <param name="Field">The field of elements; 0 where they lie as bytes.</param>
/// <param name="Bytes">Bytes of its elements.</param>
internal sealed record CaffeBlob(
    ProtoMessage Message, IReadOnlyList<long> Dimensions, bool IsLegacy, ElementType? Type, int Field, long Bytes)
{
    private const int Num = 1;
    private const int Width = 4;
    private const int Data = 5;
    private const int ShapeField = 7;
    private const int DoubleData = 8;
    private const int RawType = 10;
    private const int RawData = 12;

    /// <summary>Where the elements lie, if they are one run of bytes of the file.</summary>
    public long? Offset { get; private init; }

    public static CaffeBlob Read(ProtoMessage message)
    {
        long[] legacy = new long[Width];
        bool isLegacy = false;
        List<long>? sides = null;
        long rawType = 0;
        ProtoField? raw = null;
        var (floats, doubles) = (default(Run), default(Run));
        foreach (var field in message.Fields())
        {
            switch (field.Number)
            {
                case >= Num and <= Width:
                    legacy[field.Number - 1] = field.Int64;
                    isLegacy = true;
                    break;
                case ShapeField:
                    sides = ReadSides(message.Message(field));
                    break;
                case Data:
                    floats = floats.Join(field);
                    break;
                case DoubleData:
                    doubles = doubles.Join(field);
                    break;
                case RawType:
                    rawType = field.Int64;
                    break;
                case RawData when field.IsBytes:
                    raw = field;
                    break;
            }
        }

        isLegacy &= sides is null;
        var shape = sides ?? (isLegacy ? [.. legacy] : []);
        if (raw is { Length: > 0 } bytes)
        {
            return new CaffeBlob(message, shape, isLegacy, ToRawType(rawType), 0, bytes.Length)
            {
                Offset = bytes.Offset,
            };
        }

        return doubles.Count > 0
            ? new CaffeBlob(
                message, shape, isLegacy, ElementType.F64, DoubleData, doubles.Bytes)
            { Offset = doubles.Only }
            : new CaffeBlob(message, shape, isLegacy, ElementType.F32, Data, floats.Bytes) { Offset = floats.Only };
    }

    /// <summary>Its elements, one after another.</summary>
    public Stream Open(ByteSource file) => Offset is { } offset
        ? file.OpenRegion(offset, Bytes)
        : new RepeatedFieldStream(
            file.OpenRegion(Message.Offset, Message.Length), Bytes, Field, Type!.Value.Bits() / 8, isVarint: false);

    private static List<long> ReadSides(ProtoMessage message)
    {
        var sides = new List<long>();
        foreach (var field in message.Fields().Where(field => field.Number == 1))
        {
            sides.AddRange(message.Integers(field, TensorShape.MaxRank));
            if (sides.Count > TensorShape.MaxRank)
            {
                throw message.File.Invalid($"a blob has more than {TensorShape.MaxRank} dimensions");
            }
        }

        return sides;
    }

    /// <summary>NVIDIA's variant keeps half-precision weights as bytes.</summary>
    private static ElementType? ToRawType(long type) => type switch
    {
        0 => ElementType.F64,
        1 => ElementType.F32,
        2 => ElementType.F16,
        3 => ElementType.I32,
        4 => ElementType.U32,
        _ => null,
    };

    /// <summary>The fields of one number together; they are one run where there is one and it is packed.</summary>
    private readonly record struct Run(int Count, long Bytes, long? Only)
    {
        public Run Join(ProtoField field) => new(
            Count + 1,
            Bytes + (field.Type switch
            {
                WireType.Bytes => field.Length,
                WireType.Fixed64 => sizeof(ulong),
                WireType.Fixed32 => sizeof(uint),
                _ => 1,
            }),
            Count == 0 && field.IsBytes ? field.Offset : null);
    }
}
