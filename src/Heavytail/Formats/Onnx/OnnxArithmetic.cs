using System.Collections.Frozen;
using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.Onnx;

/// <summary>Operators on elements.</summary>
internal static class OnnxArithmetic
{
    private static readonly FrozenDictionary<string, (int Operands, Func<double, double, double, double> Operation)>
        s_operators = new Dictionary<string, (int, Func<double, double, double, double>)>
        {
            ["Add"] = (2, (a, b, _) => a + b),
            ["Sub"] = (2, (a, b, _) => a - b),
            ["Mul"] = (2, (a, b, _) => a * b),
            ["Div"] = (2, (a, b, _) => a / b),
            ["Pow"] = (2, (a, b, _) => Math.Pow(a, b)),
            ["Max"] = (2, (a, b, _) => Math.Max(a, b)),
            ["Min"] = (2, (a, b, _) => Math.Min(a, b)),
            ["Where"] = (3, (a, b, c) => a != 0 ? b : c),
            ["Clip"] = (3, (a, b, c) => Math.Min(Math.Max(a, b), c)),
            ["Greater"] = (2, (a, b, _) => a > b ? 1 : 0),
            ["GreaterOrEqual"] = (2, (a, b, _) => a >= b ? 1 : 0),
            ["Less"] = (2, (a, b, _) => a < b ? 1 : 0),
            ["LessOrEqual"] = (2, (a, b, _) => a <= b ? 1 : 0),
            ["Equal"] = (2, (a, b, _) => a == b ? 1 : 0),
            ["And"] = (2, (a, b, _) => a != 0 && b != 0 ? 1 : 0),
            ["Or"] = (2, (a, b, _) => a != 0 || b != 0 ? 1 : 0),
            ["Xor"] = (2, (a, b, _) => (a != 0) != (b != 0) ? 1 : 0),
            ["Not"] = (1, (a, _, _) => a == 0 ? 1 : 0),
            ["Neg"] = (1, (a, _, _) => -a),
            ["Abs"] = (1, (a, _, _) => Math.Abs(a)),
            ["Sqrt"] = (1, (a, _, _) => Math.Sqrt(a)),
            ["Reciprocal"] = (1, (a, _, _) => 1 / a),
            ["Exp"] = (1, (a, _, _) => Math.Exp(a)),
            ["Log"] = (1, (a, _, _) => Math.Log(a)),
            ["Sign"] = (1, (a, _, _) => double.IsNaN(a) ? a : Math.Sign(a)),
            ["Tanh"] = (1, (a, _, _) => Math.Tanh(a)),
            ["Sigmoid"] = (1, (a, _, _) => 1 / (1 + Math.Exp(-a))),
            ["Relu"] = (1, (a, _, _) => Math.Max(a, 0)),
            ["Round"] = (1, (a, _, _) => Math.Round(a)),
            ["Floor"] = (1, (a, _, _) => Math.Floor(a)),
            ["Ceil"] = (1, (a, _, _) => Math.Ceiling(a)),
        }.ToFrozenDictionary();

    /// <summary>Null for another operator, for another number of operands, and for the division of integers.</summary>
    public static Elementwise? Of(OnnxNode node, Expression[] operands) =>
        s_operators.TryGetValue(node.Operator, out var found) && found.Operands == operands.Length
        && !(node.Operator is "Div" or "Pow" && operands.All(IsInteger))
            ? Elementwise.Of(found.Operation, operands)
            : null;

    private static bool IsInteger(Expression value) => value.Tensors().All(leaf => leaf.Type is { IsInteger: true });
}
