namespace Heavytail.Formats.Expressions;

/// <summary>
/// What operators make of dimensions while all elements keep their order; null where they do not fit.
/// </summary>
internal static class ShapeChanges
{
    /// <summary>The lengths that a Reshape asks for: 0 copies a dimension, −1 is whatever is left.</summary>
    public static IReadOnlyList<long>? Reshape(IReadOnlyList<long> from, IReadOnlyList<long> asked)
    {
        Int128 all = Product(from);
        Int128 known = 1;
        var lengths = new List<long>();
        foreach (var (dim, side) in asked.Index())
        {
            long length = side == 0 && dim < from.Count ? from[dim] : side;
            if (length is 0 or < -1 || (length > 0 && known > all / length))
            {
                return null;
            }

            known *= length > 0 ? length : 1;
            lengths.Add(length);
        }

        int rest = lengths.IndexOf(-1);
        if (rest >= 0)
        {
            if (lengths.LastIndexOf(-1) != rest || all % known != 0)
            {
                return null;
            }

            lengths[rest] = (long)(all / known);
        }

        return rest < 0 && known != all ? null : lengths;
    }

    /// <summary>A matrix: the dimensions before the axis, and those from it on.</summary>
    public static IReadOnlyList<long>? Flatten(IReadOnlyList<long> from, long axis)
    {
        axis += axis < 0 ? from.Count : 0;
        return axis < 0 || axis > from.Count
            ? null
            : [(long)Product([.. from.Take((int)axis)]), (long)Product([.. from.Skip((int)axis)])];
    }

    /// <summary>Takes out dimensions of 1, all of them or those named.</summary>
    public static IReadOnlyList<long>? Squeeze(IReadOnlyList<long> from, IReadOnlyList<long>? axes)
    {
        var taken = axes?.Select(axis => axis < 0 ? axis + from.Count : axis).ToHashSet();
        return [.. from.Where((side, dim) => side != 1 || taken?.Contains(dim) == false)];
    }

    /// <summary>Puts in dimensions of 1.</summary>
    public static IReadOnlyList<long>? Unsqueeze(IReadOnlyList<long> from, IReadOnlyList<long>? axes)
    {
        if (axes is null || from.Count + axes.Count > TensorShape.MaxRank)
        {
            return null;
        }

        int rank = from.Count + axes.Count;
        var put = axes.Select(axis => axis < 0 ? axis + rank : axis).ToHashSet();
        int next = 0;
        return put.Count != axes.Count || put.Any(axis => axis < 0 || axis >= rank)
            ? null
            : [.. Enumerable.Range(0, rank).Select(dim => put.Contains(dim) ? 1 : from[next++])];
    }

    /// <summary>Of the dimensions of a tensor, whose product is known to fit.</summary>
    private static Int128 Product(IReadOnlyList<long> sides) =>
        sides.Aggregate((Int128)1, (product, side) => product * side);
}
