namespace Heavytail.Formats.Expressions;

/// <summary>Operators that pick elements: null where operands do not fit.</summary>
internal static class ElementPicks
{
    public static Picked? Transpose(Expression source, IReadOnlyList<long>? permutation)
    {
        int rank = source.Shape.Rank;
        permutation ??= [.. Enumerable.Range(0, rank).Select(dim => (long)(rank - 1 - dim))];
        return permutation.Count == rank
            && permutation.Order().SequenceEqual(Enumerable.Range(0, rank).Select(dim => (long)dim))
            ? Pick(source, [.. permutation.Select(dim => ((int)dim, All(source.Shape[(int)dim])))])
            : null;
    }

    public static Picked? Slice(
        Expression source, IReadOnlyList<long>? starts, IReadOnlyList<long>? ends, IReadOnlyList<long>? axes,
        IReadOnlyList<long>? steps, bool hasMore)
    {
        int rank = source.Shape.Rank;
        if (starts is null || ends is null || (hasMore && axes is null && steps is null) || IsHeld(source))
        {
            return null;
        }

        axes ??= [.. Enumerable.Range(0, starts.Count).Select(dim => (long)dim)];
        steps ??= [.. starts.Select(_ => 1L)];
        if (starts.Count != ends.Count || axes.Count != starts.Count || steps.Count != starts.Count)
        {
            return null;
        }

        var dims = Whole(source.Shape);
        for (int index = 0; index < axes.Count; index++)
        {
            long axis = axes[index] + (axes[index] < 0 ? rank : 0);
            if (axis < 0 || axis >= rank || steps[index] is 0 or > int.MaxValue or < -int.MaxValue)
            {
                return null;
            }

            dims[(int)axis] = ((int)axis, Range(source.Shape[(int)axis], starts[index], ends[index], steps[index]));
        }

        return Pick(source, dims);
    }

    /// <param name="source">What is picked from.</param>
    /// <param name="indices">One index, or a row of them.</param>
    /// <param name="axis">The dimension that they are of.</param>
    /// <param name="read">The elements of short operands.</param>
    public static Picked? Gather(
        Expression source, Expression indices, long axis, Func<Expression, IReadOnlyList<long>?> read)
    {
        int rank = source.Shape.Rank;
        axis += axis < 0 ? rank : 0;
        if (axis < 0 || axis >= rank || indices.Shape.Rank > 1 || read(indices) is not { } picked || IsHeld(source))
        {
            return null;
        }

        long side = source.Shape[(int)axis];
        var dims = Whole(source.Shape);
        dims[(int)axis] = ((int)axis, [.. picked.Select(index => index < 0 ? index + side : index)]);
        if (Picks.Of(source.Shape, dims) is not { } picks)
        {
            return null;
        }

        return new Picked(source, picks);
    }

    public static Expression? Expand(Expression source, IReadOnlyList<long> sides)
    {
        int rank = Math.Max(source.Shape.Rank, sides.Count);
        if (rank > TensorShape.MaxRank)
        {
            return null;
        }

        long[] whole = new long[rank];
        Int128 count = 1;
        for (int dim = 0; dim < rank; dim++)
        {
            long own = dim < rank - source.Shape.Rank ? 1 : source.Shape[dim - rank + source.Shape.Rank];
            long asked = dim < rank - sides.Count ? 1 : sides[dim - rank + sides.Count];
            whole[dim] = own == 1 ? asked : own;
            if (asked < 1 || (own != 1 && asked != 1 && asked != own)
                || (count *= whole[dim]) > Math.Max(source.Count, Expression.MostHeld))
            {
                return null;
            }
        }

        return new Picked(source, Picks.Broadcast(source.Shape, new TensorShape(whole)));
    }

    public static Picked? Split(
        Expression source, long axis, IReadOnlyList<long>? sizes, int outputs, int output)
    {
        axis += axis < 0 ? source.Shape.Rank : 0;
        if (axis < 0 || axis >= source.Shape.Rank || IsHeld(source))
        {
            return null;
        }

        long side = source.Shape[(int)axis];
        long equal = (side + outputs - 1) / outputs;
        sizes ??= [.. Enumerable.Range(0, outputs).Select(index => Math.Clamp(side - (index * equal), 0, equal))];
        if (sizes.Count != outputs || sizes.Any(size => size < 0 || size > side) || sizes.Sum() != side)
        {
            return null;
        }

        var dims = Whole(source.Shape);
        long start = sizes.Take(output).Sum();
        dims[(int)axis] = ((int)axis, Range(side, start, start + sizes[output], 1));
        return Pick(source, dims);
    }

