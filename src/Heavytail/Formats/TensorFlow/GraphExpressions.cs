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

    /// <summary>Indices, axes and dimensions.</summary>
    private const int MaxIntegers = 1 << 16;

    private readonly HashSet<int> _inputs = [];
    private readonly List<int> _path = [];
    private int _left;
    private bool _isCut;

    /// <summary>
    /// What computes a value; null where it depends on the network's input, or the graph is too deep.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="used">Takes the values that it is computed from.</param>
    public Expression? Find(int value, HashSet<int>? used = null)
    {
        (_left, _isCut) = (MaxNodes, false);
        _path.Clear();
        var found = Build(value, 0);
        if (found is not null)
        {
            used?.UnionWith(_path);
        }

        return found;
    }

    /// <summary>Whether matrices are multiplied in it.</summary>
    public static bool HasProduct(Expression value) => value is Product || value.Operands.Any(HasProduct);

    private Expression? Build(int value, int steps)
    {
        _isCut |= steps > MaxSteps || --_left < 0;
        if (_isCut || _inputs.Contains(value))
        {
            return null;
        }

        _path.Add(value);
        var built = values.NodeOf(value) is { } found
            ? Build(value, found.Node, found.Inputs, steps)
            : values.OnlyPassedTo(value) is { } passed ? Build(passed, steps + 1) : null;
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
            return values.ShapeOf(node) is not { } shape ? NotStored(value)
                : node.Value is not { } constant ? new NamedLeaf(value, values.NameOf(value), shape)
                : constant.Type.Element is not { } type
                    ? new RefusedExpression($"`{node.Op}`, which is not computed: elements of {constant.Type.Name}", [])
                : new NamedLeaf(value, values.NameOf(value), shape) { Type = type, OpenRead = constant.OpenRead };
        }

        if (values.IsCall(node))
        {
            return values.ReturnOf(value) is { } returned ? Build(returned, steps + 1) : null;
        }

        if (inputs.Length == 0 || GraphOps.IsOtherSource(node.Op))
        {
            return null;
        }

        if (values.WholeOf(node, inputs) is { } whole)
        {
            return new NamedLeaf(value, node.Name, whole);
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
        var computed = Compute(node, operands, values.OutputOf(value));
        long most = Math.Max(operands.Max(operand => operand.Count), Expression.MostHeld);
        return computed is null ? new RefusedExpression(refused, operands)
            : computed.Refusal is { } why ? new RefusedExpression($"{refused}: {why}", operands)
            : computed.HeldBytes > MostHeldBytes
                || (computed is not Product && computed.Count > most)
                ? new RefusedExpression($"{refused}: operands too large to be held in memory", operands)
            : computed;
    }

    /// <summary>A variable that the checkpoint does not hold as the graph has it: parts of it, or none.</summary>
    private RefusedExpression NotStored(int value) =>
        new($"`{values.NameOf(value)}`, which cannot be read", []);

    private Expression? Compute(GraphNode node, List<Expression> operands, int output)
    {
        var first = operands[0];
        var axes = operands.Count > 1 ? Integers(operands[1]) : null;
        return node.Op switch
        {
            "FakeQuantWithMinMaxArgs" => FakeQuantization.Of(
                [first, Number(node, "min", -6), Number(node, "max", 6)], Bits(node), node.Number("narrow_range") > 0),
            "FakeQuantWithMinMaxVars" or "FakeQuantWithMinMaxVarsPerChannel" =>
                FakeQuantization.Of(operands, Bits(node), node.Number("narrow_range") > 0),
            "Cast" when GraphOps.Rounds(node) =>
                ElementRounding.Convert(first, GraphOps.TypeOf(node, "DstT")!.Value),
            _ when GraphOps.IsRead(node.Op) && !GraphOps.Rounds(node) => first,
            "Transpose" when axes is not null => ElementPicks.Transpose(first, axes),
            "Reshape" => axes?.Contains(0) == false
                ? Shaped(first, ShapeChanges.Reshape(first.Shape.Dimensions, axes)) : null,
            "ExpandDims" => Shaped(first, ShapeChanges.Unsqueeze(first.Shape.Dimensions, axes)),
            "Squeeze" => Shaped(
                first,
                ShapeChanges.Squeeze(first.Shape.Dimensions, node.SqueezedDims is { Count: > 0 } dims ? dims : null)),
            "Sum" or "Mean" or "Max" or "Min" => Reduce(node, first, axes, $"Reduce{node.Op}"),
            "EuclideanNorm" => Reduce(node, first, axes, "ReduceL2"),
            "Shape" => new Literal(
                new TensorShape(first.Shape.Rank), [.. first.Shape.Dimensions.Select(side => (double)side)]),
            "MatMul" or "BatchMatMul" or "BatchMatMulV2" or "BatchMatMulV3" => Multiply(node, operands),
            _ => GraphPieces.Of(node, operands, output, index => Integers(operands[index]))
                ?? GraphArithmetic.Of(node.Op, operands),
        };
    }

    private static Expression? Reduce(GraphNode node, Expression value, long[]? axes, string operation) =>
        axes is null ? null
        : axes.Length == 0 ? value : Reduced.Of(value, axes, node.Number("keep_dims") > 0, operation);

    private static Reshaped? Shaped(Expression value, IReadOnlyList<long>? sides) =>
        sides is null || sides.Count > TensorShape.MaxRank ? null : new Reshaped(value, new TensorShape([.. sides]));

    private static Literal Number(GraphNode node, string key, double usual) =>
        new(new TensorShape(), [node.Number(key) ?? usual]);

    private static int Bits(GraphNode node) => (int)(node.Number("num_bits") ?? 8);

    /// <summary>The product of two matrices.</summary>
    private static Product? Multiply(GraphNode node, List<Expression> operands) =>
        operands.Count == 2 && operands.All(operand => operand.Shape.Rank == 2)
        && (node.TransposeA ? ElementPicks.Transpose(operands[0], null) : operands[0]) is { } left
        && (node.TransposeB ? ElementPicks.Transpose(operands[1], null) : operands[1]) is { } right
        && left.Shape[1] == right.Shape[0] && right.Shape.Dimensions.All(side => side is > 0 and < int.MaxValue)
            ? new Product(left, right) : null;

    /// <summary>The elements of a short value of integers that the graph itself has.</summary>
    private long[]? Integers(Expression value) =>
        value is NamedLeaf { OpenRead: null } elsewhere
            ? values.Parameters(elsewhere.Value)?.Select(number => (long)number).ToArray()
        : value is { Refusal: null, Count: <= MaxIntegers } && value.Leaves.All(leaf => leaf is NamedLeaf
        {
            OpenRead: not null, Count: <= MaxIntegers, Type: ElementType.I32 or ElementType.I64,
        })
            ? Read(value) : null;

    /// <summary>Null where the graph ends before the elements do: they are not known then.</summary>
    private static long[]? Read(Expression value)
    {
        try
        {
            return [.. value.ReadAll().Select(number => (long)number)];
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }
}
