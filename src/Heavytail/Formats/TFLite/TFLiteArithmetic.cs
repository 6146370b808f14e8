using System.Collections.Frozen;
using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.TFLite;

/// <summary>TFLite's operators on elements.</summary>
internal static class TFLiteArithmetic
{
    private static readonly FrozenDictionary<string, (int Operands, Func<double, double, double, double> Operation)>
        s_operators = new Dictionary<string, (int, Func<double, double, double, double>)>
        {
            ["ADD"] = (2, (a, b, _) => a + b),
            ["SUB"] = (2, (a, b, _) => a - b),
            ["MUL"] = (2, (a, b, _) => a * b),
            ["DIV"] = (2, (a, b, _) => a / b),
            ["MAXIMUM"] = (2, (a, b, _) => Math.Max(a, b)),
            ["MINIMUM"] = (2, (a, b, _) => Math.Min(a, b)),
            ["POW"] = (2, (a, b, _) => Math.Pow(a, b)),
            ["SQUARED_DIFFERENCE"] = (2, (a, b, _) => (a - b) * (a - b)),
            ["NEG"] = (1, (a, _, _) => -a),
            ["ABS"] = (1, (a, _, _) => Math.Abs(a)),
            ["SQRT"] = (1, (a, _, _) => Math.Sqrt(a)),
            ["RSQRT"] = (1, (a, _, _) => 1 / Math.Sqrt(a)),
            ["SQUARE"] = (1, (a, _, _) => a * a),
            ["EXP"] = (1, (a, _, _) => Math.Exp(a)),
            ["LOG"] = (1, (a, _, _) => Math.Log(a)),
            ["SIGN"] = (1, (a, _, _) => double.IsNaN(a) ? a : Math.Sign(a)),
            ["TANH"] = (1, (a, _, _) => Math.Tanh(a)),
            ["LOGISTIC"] = (1, (a, _, _) => 1 / (1 + Math.Exp(-a))),
            ["RELU"] = (1, (a, _, _) => Math.Max(a, 0)),
            ["ROUND"] = (1, (a, _, _) => Math.Round(a)),
            ["FLOOR"] = (1, (a, _, _) => Math.Floor(a)),
            ["CEIL"] = (1, (a, _, _) => Math.Ceiling(a)),
        }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> s_sums = new Dictionary<string, string>
    {
        ["SUM"] = "ReduceSum",
        ["MEAN"] = "ReduceMean",
        ["REDUCE_MAX"] = "ReduceMax",
        ["REDUCE_MIN"] = "ReduceMin",
    }.ToFrozenDictionary();

    /// <summary>Operators whose inputs behind the first say only which elements are taken, and how they lie.</summary>
    public static bool IsShape(int code) => code
        is TFLiteOperators.Reshape or TFLiteOperators.Squeeze or TFLiteOperators.ExpandDims or TFLiteOperators.Transpose
        or TFLiteOperators.Slice or TFLiteOperators.StridedSlice or TFLiteOperators.Tile
        || s_sums.ContainsKey(TFLiteOperators.Name(code));

    /// <summary>Null for another operator, where operands do not fit, and where an activation follows.</summary>
    public static Expression? Of(TFLiteOperator step, IReadOnlyList<Expression> operands, IReadOnlyList<long>? axes)
    {
        if (s_sums.TryGetValue(step.Name, out string? sum))
        {
            return axes is { Count: > 0 } ? Reduced.Of(operands[0], axes, step.Options?.Byte(0) > 0, sum) : null;
        }

        bool hasActivation = step.Name is "ADD" or "SUB" or "MUL" or "DIV" && step.Options?.Byte(0) > 0;
        return !hasActivation && s_operators.TryGetValue(step.Name, out var found) && found.Operands == operands.Count
            ? Elementwise.Of(found.Operation, operands)
            : null;
    }
}
