namespace Heavytail.Formats.Contract;

/// <summary>A tensor and access to its elements.</summary>
/// <param name="Info">Description from the header.</param>
/// <param name="OpenRead">Opens a forward stream of its elements: row-major, tightly packed, little-endian, exactly
/// <c>Info.ByteCount</c> bytes. May be called from several threads at once; each call gives a stream of its
/// own.</param>
internal sealed record StoredTensor(TensorInfo Info, Func<Stream> OpenRead)
{
    /// <summary>
    /// Where its elements lie, comparable by value: tensors of the same location, shape and type are tied. Null where
    /// no two names can share elements.
    /// </summary>
    public object? Place { get; init; }

    /// <summary>
    /// Reads the factors of one of the matrices of <c>Info.Factors</c>, by its number; null where there are none.
    /// </summary>
    public Func<int, Factors>? ReadFactors { get; init; }

    /// <summary>The weight of the base that an adapter changed into this one; null where nothing was changed.</summary>
    public StoredTensor? Unchanged { get; init; }
}
