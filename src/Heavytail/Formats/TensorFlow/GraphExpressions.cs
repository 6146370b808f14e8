using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.TensorFlow;

/// <summary>
/// Goes back from a value of the graph to what it is computed from, where that is stored tensors alone.
/// </summary>
internal sealed class GraphExpressions(GraphValues values)
{
    /// <summary>Nodes between a weight and its user.</summary>
    private const int MaxSteps = 64;

    /// <summary>Nodes of one expression; some come twice.</summary>
    private const int MaxNodes = 256;

    private const long MostHeldBytes = 1 << 29;

    private readonly HashSet<int> _inputs = [];
    private int _left;
    private bool _isCut;

    /// <summary>
    /// What computes a value; null where it depends on the network's input, or the graph is too deep.
    /// </summary>
    public Expression? Find(int value)
    {
        (_left, _isCut) = (MaxNodes, false);
        return Build(value, 0);
    }

    private Expression? Build(int value, int steps)
    {
        _isCut |= steps > MaxSteps || --_left < 0;
        if (_isCut || _inputs.Contains(value))
        {
            return null;
        }

        var built = values.NodeOf(value) is { } found
            ? Build(value, found.Node, found.Inputs, steps)
            : values.PassedTo(value) is [var passed] ? Build(passed, steps + 1) : null;
        if (built is null && !_isCut)
        {
            // It is remembered, so that a long graph is gone through once.
            _inputs.Add(value);
        }

        return built;
    }

    private Expression? Build(int value, GraphNode node, int[] inputs, int steps)
    {
        if (node.IsConstant || node.IsVariable)
        {
            return node.Shape is not { } shape ? null
                : node.Value is not { } constant ? new NamedLeaf(value, values.NameOf(value), shape)
                : constant.Type.Element is not { } type
                    ? new RefusedExpression($"`{node.Op}`, which is not computed: elements of {constant.Type.Name}", [])
                : new NamedLeaf(value, values.NameOf(value), shape) { Type = type, OpenRead = constant.OpenRead };
        }

        if (inputs.Length == 0 || GraphOps.IsOtherSource(node.Op) || values.IsCall(node))
        {
            return null;
        }

        var operands = new List<Expression>();
        foreach (int input in inputs)
        {
            if (input < 0 || Build(input, steps + 1) is not { } operand)
            {
                return null;
            }

            operands.Add(operand);
        }

        if (operands.Exists(operand => operand.Refusal is not null))
        {
            return new RefusedExpression(node.Op, operands);
        }

        string refused = $"`{node.Op}`, which is not computed";
        var computed = Compute(node, operands, inputs);
        return computed is null ? new RefusedExpression(refused, operands)
            : computed.Refusal is { } why ? new RefusedExpression($"{refused}: {why}", operands)
            : computed.HeldBytes > MostHeldBytes
                || computed.Count > Math.Max(operands.Max(operand => operand.Count), Expression.MostHeld)
                ? new RefusedExpression($"{refused}: operands too large to be held in memory", operands)
            : computed;
    }

    private Expression? Compute(GraphNode node, List<Expression> operands, int[] inputs)
    {
        var first = operands[0];
        return node.Op switch
        {
            "FakeQuantWithMinMaxArgs" => GraphArithmetic.FakeQuant(
                [first, Number(node, "min", -6), Number(node, "max", 6)], Bits(node), node.Number("narrow_range") > 0),
            "FakeQuantWithMinMaxVars" or "FakeQuantWithMinMaxVarsPerChannel" =>
                GraphArithmetic.FakeQuant(operands, Bits(node), node.Number("narrow_range") > 0),
            "Cast" => Cast(first, (int)(node.Number("DstT") ?? 1)),
            _ when GraphOps.IsRead(node.Op) && !GraphOps.Rounds(node.Op) => first,
            "Transpose" => ElementPicks.Transpose(first, Integers(inputs, 1)),
            "Reshape" => Integers(inputs, 1) is { } sides && !sides.Contains(0)
                ? Shaped(first, ShapeChanges.Reshape(first.Shape.Dimensions, sides)) : null,
            "ExpandDims" => Shaped(first, ShapeChanges.Unsqueeze(first.Shape.Dimensions, Integers(inputs, 1))),
            "Squeeze" => Shaped(
                first,
                ShapeChanges.Squeeze(first.Shape.Dimensions, node.SqueezedDims is { Count: > 0 } dims ? dims : null)),
            "Sum" or "Mean" or "Max" or "Min" => Reduce(node, first, Integers(inputs, 1), $"Reduce{node.Op}"),
            "EuclideanNorm" => Reduce(node, first, Integers(inputs, 1), "ReduceL2"),
            _ => GraphArithmetic.Of(node.Op, operands),
        };
    }

    private static Expression? Reduce(GraphNode node, Expression value, IReadOnlyList<long>? axes, string operation) =>
        axes is null ? null
        : axes.Count == 0 ? value : Reduced.Of(value, axes, node.Number("keep_dims") > 0, operation);

    private static Reshaped? Shaped(Expression value, IReadOnlyList<long>? sides) =>
        sides is null || sides.Count > TensorShape.MaxRank ? null : new Reshaped(value, new TensorShape([.. sides]));

    private static Literal Number(GraphNode node, string key, double usual) =>
        new(new TensorShape(), [node.Number(key) ?? usual]);

    private static int Bits(GraphNode node) => (int)(node.Number("num_bits") ?? 8);

    /// <summary>Between types of real numbers nothing is rounded: weights are analyzed as they are stored.</summary>
    private static Expression? Cast(Expression value, int type) => TensorFlowType.FromCode(type).Element switch
    {
        ElementType.Bool => Elementwise.Of((a, _, _) => a != 0 ? 1 : 0, value),
        { } element when element.IsRealFloat() => value,
        { } element when !element.IsComplex() => Elementwise.Of((a, _, _) => Math.Truncate(a), value),
        _ => null,
    };

    private IReadOnlyList<long>? Integers(int[] inputs, int index) =>
        index < inputs.Length && inputs[index] >= 0 && values.Parameters(inputs[index]) is { } numbers
            ? [.. numbers.Select(number => (long)number)] : null;
}
