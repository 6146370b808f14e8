namespace Heavytail.Formats.Expressions;

/// <summary>
/// Elements of a value in another order, some of them left out or repeated: transposed, sliced, gathered, expanded.
/// </summary>
/// <param name="source">The value; it is kept in memory.</param>
/// <param name="picks">Which of its elements they are.</param>
internal sealed class Picked(Expression source, Picks picks) : Expression(picks.Shape, source)
{
    public override string? Refusal =>
        base.Refusal ?? (Operands[0].Count > MostHeld ? "an operand too large to be held in memory" : null);

    public override long HeldBytes => base.HeldBytes + (Operands[0].Count * sizeof(double));

    public override IElementValues Open() => new PickedValues(Operands[0].ReadAll(), picks);
}

/// <summary>
/// Where the elements of a result stand in its source: for each dimension of the result, and each index in it, a
/// distance; the sum of them is the position.
/// </summary>
internal sealed class Picks
{
    private Picks(long[][] distances) => (Distances, Shape) =
        (distances, new TensorShape([.. distances.Select(along => (long)along.Length)]));

    public long[][] Distances { get; }

    public TensorShape Shape { get; }

    /// <summary>
    /// For each dimension of the result the dimension of the source that it runs along, −1 for none, and the index
    /// there; null where there are too many to be held.
    /// </summary>
    public static Picks? Of(TensorShape source, IReadOnlyList<(int Dim, IReadOnlyList<long> Indices)> dims)
    {
        long[] strides = Strides(source);
        Int128 count = 1;
        foreach (var (dim, indices) in dims)
        {
            count *= indices.Count;
            if (count > long.MaxValue || (dim >= 0 && indices.Any(index => index < 0 || index >= source[dim])))
            {
                return null;
            }
        }

        return dims.Count > TensorShape.MaxRank
            ? null
            : new Picks([.. dims.Select(along =>
                along.Indices.Select(index => along.Dim < 0 ? 0 : index * strides[along.Dim]).ToArray())]);
    }

    /// <summary>A smaller value, broadcast over a larger one.</summary>
    public static Picks Broadcast(TensorShape small, TensorShape whole)
    {
        long[] strides = Strides(small);
        int shift = whole.Rank - small.Rank;
        return new Picks([.. Enumerable.Range(0, whole.Rank).Select(dim =>
        {
            long stride = dim < shift || small[dim - shift] == 1 ? 0 : strides[dim - shift];
            long[] along = new long[whole[dim]];
            for (int i = 0; i < along.Length; i++)
            {
                along[i] = i * stride;
            }

            return along;
        })]);
    }

    private static long[] Strides(TensorShape shape)
    {
        long[] strides = new long[shape.Rank];
        long stride = 1;
        for (int dim = shape.Rank - 1; dim >= 0; dim--)
        {
            strides[dim] = stride;
            stride *= shape[dim];
        }

        return strides;
    }
}

/// <summary>Picked elements of a value in memory.</summary>
internal sealed class PickedValues(double[] source, Picks picks) : IElementValues
{
    private readonly int[] _at = new int[picks.Distances.Length];
    private long _base = picks.Distances.SkipLast(1).Sum(along => along.Length == 0 ? 0 : along[0]);

    public void Read(Span<double> destination)
    {
        int last = picks.Distances.Length - 1;
        if (last < 0)
        {
            destination.Fill(source[0]);
            return;
        }

        long[] inner = picks.Distances[last];
        while (!destination.IsEmpty)
        {
            var run = destination[..Math.Min(destination.Length, inner.Length - _at[last])];
            for (int i = 0; i < run.Length; i++)
            {
                run[i] = source[_base + inner[_at[last] + i]];
            }

            destination = destination[run.Length..];
            _at[last] += run.Length;
            for (int dim = last; dim > 0 && _at[dim] == picks.Distances[dim].Length; dim--)
            {
                _at[dim] = 0;
                MoveOn(dim - 1);
            }
        }
    }

    public void Dispose()
    {
        // It holds no stream.
    }

    private void MoveOn(int dim)
    {
        long[] along = picks.Distances[dim];
        _base -= along[_at[dim]];
        _at[dim]++;
        _base += along[_at[dim] < along.Length ? _at[dim] : 0];
    }
}
