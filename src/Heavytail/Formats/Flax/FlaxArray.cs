// Specification: https://github.com/google/flax/blob/main/flax/serialization.py

using Heavytail.Files;
using Heavytail.Files.MsgPack;

namespace Heavytail.Formats.Flax;

/// <summary>
/// An array as Flax packs it in an extension: an array of shape, type's name, bytes; located, not read.
/// </summary>
/// <param name="Shape">Its dimensions.</param>
/// <param name="TypeName">NumPy's name of its type.</param>
/// <param name="Offset">The first byte of its elements.</param>
/// <param name="Length">Their bytes.</param>
internal sealed record FlaxArray(TensorShape Shape, string TypeName, long Offset, long Length)
{
    public const int ExtensionCode = 1;
    public const int ScalarCode = 3;

    /// <summary>The type here; null if it is not supported.</summary>
    public ElementType? Type => TypeOf(TypeName);

    /// <summary>The type by NumPy's name for it; null if it is not supported.</summary>
    public static ElementType? TypeOf(string name) => name switch
    {
        "float32" => ElementType.F32,
        "float16" => ElementType.F16,
        "bfloat16" => ElementType.BF16,
        "float64" => ElementType.F64,
        "float8_e4m3fn" => ElementType.F8E4M3,
        "float8_e5m2" => ElementType.F8E5M2,
        "int8" => ElementType.I8,
        "int16" => ElementType.I16,
        "int32" => ElementType.I32,
        "int64" => ElementType.I64,
        "uint8" => ElementType.U8,
        "uint16" => ElementType.U16,
        "uint32" => ElementType.U32,
        "uint64" => ElementType.U64,
        "bool" => ElementType.Bool,
        "complex64" => ElementType.C64,
        "complex128" => ElementType.C128,
        _ => null,
    };

    /// <summary>Reads what an extension holds.</summary>
    /// <param name="window">The file.</param>
    /// <param name="start">Offset of the first byte.</param>
    /// <param name="end">Offset after its last byte.</param>
    /// <param name="name">Name in errors.</param>
    /// <exception cref="InvalidCheckpointException">It is not an array.</exception>
    public static FlaxArray Read(ByteWindow window, long start, long end, string name)
    {
        var reader = new MsgPackReader(window, start, end);
        var outer = reader.Next();
        var sides = outer is { Kind: MsgPackKind.Array, Count: 3 } ? reader.Next() : default;
        if (sides.Kind != MsgPackKind.Array || sides.Count > TensorShape.MaxRank)
        {
            throw window.File.InvalidTensor(
                name, $"is not an array of shape, type and bytes with at most {TensorShape.MaxRank} dimensions");
        }

        long[] shape = new long[sides.Count];
        for (int i = 0; i < shape.Length; i++)
        {
            var side = reader.Next();
            shape[i] = side.Kind == MsgPackKind.Number ? side.Count : -1;
        }

        string type = reader.Text(reader.Next());
        var bytes = reader.Next();
        if (bytes.Kind != MsgPackKind.Text || reader.Position + bytes.Count != end)
        {
            throw window.File.InvalidTensor(name, "its bytes do not end where it ends");
        }

        var array = new FlaxArray(ShapeOf(window.File, name, shape), type, reader.Position, bytes.Count);
        if (array.Type is { } element && (Int128)array.Shape.ElementCount * element.Bits() != (Int128)array.Length * 8)
        {
            throw window.File.InvalidTensor(
                name,
                $"shape {array.Shape} of {type} needs {(Int128)array.Shape.ElementCount * element.Bits() / 8:N0} "
                + $"bytes, it has {array.Length:N0}");
        }

        return array;
    }

    public static TensorShape ShapeOf(ByteSource file, string name, ReadOnlySpan<long> sides)
    {
        try
        {
            return new TensorShape(sides);
        }
        catch (ArgumentException e)
        {
            throw file.InvalidTensor(name, e.Message);
        }
    }
}
