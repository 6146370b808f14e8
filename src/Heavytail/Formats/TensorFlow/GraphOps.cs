// Specification: https://www.tensorflow.org/api_docs/python/tf/raw_ops
using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.TensorFlow;

/// <summary>What TensorFlow's operations do with weights.</summary>
internal static class GraphOps
{
    private const string Matrix = "matrix";

    /// <summary>Whether an operation hands on its first input: the same values in the same shape.</summary>
    public static bool IsRead(string op) =>
        op is "Identity" or "ReadVariableOp" or "Enter" or "RefEnter" or "StopGradient"
        or "PreventGradient" or "Cast" or "CheckNumerics" or "Snapshot" or "EnsureShape" or "GuaranteeConst"
        or "PlaceholderWithDefault" or "FakeQuantWithMinMaxVars" or "FakeQuantWithMinMaxVarsPerChannel"
        or "FakeQuantWithMinMaxArgs" or "QuantizeAndDequantizeV2" or "QuantizeAndDequantizeV3"
        or "QuantizeAndDequantizeV4";

    /// <summary>Whether an operation rounds what it hands on, so that the network multiplies by other values.</summary>
    public static bool Rounds(GraphNode node) =>
        node.Op.StartsWith("FakeQuant", StringComparison.Ordinal)
        || node.Op.StartsWith("QuantizeAndDequantize", StringComparison.Ordinal)
        || (node.Op == "Cast" && ElementRounding.Rounds(TypeOf(node, "SrcT"), TypeOf(node, "DstT")));

    /// <summary>The element type that an attribute names; null for none.</summary>
    public static ElementType? TypeOf(GraphNode node, string key) =>
        node.Number(key) is { } code ? TensorFlowType.FromCode((long)code).Element : null;

    /// <summary>Whether an operation takes a tensor to pieces, each an output of its own.</summary>
    public static bool IsSplit(string op) => op is "Split" or "SplitV" or "Unpack" or "Unstack";

    /// <summary>
    /// Operations that multiply or look up: between stored tensors they compute a weight, and are no layer.
    /// </summary>
    public static bool MayFold(string op) => op.Contains("MatMul", StringComparison.Ordinal)
        || op.Contains("Einsum", StringComparison.Ordinal) || op is "Gather" or "GatherV2" or "ResourceGather";

    /// <summary>Operations that make values of their own, by chance, or by what is known only at a run.</summary>
    public static bool IsOtherSource(string op) => op
        is "Placeholder" or "PlaceholderWithDefault" or "Multinomial" or "StatelessMultinomial" or "Where" or "NonZero"
        or "Switch" or "Merge" or "Assign" or "AssignVariableOp" or "Assert"
        || op.Contains("Random", StringComparison.Ordinal) || op.Contains("TruncatedNormal", StringComparison.Ordinal)
        || op.Contains("Conv", StringComparison.Ordinal) || op.Contains("LSTM", StringComparison.Ordinal)
        || op.Contains("TensorArray", StringComparison.Ordinal) || op.Contains("TensorList", StringComparison.Ordinal)
        || op is "If" or "StatelessIf" or "Case" or "StatelessCase" or "While" or "StatelessWhile"
        or "NextIteration" or "Exit" or "LoopCond";

    public static bool IsScaling(string op) => op is "Mul" or "RealDiv" or "Div";

    public static bool IsJoin(string op) => op is "ConcatV2" or "Concat";

    public static bool IsElementwise(string op) =>
        IsScaling(op) || op is "Add" or "AddV2" or "AddN" or "BiasAdd" or "Sub"
        or "Maximum" or "Minimum" or "FusedBatchNorm" or "FusedBatchNormV2" or "FusedBatchNormV3" or "Pad" or "PadV2"
        or "MirrorPad" or "SelectV2" or "Select" or "SquaredDifference" or "Prelu";

    public static TensorRole NoWeight(GraphNode node) => new(TensorPurpose.NotAWeight, node.Op);

    /// <summary>The inputs of an operation that are weights, and what they are.</summary>
    public static IEnumerable<(int Input, TensorRole Role)> WeightRoles(GraphNode node) => node.Op switch
    {
        "MatMul" or "BatchMatMul" or "BatchMatMulV2" or "BatchMatMulV3" or "SparseMatMul" or "_FusedMatMul"
            or "FusedMatMul" =>
            [(1, Dense(node, node.TransposeB ? "oi" : "io"))],
        "Einsum" or "XlaEinsum" => EinsumRole(node, weight: 1) is { } role ? [(1, role)] : [],
        "Conv2D" or "_FusedConv2D" or "FusedConv2D" or "Conv1D" or "Conv3D" =>
            [(1, new(TensorPurpose.Convolution, node.Op) { Axes = Dimensions(node.Op) + "io" })],
        "DepthwiseConv2dNative" or "DepthwiseConv2d" or "FusedDepthwiseConv2dNative" or "_FusedDepthwiseConv2dNative" =>
            [(1, new(TensorPurpose.DepthwiseConvolution, node.Op) { Axes = "kkcm" })],
        "Conv2DBackpropInput" or "Conv2DBackpropInputV2" or "Conv3DBackpropInputV2" or "Conv3DBackpropInput" =>
            [(1, new(TensorPurpose.TransposedConvolution, node.Op) { Axes = Dimensions(node.Op) + "oi" })],
        "Gather" or "GatherV2" or "ResourceGather" or "SparseSegmentSum" or "SparseSegmentMean" =>
            [(0, new(TensorPurpose.Embedding, node.Op) { Axes = "oi" })],
        "LSTMBlockCell" => [(3, new(TensorPurpose.Lstm, node.Op) { Axes = "io" })],
        "BlockLSTM" or "BlockLSTMV2" => [(4, new(TensorPurpose.Lstm, node.Op) { Axes = "io" })],
        "GRUBlockCell" =>
            [(2, new(TensorPurpose.Gru, node.Op) { Axes = "io" }),
                (3, new(TensorPurpose.Gru, "GRUBlockCell candidate") { Axes = "io" })],
        _ => [],
    };

