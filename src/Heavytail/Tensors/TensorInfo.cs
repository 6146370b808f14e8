namespace Heavytail.Tensors;

/// <summary>What a checkpoint's header says of one tensor: everything but its numbers.</summary>
/// <param name="Index">Position in the file's own order, from 0; the id of the tensor.</param>
/// <param name="Name">The name as stored.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its sides.</param>
/// <param name="File">The file that holds its numbers: the checkpoint itself, or one shard of it.</param>
public sealed record TensorInfo(int Index, string Name, ElementType Type, TensorShape Shape, string File)
{
    /// <summary>Bytes of its elements, tightly packed.</summary>
    public Int128 ByteCount => ((Int128)Shape.ElementCount * Type.Bits() + 7) / 8;
}
