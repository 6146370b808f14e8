using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.Onnx;

/// <summary>An operator and the constants that it takes → what it computes.</summary>
/// <param name="node">The operator.</param>
/// <param name="operands">Its inputs; null for those that are left out, which the first is not.</param>
/// <param name="output">Which of its outputs is asked for.</param>
/// <param name="integers">The elements of a short operand; null where it cannot be one.</param>
/// <param name="data">The elements of the file.</param>
internal sealed class OnnxCall(
    OnnxNode node, Expression?[] operands, int output, Func<Expression?, IReadOnlyList<long>?> integers, OnnxData data)
{
    private const long Float = 1;

    private readonly Expression _first = operands[0]!;

    /// <summary>Null for an operator that is not known, and for operands that do not fit.</summary>
    public Expression? Compute() => node.Operator switch
    {
        _ when output > 0 && node.Operator != "Split" => null,
        "Identity" => _first,
        "Cast" => Cast(node.Int("to", Float)),
        "CastLike" => operands.ElementAtOrDefault(1) is OnnxLeaf like ? Cast(like.Tensor.TypeNumber) : null,
        "Reshape" => Reshape(integers(Operand(1)) ?? node.Ints("shape")),
        "Flatten" => Shaped(ShapeChanges.Flatten(_first.Shape.Dimensions, node.Int("axis", 1))),
        "Squeeze" => Operand(1) is not null && integers(Operand(1)) is null
            ? null : Shaped(ShapeChanges.Squeeze(_first.Shape.Dimensions, integers(Operand(1)) ?? node.Ints("axes"))),
        "Unsqueeze" => Shaped(ShapeChanges.Unsqueeze(
            _first.Shape.Dimensions, integers(Operand(1)) ?? node.Ints("axes"))),
        "Transpose" => ElementPicks.Transpose(_first, node.Ints("perm")),
        "Slice" => ElementPicks.Slice(
            _first,
            node.Ints("starts") ?? integers(Operand(1)),
            node.Ints("ends") ?? integers(Operand(2)),
            node.Ints("axes") ?? integers(Operand(3)),
            integers(Operand(4)),
            Operand(3) is not null || Operand(4) is not null),
        "Gather" when Operand(1) is { } indices => ElementPicks.Gather(_first, indices, node.Int("axis", 0), integers),
        "Expand" when integers(Operand(1)) is { } sides => ElementPicks.Expand(_first, sides),
        "Split" => ElementPicks.Split(
            _first, node.Int("axis", 0), node.Ints("split") ?? integers(Operand(1)), node.Outputs.Count, output),
        "ConstantOfShape" => Filled(),
        "Concat" => Joined.Of(Given, node.Int("axis", 0)),
        "MatMul" when Operand(1) is { } right => Multiply(_first, right),
        "Tile" when integers(Operand(1)) is { } repeats => ElementPicks.Tile(_first, repeats),
        "Pad" when node.Text("mode") is "" or "constant" && Operand(2) is null && Operand(3) is null =>
            Pad(integers(Operand(1)) ?? node.Ints("pads")),
        "DequantizeLinear" => OnnxQuantizers.Dequantize(node, operands),
        "QuantizeLinear" => OnnxQuantizers.Quantize(node, operands),
        _ when node.Operator.StartsWith("Reduce", StringComparison.Ordinal) => Reduce(),
        _ => OnnxArithmetic.Of(node, Given),
    };

    private Expression[] Given => [.. operands.OfType<Expression>()];

    private Expression? Operand(int index) => operands.ElementAtOrDefault(index);

    private Expression? Cast(long type) => OnnxDataType.Find(type) switch
    {
        { Element: { } element } => ElementRounding.Convert(_first, element),
        { IsInteger: true } => Elementwise.Of((a, _, _) => Math.Truncate(a), _first),
        _ => null,
    };

    /// <summary>A product of matrices; a vector on the left is a row, and one on the right is a column.</summary>
    private static Expression? Multiply(Expression left, Expression right)
    {
        var (from, to) = (left.Shape, right.Shape);
        if (from.Rank is not (1 or 2) || to.Rank is not (1 or 2) || from.Dimensions[^1] != to[0]
            || to.Dimensions.Any(side => side is <= 0 or >= int.MaxValue))
        {
            return null;
        }

        var product = new Product(
            from.Rank == 2 ? left : new Reshaped(left, new TensorShape(1, from[0])),
            to.Rank == 2 ? right : new Reshaped(right, new TensorShape(to[0], 1)));
        return from.Rank == 2 && to.Rank == 2 ? product
            : new Reshaped(
                product, new TensorShape([.. from.Dimensions.SkipLast(1), .. to.Dimensions.Skip(1)]));
    }

    /// <summary>All lengths before come first, then all behind. Elements are zeros.</summary>
    private Expression? Pad(IReadOnlyList<long>? lengths)
    {
        int rank = _first.Shape.Rank;
        return lengths?.Count != 2 * rank || node.Attribute("value") is not null ? null
            : ElementPicks.Pad(
                _first, [.. Enumerable.Range(0, rank).SelectMany(dim => new[] { lengths[dim], lengths[rank + dim] })]);
    }

    private Reshaped? Reshape(IReadOnlyList<long>? sides) =>
        sides is null || node.Int("allowzero", 0) != 0
            ? null : Shaped(ShapeChanges.Reshape(_first.Shape.Dimensions, sides));

    private Reshaped? Shaped(IReadOnlyList<long>? sides) =>
        sides is null || sides.Count > TensorShape.MaxRank
            ? null : new Reshaped(_first, new TensorShape([.. sides]));

    private Reduced? Reduce()
    {
        var axes = node.Ints("axes") ?? integers(Operand(1));
        return Operand(1) is not null && axes is null
            || ((axes?.Count ?? 0) == 0 && node.Int("noop_with_empty_axes", 0) != 0)
            ? null
            : Reduced.Of(_first, axes ?? [], node.Int("keepdims", 1) != 0, node.Operator);
    }

    /// <summary>A number in all elements of a shape.</summary>
    private Expression? Filled()
    {
        if (integers(_first) is not { } sides)
        {
            return null;
        }

        Expression value = node.Attribute("value")?.Tensor is { } message
            ? new OnnxLeaf(OnnxTensorReader.Read(message, ""), data)
            : new Literal(new TensorShape(), [0]);
        return value.Count == 1 && value.Refusal is null
            ? ElementPicks.Expand(new Reshaped(value, new TensorShape()), sides) : null;
    }
}
