using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.TensorFlow;

/// <summary>
/// TensorFlow's operations that pick, repeat or join elements: null for another operation, and where what they take is
/// not known.
/// </summary>
internal static class GraphPieces
{
    /// <param name="node">The operation.</param>
    /// <param name="operands">What it takes.</param>
    /// <param name="output">Which of its outputs is asked for.</param>
    /// <param name="integers">The elements of a short operand; null where it cannot be one.</param>
    public static Expression? Of(
        GraphNode node, IReadOnlyList<Expression> operands, int output, Func<int, IReadOnlyList<long>?> integers)
    {
        var first = operands[0];
        return node.Op switch
        {
            "Slice" => SliceForms.ByLengths(first, integers(1), integers(2)),
            "StridedSlice" => StridedSlice(node, first, integers(1), integers(2), integers(3)),
            "Split" when operands.Count == 2 && integers(0) is [var axis] && node.Number("num_split") is { } count =>
                ElementPicks.Split(operands[1], axis, null, (int)count, output),
            "SplitV" when integers(1) is { } sizes && integers(2) is [var axis] =>
                ElementPicks.Split(first, axis, Sizes(sizes, first.Shape, axis), sizes.Count, output),
            "Unpack" => Unpack(first, (long)(node.Number("axis") ?? 0), output),
            "Concat" when integers(0) is [var axis] => Joined.Of([.. operands.Skip(1)], axis),
            "ConcatV2" when integers(operands.Count - 1) is [var axis] => Joined.Of([.. operands.SkipLast(1)], axis),
            "Pack" => Pack(operands, (long)(node.Number("axis") ?? 0)),
            "Tile" when integers(1) is { } repeats => ElementPicks.Tile(first, repeats),
            "BroadcastTo" when integers(1) is { } sides => ElementPicks.Expand(first, sides),
            "ReverseV2" when integers(1) is { } axes => ElementPicks.Reverse(first, axes),
            "Gather" or "ResourceGather" => Gather(first, operands, 0, integers),
            "GatherV2" when integers(2) is [var axis] && node.Number("batch_dims") is null or 0 =>
                Gather(first, operands, axis, integers),
            "Pad" when integers(1) is { } pads => ElementPicks.Pad(first, pads),
            _ => null,
        };
    }

    /// <summary>Masks that put in dimensions, or leave some out of the list, are not computed.</summary>
    private static Expression? StridedSlice(
        GraphNode node, Expression value, IReadOnlyList<long>? starts, IReadOnlyList<long>? ends,
        IReadOnlyList<long>? steps)
    {
        return Mask("ellipsis_mask") != 0 || Mask("new_axis_mask") != 0 ? null
            : SliceForms.Strided(
                value, starts, ends, steps, Mask("begin_mask"), Mask("end_mask"), Mask("shrink_axis_mask"));

        long Mask(string key) => (long)(node.Number(key) ?? 0);
    }

    /// <summary>One of the sizes may be −1: whatever is left.</summary>
    private static IReadOnlyList<long>? Sizes(IReadOnlyList<long> sizes, TensorShape shape, long axis)
    {
        axis += axis < 0 ? shape.Rank : 0;
        return axis < 0 || axis >= shape.Rank ? null
            : [.. sizes.Select(size => size == -1 ? shape[(int)axis] - sizes.Where(other => other > 0).Sum() : size)];
    }

    private static Reshaped? Unpack(Expression value, long axis, int output)
    {
        axis += axis < 0 ? value.Shape.Rank : 0;
        return axis < 0 || axis >= value.Shape.Rank || output >= value.Shape[(int)axis]
            || ElementPicks.Slice(value, [output], [output + 1L], [axis], null, hasMore: false) is not { } piece
            ? null
            : new Reshaped(piece, new TensorShape([.. piece.Shape.Dimensions.Where((_, dim) => dim != axis)]));
    }

    private static Joined? Pack(IReadOnlyList<Expression> operands, long axis)
    {
        int rank = operands[0].Shape.Rank + 1;
        axis += axis < 0 ? rank : 0;
        return axis < 0 || axis >= rank || rank > TensorShape.MaxRank
            || operands.Any(operand => operand.Shape.Rank != rank - 1)
            ? null
            : Joined.Of(
                [.. operands.Select(operand => new Reshaped(
                    operand,
                    new TensorShape([.. operand.Shape.Dimensions.Take((int)axis), 1,
                        .. operand.Shape.Dimensions.Skip((int)axis)])))],
                axis);
    }

    private static Picked? Gather(
        Expression value, IReadOnlyList<Expression> operands, long axis, Func<int, IReadOnlyList<long>?> integers) =>
        operands.Count > 1 ? ElementPicks.Gather(value, operands[1], axis, _ => integers(1)) : null;
}