    /// <summary>The whole, several times over along each dimension.</summary>
    public static Picked? Tile(Expression source, IReadOnlyList<long> repeats) =>
        repeats.Count != source.Shape.Rank || source.Count == 0 || repeats.Any(count => count < 1)
        || repeats.Aggregate((Int128)source.Count, (product, count) => product * Math.Min(count, int.MaxValue))
            > Expression.MostHeld
            ? null
            : Pick(source, [.. repeats.Select((count, dim) => (
                dim,
                (IReadOnlyList<long>)[
                    .. Enumerable.Repeat(All(source.Shape[dim]), (int)count).SelectMany(indices => indices)]))]);

    /// <summary>Dimensions from back to front.</summary>
    public static Picked? Reverse(Expression source, IReadOnlyList<long> axes)
    {
        int rank = source.Shape.Rank;
        var turned = axes.Select(axis => axis < 0 ? axis + rank : axis).ToHashSet();
        return IsHeld(source) || turned.Any(axis => axis < 0 || axis >= rank) ? null
            : Pick(source, [.. Whole(source.Shape).Select((dim, index) => turned.Contains(index)
                ? (dim.Dim, [.. dim.Indices.Reverse()]) : dim)]);
    }

    /// <summary>Zeros before and behind, two lengths for each dimension.</summary>
    public static Expression? Pad(Expression source, IReadOnlyList<long> lengths)
    {
        if (lengths.Count != 2 * source.Shape.Rank || lengths.Any(length => length is < 0 or > int.MaxValue))
        {
            return null;
        }

        Expression? padded = source;
        for (int dim = 0; dim < source.Shape.Rank && padded is not null; dim++)
        {
            var shape = padded.Shape;
            Int128 row = shape.Dimensions.Where((_, other) => other != dim)
                .Aggregate((Int128)1, (product, side) => product * side);
            if (row * (shape[dim] + lengths[2 * dim] + lengths[(2 * dim) + 1]) > Expression.MostHeld)
            {
                return null;
            }

            int along = dim;
            Expression[] parts =
            [
                .. Zeros(lengths[2 * dim]), padded, .. Zeros(lengths[(2 * dim) + 1]),
            ];
            padded = parts.Length == 1 ? padded : Joined.Of(parts, dim);

            IEnumerable<Expression> Zeros(long length) => length == 0 ? [] :
            [
                new Literal(
                    new TensorShape([.. shape.Dimensions.Select((side, other) => other == along ? length : side)]),
                    new double[(long)row * length]),
            ];
        }

        return padded;
    }

    /// <summary>Whether it is too large for lists of its indices.</summary>
    private static bool IsHeld(Expression source) => source.Count > Expression.MostHeld;

    private static Picked? Pick(Expression source, IReadOnlyList<(int Dim, IReadOnlyList<long> Indices)> dims) =>
        !IsHeld(source) && Picks.Of(source.Shape, dims) is { } picks ? new Picked(source, picks) : null;

    private static (int Dim, IReadOnlyList<long> Indices)[] Whole(TensorShape shape) =>
        [.. Enumerable.Range(0, shape.Rank).Select(dim => (dim, All(shape[dim])))];

    private static List<long> All(long side) => Range(side, 0, side, 1);

    private static List<long> Range(long side, long start, long end, long step)
    {
        start = Math.Clamp(start < 0 ? start + side : start, step < 0 ? -1 : 0, step < 0 ? side - 1 : side);
        end = Math.Clamp(end < 0 ? end + side : end, step < 0 ? -1 : 0, step < 0 ? side - 1 : side);
        var indices = new List<long>();
        for (long index = start; step > 0 ? index < end : index > end; index += step)
        {
            indices.Add(index);
        }

        return indices;
    }
}
