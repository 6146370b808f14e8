using System.Collections.Frozen;
using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.Onnx;

/// <summary>Goes back from a name to what the graph computes it from, where that is constants alone.</summary>
/// <param name="data">Elements of small constants, for axes and shapes.</param>
internal sealed class OnnxExpressions(OnnxData data)
{
    /// <summary>Nodes between a weight and its user.</summary>
    private const int MaxSteps = 32;

    /// <summary>Nodes of one expression; some come twice.</summary>
    private const int MaxNodes = 256;

    private const int MaxOperands = 16;

    private const long MostHeldBytes = 1 << 29;

    /// <summary>Axes, dimensions, and starts and ends of slices.</summary>
    private const int MaxIntegers = 64;

    /// <summary>Operators whose result depends on no element of what they take, or on chance.</summary>
    private static readonly FrozenSet<string> s_sources = FrozenSet.Create(
        "RandomNormalLike", "RandomUniformLike", "Bernoulli", "Multinomial", "EyeLike", "Size", "NonZero", "Dropout");

    private readonly Dictionary<OnnxScope, Dictionary<string, OnnxTensor?>> _found =
        new(ReferenceEqualityComparer.Instance);

    private readonly Dictionary<OnnxScope, HashSet<string>> _inputs = new(ReferenceEqualityComparer.Instance);
    private int _left;
    private bool _isCut;

    /// <summary>
    /// A tensor that stands for a value that is computed from constants; null where it is not. The same name gives the
    /// same tensor.
    /// </summary>
    public OnnxTensor? Find(OnnxScope scope, string name)
    {
        if (!_found.TryGetValue(scope, out var names))
        {
            _found.Add(scope, names = new Dictionary<string, OnnxTensor?>(StringComparer.Ordinal));
        }

        if (!names.TryGetValue(name, out var tensor))
        {
            (_left, _isCut) = (MaxNodes, false);
            names.Add(name, tensor = Build(scope, name, 0) is { } value && value.Tensors().FirstOrDefault() is { } leaf
                ? new OnnxTensor(name, value.Shape, value.Tensors().Any(IsDouble) ? OnnxDataType.DoubleNumber : 1)
                {
                    Message = leaf.Message,
                    Computed = value,
                }
                : null);
        }

        return tensor;
    }

    private static bool IsDouble(OnnxTensor tensor) => tensor.TypeNumber == OnnxDataType.DoubleNumber;

    private Expression? Build(OnnxScope scope, string name, int steps)
    {
        _isCut |= steps > MaxSteps || --_left < 0;
        if (_isCut || scope.Find(name) is not { } found
            || (_inputs.TryGetValue(found.Scope, out var known) && known.Contains(found.Name)))
        {
            return null;
        }

        var value = Build(found, steps);
        if (value is null && !_isCut)
        {
            // It is remembered, so that a long graph is gone through once.
            if (!_inputs.TryGetValue(found.Scope, out known))
            {
                _inputs.Add(found.Scope, known = new HashSet<string>(StringComparer.Ordinal));
            }

            known.Add(found.Name);
        }

        return value;
    }

    private Expression? Build((OnnxScope Scope, string Name) found, int steps)
    {
        if (found.Scope.Graph.TensorsByName.TryGetValue(found.Name, out var tensor))
        {
            return tensor.Type is null ? null : new OnnxLeaf(tensor, data);
        }

        var node = found.Scope.Graph.NodesByOutput[found.Name];
        if (node.Operator == "Constant" && node.IsStandard)
        {
            return (node.Ints("value_ints"), node.Attribute("value_int")?.Int) switch
            {
                ({ } many, _) => new Literal(new TensorShape(many.Count), [.. many.Select(value => (double)value)]),
                (_, { } one) => new Literal(new TensorShape(), [one]),
                _ => null,
            };
        }

        bool isQuantizer = node.Domain == OnnxOperators.Microsoft
            && node.Operator is "DequantizeLinear" or "QuantizeLinear";
        if ((!node.IsStandard && !isQuantizer) || s_sources.Contains(node.Operator)
            || node.Inputs.Count is 0 or > MaxOperands || node.Graphs.Any())
        {
            return null;
        }

        var operands = new Expression?[node.Inputs.Count];
        foreach (var (index, input) in node.Inputs.Index())
        {
            if (input.Length > 0 && (operands[index] = Build(found.Scope, input, steps + 1)) is null)
            {
                return null;
            }
        }

        if (operands[0] is null)
        {
            return null;
        }

        return Compute(node, operands, node.Outputs.Index().FirstOrDefault(output => output.Item == found.Name).Index);
    }

    private Expression? Compute(OnnxNode node, Expression?[] operands, int output)
    {
        if (node.Operator == "Shape")
        {
            return operands[0]!.Refusal is null && node.Attribute("start") is null && node.Attribute("end") is null
                ? new Literal(
                    new TensorShape(operands[0]!.Shape.Rank),
                    [.. operands[0]!.Shape.Dimensions.Select(side => (double)side)])
                : null;
        }

        Expression[] given = [.. operands.OfType<Expression>()];
        if (given.Any(operand => operand.Refusal is not null))
        {
            return new RefusedExpression(node.Operator, given);
        }

        var call = new OnnxCall(node, operands, output, Integers, data);
        string refused = $"`{node.Operator}`, which is not computed";
        if (call.Compute() is not { } value)
        {
            return new RefusedExpression(refused, given);
        }

        long largest = given.SelectMany(operand => operand.Tensors())
            .Select(leaf => leaf.Shape.ElementCount).DefaultIfEmpty().Max();
        return value.HeldBytes > MostHeldBytes
            ? new RefusedExpression($"{refused}: operands too large to be held in memory", given)
            : value.Refusal is { } why ? new RefusedExpression($"{refused}: {why}", given)
            : value is not Product && value.Count > Math.Max(largest, Expression.MostHeld)
                ? new RefusedExpression($"{refused}: a result too large", given)
                : value;
    }

    /// <summary>The elements of a short value of integers that is in the file itself.</summary>
    public IReadOnlyList<long>? Integers(Expression? value) =>
        value is { Refusal: null, Shape.Rank: <= 1, Count: <= MaxIntegers }
        && value.Tensors().All(leaf => leaf is { Type.IsInteger: true, External: null, Sparse: null }
            && leaf.Shape.ElementCount <= MaxIntegers)
            ? [.. value.ReadAll().Select(number => (long)number)]
            : null;

    /// <summary>The integers behind a name.</summary>
    public IReadOnlyList<long>? Integers(OnnxScope scope, string? name)
    {
        (_left, _isCut) = (MaxNodes, false);
        return name is null ? null : Integers(Build(scope, name, 0));
    }
}