    /// <summary>The role of a left operand that is stored while the right one is computed: y = W·x.</summary>
    public static TensorRole? LeftRole(GraphNode node) => node.Op switch
    {
        "MatMul" or "BatchMatMul" or "BatchMatMulV2" or "BatchMatMulV3" or "SparseMatMul" =>
            Dense(node, node.TransposeA ? "io" : "oi"),
        "Einsum" or "XlaEinsum" => EinsumRole(node, weight: 0),
        _ => null,
    };

    /// <summary>
    /// The role of an operation's first input, of which its output has a role; null if that cannot be determined.
    /// </summary>
    /// <param name="node">The operation.</param>
    /// <param name="role">Role of its output.</param>
    /// <param name="parameters">The values of an input.</param>
    public static TensorRole? Before(GraphNode node, TensorRole role, Func<int, IReadOnlyList<int>?> parameters)
    {
        if (IsRead(node.Op) || role.Axes.Length == 0)
        {
            return IsRead(node.Op) ? role : null;
        }

        string axes = role.Axes;
        if (node.Op == "ExpandDims" && parameters(1) is [int at])
        {
            at = at < 0 ? axes.Length + at : at;


            // A kernel of one position is read with that dimension: what is computed has it.
            return at >= 0 && at < axes.Length && axes[at] is 'k' or '1'
                && (axes[at] == '1' || axes.Count(letter => letter == 'k') > 1)
                ? role with { Axes = axes.Remove(at, 1) } : null;
        }

        if (node.Op is "Transpose" && parameters(1) is { } order && order.Count == axes.Length
            && order.Order().SequenceEqual(Enumerable.Range(0, axes.Length)))
        {
            char[] before = new char[axes.Length];
            foreach (var (index, side) in order.Index())
            {
                before[side] = axes[index];
            }

            return role with { Axes = new string(before) };
        }

        return null;
    }

    /// <summary>A role as a tensor of this shape can have it; null where it cannot.</summary>
    public static TensorRole? Fit(TensorRole? role, TensorShape shape)
    {
        if (role is null || shape.Rank < 2 || role.Axes.Length == 0)
        {
            return shape.Rank < 2 ? null : role;
        }

        if (role is { Purpose: TensorPurpose.Dense, StackWord: null } && shape.Rank > role.Axes.Length
            && role.Operator.Contains("MatMul", StringComparison.Ordinal))
        {
            return role with { Axes = new string('s', shape.Rank - role.Axes.Length) + role.Axes, StackWord = Matrix };
        }

        return role.Axes.Length != shape.Rank ? null : role switch
        {
            { Purpose: TensorPurpose.Lstm } =>
                WithGates(role, shape, role.Operator == "BlockLSTMV2" ? ["i", "f", "c", "o"] : ["i", "c", "f", "o"]),
            { Purpose: TensorPurpose.Gru, Operator: "GRUBlockCell" } => WithGates(role, shape, ["r", "u"]),
            _ => role,
        };
    }

    private static TensorRole? WithGates(TensorRole role, TensorShape shape, string[] gates)
    {
        long outputs = shape[role.Axes.IndexOf('o', StringComparison.Ordinal)];
        return outputs % gates.Length == 0 ? role with { Parts = TensorPart.Equal(outputs, gates) } : null;
    }

    private static TensorRole Dense(GraphNode node, string axes) => new(TensorPurpose.Dense, node.Op) { Axes = axes };

    private static string Dimensions(string op) =>
        op.Contains("3D", StringComparison.Ordinal) ? "kkk" : op == "Conv1D" ? "k" : "kk";

    /// <summary>
    /// By the letters of the equation: those of weights and result are outputs, those of weights and input alone are
    /// summed over, those of all three count matrices. Two dimensions of a kind, such as heads and their size, are read
    /// as one.
    /// </summary>
    private static TensorRole? EinsumRole(GraphNode node, int weight)
    {
        string[] sides = (node.Equation ?? "").Replace(" ", "", StringComparison.Ordinal)
            .Replace("...", "", StringComparison.Ordinal).Split("->");
        if (sides is not [string left, string output] || left.Split(',') is not [string first, string second])
        {
            return null;
        }

        var (letters, other) = weight == 0 ? (first, second) : (second, first);
        string axes = string.Concat(
            letters.Take(TensorShape.MaxRank + 1).Select(
                letter => (other.Contains(letter), output.Contains(letter)) switch
        {
            (true, true) => 's',
            (true, false) => 'i',
            (false, true) => 'o',
            _ => '?',
        }));
        return axes.Length <= TensorShape.MaxRank && IsTogether(axes, 'i') && IsTogether(axes, 'o')
            && !axes.Contains('?', StringComparison.Ordinal)
            ? new TensorRole(TensorPurpose.Dense, node.Op)
            {
                Axes = axes,
                StackWord = axes.Contains('s', StringComparison.Ordinal) ? Matrix : null,
            }
            : null;
    }

    /// <summary>Whether a letter is there, and its dimensions follow each other.</summary>
    private static bool IsTogether(string axes, char letter) => axes.Contains(letter, StringComparison.Ordinal)
        && axes.LastIndexOf(letter) - axes.IndexOf(letter, StringComparison.Ordinal)
        + 1 == axes.Count(found => found == letter);
}
