namespace Heavytail.Formats.Pieces;

/// <summary>Blocks that cover a tensor → a stream of all its elements.</summary>
/// <param name="elementBytes">Bytes of an element.</param>
internal sealed class BlockJoin(int elementBytes)
{
    /// <summary>Cuts within cuts: one for each dimension in practice.</summary>
    private const int MaxDepth = 2 * TensorShape.MaxRank;

    /// <summary>Opens the whole tensor; null, with the reason, where the blocks do not make it up.</summary>
    /// <param name="shape">Dimensions of the tensor.</param>
    /// <param name="blocks">Its blocks, each within the shape.</param>
    /// <param name="problem">Receives the reason.</param>
    public Func<Stream>? Join(TensorShape shape, IReadOnlyList<TensorBlock> blocks, out string problem)
    {
        problem = "";
        if (shape.ElementCount == 0)
        {
            return () => Stream.Null;
        }

        TensorBlock[] full = [.. blocks.Where(block => block.ElementCount > 0)];
        var covered = full.Aggregate(Int128.Zero, (sum, block) => sum + block.ElementCount);
        if (covered < shape.ElementCount)
        {
            problem = $"its slices have {covered:N0} of {shape.ElementCount:N0} elements";
            return null;
        }

        long[] sides = [.. shape.Dimensions];
        var joined = Join(new TensorBlock(new long[sides.Length], sides, () => Stream.Null), full, 0);
        problem = joined is not null ? ""
            : covered > shape.ElementCount ? $"its slices overlap: they have {covered:N0} elements, the variable "
                + $"{shape.ElementCount:N0}"
            : "its slices overlap, or are not cut along straight lines";
        return joined;
    }

    /// <summary>Splits a region where no block crosses, and each part again along another dimension.</summary>
    private Func<Stream>? Join(TensorBlock region, TensorBlock[] blocks, int depth)
    {
        if (blocks is [var one])
        {
            return one.Starts.AsSpan().SequenceEqual(region.Starts)
                && one.Lengths.AsSpan().SequenceEqual(region.Lengths)
                ? one.OpenRead
                : null;
        }

        for (int axis = 0; axis < region.Starts.Length && depth < MaxDepth; axis++)
        {
            var parts = Split(blocks, axis);
            if (parts.Count > 1)
            {
                return Join(region, parts, axis, depth);
            }
        }

        return null;
    }

    private Func<Stream>? Join(TensorBlock region, List<TensorBlock[]> parts, int axis, int depth)
    {
        long inner = region.Lengths[(axis + 1)..].Aggregate((long)elementBytes, (product, side) => product * side);
        long rounds = region.Lengths[..axis].Aggregate(1L, (product, side) => product * side);
        var opens = new Func<Stream>[parts.Count];
        long[] segments = new long[parts.Count];
        long at = region.Starts[axis];
        for (int k = 0; k < parts.Count; k++)
        {
            long end = parts[k].Max(block => block.End(axis));
            var (starts, lengths) = ((long[])region.Starts.Clone(), (long[])region.Lengths.Clone());
            (starts[axis], lengths[axis]) = (at, end - at);
            segments[k] = (end - at) * inner;
            if (Join(region with { Starts = starts, Lengths = lengths }, parts[k], depth + 1) is not { } open)
            {
                return null;
            }

            (opens[k], at) = (open, end);
        }

        return at == region.End(axis)
            ? () => new JoinedStream([.. opens.Select(open => open())], segments, rounds)
            : null;
    }

    /// <summary>Runs of blocks that share no index along a dimension, in its order.</summary>
    private static List<TensorBlock[]> Split(TensorBlock[] blocks, int axis)
    {
        var ordered = blocks.OrderBy(block => block.Starts[axis]).ToArray();
        var parts = new List<TensorBlock[]>();
        int first = 0;
        long end = ordered[0].End(axis);
        for (int k = 1; k < ordered.Length; k++)
        {
            if (ordered[k].Starts[axis] >= end)
            {
                parts.Add(ordered[first..k]);
                first = k;
            }

            end = Math.Max(end, ordered[k].End(axis));
        }

        parts.Add(ordered[first..]);
        return parts;
    }
}
