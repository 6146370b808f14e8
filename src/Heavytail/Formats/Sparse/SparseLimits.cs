namespace Heavytail.Formats.Sparse;

/// <summary>Which sparse tensors are read: those that may be weights, and that memory holds.</summary>
internal static class SparseLimits
{
    /// <summary>
    /// A thousand to one is a graph or a table of counts, and no weights; small tensors may be as empty as they like.
    /// </summary>
    public const int MaxZeros = 1000;

    /// <summary>Elements of a tensor that may be of any density.</summary>
    public const long FreeElements = 1 << 20;

    /// <summary>Of indexes and of elements: they are in memory while it is read.</summary>
    public const long MaxStored = 1 << 28;

    /// <summary>Of a dimension; no count of indexes overflows.</summary>
    private const long MaxSide = 1L << 40;

    /// <summary>Why a tensor is not read; null if it is.</summary>
    /// <param name="shape">Dimensions of the dense tensor.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="values">Elements that are stored.</param>
    /// <param name="indexes">Indexes that are stored.</param>
    public static string? Refusal(TensorShape shape, ElementType type, long values, long indexes) =>
        type is not (ElementType.F64 or ElementType.F32 or ElementType.F16 or ElementType.BF16)
            ? $"sparse, with elements of {type.Name()}"
        : Math.Max(indexes, values) > MaxStored || shape.Dimensions.Any(side => side > MaxSide)
            ? $"sparse, with {values:N0} elements of {shape}: too large"
        : shape.ElementCount > Int128.Max(FreeElements, (Int128)values * MaxZeros)
            ? $"sparse: {values:N0} of {shape.ElementCount:N0} elements are stored, too few for weights"
        : null;
}
