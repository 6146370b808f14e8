using Heavytail.Files.FlatBuffers;
using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.TFLite;

/// <summary>Goes back from a tensor to what the graph computes it from, where that is stored tensors alone.</summary>
/// <param name="model">The model.</param>
/// <param name="graph">The number of the graph.</param>
/// <param name="names">The names that stored tensors are listed under, by their numbers.</param>
internal sealed class TFLiteExpressions(TFLiteModel model, int graph, IReadOnlyDictionary<int, string> names)
{
    /// <summary>Operators of one expression; some come twice.</summary>
    private const int MaxNodes = 256;

    private const int MaxSteps = 32;

    private readonly Dictionary<int, TFLiteOperator> _makers = Makers(model.Graphs[graph]);
    private readonly HashSet<int> _inputs = [];
    private int _left;

    /// <summary>
    /// What computes a tensor; null where that depends on the network's input, or is nothing but a conversion, and
    /// where the graph is too deep.
    /// </summary>
    public Expression? Find(int tensor)
    {
        int from = tensor;
        bool isReshaped = false;
        for (int step = 0; step < MaxSteps && _makers.TryGetValue(from, out var maker) && maker.Inputs.Length > 0
            && (model.Graphs[graph].KeepsNumbers(maker) || TFLiteOperators.Reshapes(maker.Code)
                || (!isReshaped && model.Order(graph, maker) is not null)); step++)
        {
            isReshaped |= TFLiteOperators.Reshapes(maker.Code);
            from = maker.Inputs[0];
        }

        _left = MaxNodes;
        return _makers.ContainsKey(from) ? Build(tensor, 0) : null;
    }

    public string NameOf(int tensor) => model.Graphs[graph].Tensors[tensor].Name;

    public string OperatorOf(int tensor) => _makers[tensor].Name;

    private Expression? Build(int tensor, int steps)
    {
        if (tensor < 0 || tensor >= model.Graphs[graph].Tensors.Count || steps > MaxSteps || --_left < 0
            || _inputs.Contains(tensor))
        {
            return null;
        }

        var description = model.Graphs[graph].Tensors[tensor];
        if (names.TryGetValue(tensor, out string? name))
        {
            return Array.TrueForAll(description.Shape, side => side >= 0)
                ? new NamedLeaf(tensor, name, ShapeOf(description)) : null;
        }

        var built = _makers.TryGetValue(tensor, out var maker) && !model.Graphs[graph].Inputs.Contains(tensor)
            && !TFLiteOperators.IsUnknown(maker.Code)
            ? Build(maker, description, steps) : null;
        if (built is null && _left >= 0)
        {
            _inputs.Add(tensor);
        }

        return built;
    }

    private Expression? Build(TFLiteOperator maker, TFLiteTensor output, int steps)
    {
        var operands = new List<Expression>();
        foreach (int input in TFLiteArithmetic.IsShape(maker.Code) ? maker.Inputs.Take(1) : maker.Inputs)
        {
            if (Build(input, steps + 1) is not { } operand)
            {
                return null;
            }

            operands.Add(operand);
        }

        if (operands.Count == 0)
        {
            return null;
        }

        if (operands.Exists(operand => operand.Refusal is not null))
        {
            return new RefusedExpression(maker.Name, operands);
        }

        string refused = $"{maker.Name}, which is not computed";
        var computed = Compute(maker, operands, output);
        return computed is null || !computed.Shape.Equals(ShapeOf(output)) ? new RefusedExpression(refused, operands)
            : computed.Refusal is { } why ? new RefusedExpression($"{refused}: {why}", operands)
            : computed;
    }

    private Expression? Compute(TFLiteOperator maker, List<Expression> operands, TFLiteTensor output)
    {
        var first = operands[0];
        return maker.Code switch
        {
            TFLiteOperators.Reshape or TFLiteOperators.Squeeze or TFLiteOperators.ExpandDims =>
                ShapeOf(output) is var shape && shape.ElementCount == first.Count ? new Reshaped(first, shape) : null,
            TFLiteOperators.Transpose => ElementPicks.Transpose(first, Integers(maker, 1)),
            TFLiteOperators.Slice => SliceForms.ByLengths(first, Integers(maker, 1), Integers(maker, 2)),
            TFLiteOperators.Tile when Integers(maker, 1) is { } repeats => ElementPicks.Tile(first, repeats),
            TFLiteOperators.StridedSlice => StridedSlice(maker, first),
            TFLiteOperators.Split => Split(maker, operands, output),
            TFLiteOperators.Concatenation when maker.Options?.Byte(1) is null or 0 =>
                Joined.Of(operands, maker.Options?.Int32(0) ?? 0),
            _ when model.Graphs[graph].KeepsNumbers(maker) => first,
            TFLiteOperators.Cast => model.Graphs[graph].TypeOf(maker.Outputs) is { } type
                ? ElementRounding.Convert(first, type) : null,
            TFLiteOperators.FakeQuant => FakeQuant(maker, first),
            TFLiteOperators.Quantize => TFLiteQuantizers.Levels(model, first, output),
            _ => TFLiteArithmetic.Of(maker, operands, Integers(maker, 1)),
        };
    }

    private static Expression? FakeQuant(TFLiteOperator maker, Expression value) =>
        maker.Options is { } options
            ? FakeQuantization.Of(
                [value, Single(options, 0), Single(options, 1)], options.Int32(2), options.Byte(3) > 0)
            : null;

    private static Literal Single(FlatTable options, int field) =>
        new(new TensorShape(), [BitConverter.UInt32BitsToSingle(options.UInt32(field))]);

    /// <summary>Masks that put in dimensions, or leave some out of the list, are not computed.</summary>
    private Expression? StridedSlice(TFLiteOperator maker, Expression value) =>
        Mask(maker, 2) != 0 || Mask(maker, 3) != 0 ? null
            : SliceForms.Strided(
                value, Integers(maker, 1), Integers(maker, 2), Integers(maker, 3),
                Mask(maker, 0), Mask(maker, 1), Mask(maker, 4));

    private static int Mask(TFLiteOperator maker, int field) => maker.Options?.Int32(field) ?? 0;

    /// <summary>The axis comes first, the tensor second.</summary>
    private Picked? Split(TFLiteOperator maker, List<Expression> operands, TFLiteTensor output) =>
        Integers(maker, 0) is [var axis] && operands.Count == 2
            ? ElementPicks.Split(
                operands[1], axis, null, maker.Outputs.Length,
                Array.FindIndex(maker.Outputs, index => ReferenceEquals(At(index), output)))
            : null;

    private TFLiteTensor? At(int index) =>
        index >= 0 && index < model.Graphs[graph].Tensors.Count ? model.Graphs[graph].Tensors[index] : null;

    private IReadOnlyList<long>? Integers(TFLiteOperator maker, int input) =>
        input < maker.Inputs.Length && At(maker.Inputs[input]) is { } tensor ? model.Integers(tensor) : null;

    private static TensorShape ShapeOf(TFLiteTensor tensor) =>
        new([.. tensor.Shape.Select(side => Math.Max(0L, side))]);

    private static Dictionary<int, TFLiteOperator> Makers(TFLiteGraph graph)
    {
        var makers = new Dictionary<int, TFLiteOperator>();
        foreach (var step in graph.Operators)
        {
            foreach (int output in step.Outputs)
            {
                makers.TryAdd(output, step);
            }
        }

        return makers;
    }
}
