using System.Collections.Frozen;
using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.TensorFlow;

/// <summary>TensorFlow's operations on elements.</summary>
internal static class GraphArithmetic
{
    private static readonly FrozenDictionary<string, (int Operands, Func<double, double, double, double> Operation)>
        s_operations = new Dictionary<string, (int, Func<double, double, double, double>)>
        {
            ["Add"] = (2, (a, b, _) => a + b),
            ["AddV2"] = (2, (a, b, _) => a + b),
            ["BiasAdd"] = (2, (a, b, _) => a + b),
            ["Sub"] = (2, (a, b, _) => a - b),
            ["Mul"] = (2, (a, b, _) => a * b),
            ["MulNoNan"] = (2, (a, b, _) => b == 0 ? 0 : a * b),
            ["RealDiv"] = (2, (a, b, _) => a / b),
            ["Div"] = (2, (a, b, _) => a / b),
            ["DivNoNan"] = (2, (a, b, _) => b == 0 ? 0 : a / b),
            ["Pow"] = (2, (a, b, _) => Math.Pow(a, b)),
            ["Maximum"] = (2, (a, b, _) => Math.Max(a, b)),
            ["Minimum"] = (2, (a, b, _) => Math.Min(a, b)),
            ["SquaredDifference"] = (2, (a, b, _) => (a - b) * (a - b)),
            ["ClipByValue"] = (3, (a, least, most) => Math.Min(Math.Max(a, least), most)),
            ["SelectV2"] = (3, (a, b, c) => a != 0 ? b : c),
            ["Greater"] = (2, (a, b, _) => a > b ? 1 : 0),
            ["GreaterEqual"] = (2, (a, b, _) => a >= b ? 1 : 0),
            ["Less"] = (2, (a, b, _) => a < b ? 1 : 0),
            ["LessEqual"] = (2, (a, b, _) => a <= b ? 1 : 0),
            ["Equal"] = (2, (a, b, _) => a == b ? 1 : 0),
            ["NotEqual"] = (2, (a, b, _) => a != b ? 1 : 0),
            ["LogicalAnd"] = (2, (a, b, _) => a != 0 && b != 0 ? 1 : 0),
            ["LogicalOr"] = (2, (a, b, _) => a != 0 || b != 0 ? 1 : 0),
            ["LogicalNot"] = (1, (a, _, _) => a == 0 ? 1 : 0),
            ["Neg"] = (1, (a, _, _) => -a),
            ["Abs"] = (1, (a, _, _) => Math.Abs(a)),
            ["Sqrt"] = (1, (a, _, _) => Math.Sqrt(a)),
            ["Rsqrt"] = (1, (a, _, _) => 1 / Math.Sqrt(a)),
            ["Square"] = (1, (a, _, _) => a * a),
            ["Reciprocal"] = (1, (a, _, _) => 1 / a),
            ["Inv"] = (1, (a, _, _) => 1 / a),
            ["Exp"] = (1, (a, _, _) => Math.Exp(a)),
            ["Log"] = (1, (a, _, _) => Math.Log(a)),
            ["Sign"] = (1, (a, _, _) => double.IsNaN(a) ? a : Math.Sign(a)),
            ["Tanh"] = (1, (a, _, _) => Math.Tanh(a)),
            ["Sigmoid"] = (1, (a, _, _) => 1 / (1 + Math.Exp(-a))),
            ["Relu"] = (1, (a, _, _) => Math.Max(a, 0)),
            ["Softplus"] = (1, (a, _, _) => Math.Max(a, 0) + Math.Log(1 + Math.Exp(-Math.Abs(a)))),
            ["Rint"] = (1, (a, _, _) => Math.Round(a)),
            ["Round"] = (1, (a, _, _) => Math.Round(a)),
            ["Floor"] = (1, (a, _, _) => Math.Floor(a)),
            ["Ceil"] = (1, (a, _, _) => Math.Ceiling(a)),
        }.ToFrozenDictionary();

    /// <summary>Null for another operation, and where operands do not fit.</summary>
    public static Expression? Of(string op, IReadOnlyList<Expression> operands) =>
        s_operations.TryGetValue(op, out var found) && found.Operands == operands.Count
            ? Elementwise.Of(found.Operation, operands)
            : null;
}
