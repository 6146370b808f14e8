using Heavytail.Files.Protobuf;
using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.Onnx;

/// <summary>A TensorProto: an initializer of a graph, or the value of a Constant node.</summary>
/// <param name="Name">The name by which nodes refer to it.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="TypeNumber">Type that the file gives.</param>
internal sealed record OnnxTensor(string Name, TensorShape Shape, long TypeNumber)
{
    /// <summary>Its type; null where it is text, or a type of which nothing is known.</summary>
    public OnnxDataType? Type => OnnxDataType.Find(TypeNumber);

    /// <summary>The message that holds the elements, or names the file that does.</summary>
    public required ProtoMessage Message { get; init; }

    /// <summary>The one run of bytes in the file that is all of its elements; null where they lie otherwise.</summary>
    public (long Offset, long Length)? Region { get; init; }

    /// <summary>
    /// The field of <see cref="Message"/> that holds elements one by one or in several runs; 0 where none does.
    /// </summary>
    public int Field { get; init; }

    /// <summary>Bytes in fields of elements: of fixed ones what they must be, of varints a bound.</summary>
    public long FieldBytes { get; init; }

    /// <summary>Why its elements are not what its shape needs, and what to do; null of a whole tensor.</summary>
    public (string Problem, string? Advice)? Damage { get; init; }

    /// <summary>Numbers in another file; null where they are in this one.</summary>
    public OnnxExternalData? External { get; init; }

    /// <summary>The elements that are stored, and where they stand; null of a tensor that has all.</summary>
    public OnnxSparse? Sparse { get; init; }

    /// <summary>What the graph computes it from; null of a tensor that is stored.</summary>
    public Expression? Computed { get; init; }

    /// <summary>Whether it is a Constant node's, and not an initializer.</summary>
    public bool IsConstant { get; init; }

    /// <summary>Bytes of its elements, packed as <c>raw_data</c> has them.</summary>
    public Int128 ByteCount => ((Int128)Shape.ElementCount * (Type?.Bits ?? 0) + 7) / 8;

    /// <summary>What it does, by the nodes that use it.</summary>
    public OnnxUses Uses { get; } = new();
}

/// <summary>A SparseTensorProto: what is stored of a tensor whose other elements are zero.</summary>
/// <param name="Values">The elements.</param>
/// <param name="Indices">Their positions in the dense tensor, or a row of indexes for each.</param>
internal sealed record OnnxSparse(OnnxTensor Values, OnnxTensor Indices);

/// <summary>Where elements lie in a file beside the model.</summary>
/// <param name="Location">The file, relative to the model's folder.</param>
/// <param name="Offset">The first byte.</param>
/// <param name="Length">Bytes; null where the shape decides.</param>
internal sealed record OnnxExternalData(string Location, long Offset, long? Length);
