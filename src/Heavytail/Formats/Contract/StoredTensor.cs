
using Heavytail.Tensors;

namespace Heavytail.Formats.Contract;

/// <summary>A tensor and the way to its numbers.</summary>
/// <param name="Info">What the header says.</param>
/// <param name="OpenRead">Opens a forward stream of its elements: row-major, tightly packed, little-endian, exactly
/// <c>Info.ByteCount</c> bytes. May be called from several threads at once; each call gives a stream of its own.</param>
internal sealed record StoredTensor(TensorInfo Info, Func<Stream> OpenRead)
{
    /// <summary>
    /// Where its numbers lie, comparable by value: tensors of the same place, shape and type are tied. Null where no two
    /// names can share numbers.
    /// </summary>
    public object? Place { get; init; }
}
