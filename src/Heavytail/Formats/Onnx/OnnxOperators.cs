using System.Collections.Frozen;

namespace Heavytail.Formats.Onnx;

/// <summary>An input of an operator that takes a weight.</summary>
/// <param name="Input">Index of the input.</param>
/// <param name="Purpose">Purpose of the weight.</param>
/// <param name="Letters">A letter for each dimension of the weight as the node sees it; null where it is not a
/// weight.</param>
internal sealed record OnnxSlot(int Input, TensorPurpose Purpose, Func<OnnxNode, OnnxView, string?> Letters)
{
    /// <summary>Matrices along the outputs: gates, or query, key and value.</summary>
    public string[] Parts { get; init; } = [];

    /// <summary>What one matrix of a stack is, for people.</summary>
    public string? StackWord { get; init; }

    /// <summary>The input that holds scales of a quantized weight; −1 where no input does.</summary>
    public int Scale { get; init; } = -1;

    public int ZeroPoint { get; init; } = -1;

    /// <summary>The letter of the dimension that scales are of, where there is more than one.</summary>
    public char ScaleLetter { get; init; } = 'o';
}

/// <summary>Which operators take weights, and where.</summary>
internal static class OnnxOperators
{
    /// <summary>The domain of onnxruntime's own operators.</summary>
    public const string Microsoft = "com.microsoft";

    /// <summary>Operators that hand their first input on, turned round or in another type.</summary>
    public static readonly FrozenSet<string> PassOn = FrozenSet.Create(
        "Identity", "Cast", "CastLike", "Transpose", "Unsqueeze", "Squeeze", "Reshape", "Flatten",
        "DequantizeLinear", "QuantizeLinear");

    /// <summary>
    /// Operators of the specification whose result may be a weight, though what they take looks like none.
    /// </summary>
    public static readonly FrozenSet<string> Unclear = FrozenSet.Create(
        "Slice", "Split", "Concat", "Gather", "If", "Loop", "Scan", "Einsum", "Expand", "Tile", "Pad", "Where",
        "SplitToSequence", "SequenceConstruct", "SequenceInsert", "Optional");

    /// <summary>Operators of onnxruntime that take weights nowhere.</summary>
    public static readonly FrozenSet<string> Weightless = FrozenSet.Create(
        "LayerNormalization", "SkipLayerNormalization", "SimplifiedLayerNormalization",
        "SkipSimplifiedLayerNormalization",
        "BiasGelu", "BiasAdd", "BiasSplitGelu", "FastGelu", "Gelu", "QuickGelu", "GroupNorm", "SkipGroupNorm",
        "RotaryEmbedding",
        "GroupQueryAttention", "MultiHeadAttention", "DecoderMaskedMultiHeadAttention", "RelativePositionBias",
        "QLinearAdd",
        "QLinearMul", "QLinearConcat", "RemovePadding", "RestorePadding");

    private static readonly string[] s_lstmGates = ["i", "o", "f", "c"];
    private static readonly string[] s_gruGates = ["z", "r", "h"];
    private static readonly string[] s_heads = ["q", "k", "v"];

    private static readonly FrozenDictionary<(bool IsStandard, string Operator), OnnxSlot[]> s_slots =
        new Dictionary<(bool, string), OnnxSlot[]>
        {
            [(true, "Conv")] = [Convolution(1)],
            [(true, "ConvInteger")] = [Convolution(1) with { ZeroPoint = 3 }],
            [(true, "QLinearConv")] = [Convolution(3) with { Scale = 4, ZeroPoint = 5 }],
            [(true, "DeformConv")] = [Convolution(1)],
            [(true, "ConvTranspose")] = [new(1, TensorPurpose.TransposedConvolution, TransposedConvolutionLetters)],
            [(true, "Gemm")] =
                [Gemm(
                    1), new(
                        0, TensorPurpose.Dense, (node, view) => Dense(node.Int("transA", 0) != 0 ? "io" : "oi", view))],
            [(true, "MatMul")] = [MatMul(1), new(0, TensorPurpose.Dense, (_, view) => Dense("oi", view))],
            [(true, "MatMulInteger")] = [MatMul(1) with { ZeroPoint = 3 }],
            [(true, "QLinearMatMul")] = [MatMul(3) with { Scale = 4, ZeroPoint = 5 }],
            [(true, "Gather")] = [new(0, TensorPurpose.Embedding, GatherLetters)],
            [(true, "LSTM")] =
                [Recurrent(1, TensorPurpose.Lstm, s_lstmGates), Recurrent(2, TensorPurpose.Lstm, s_lstmGates)],
            [(true, "GRU")] =
                [Recurrent(1, TensorPurpose.Gru, s_gruGates), Recurrent(2, TensorPurpose.Gru, s_gruGates)],
            [(true, "RNN")] = [Recurrent(1, TensorPurpose.Rnn, []), Recurrent(2, TensorPurpose.Rnn, [])],
            [(true, "Einsum")] = [Einsum(0), Einsum(1)],
            [(false, "FusedConv")] = [Convolution(1)],
            [(false, "FusedGemm")] = [Gemm(1)],
            [(false, "FusedMatMul")] =
            [
                new(1, TensorPurpose.Dense, (node, view) => Dense(node.Int("transB", 0) != 0 ? "oi" : "io", view)),
                new(0, TensorPurpose.Dense, (node, view) => Dense(node.Int("transA", 0) != 0 ? "io" : "oi", view)),
            ],
            [(false, "QGemm")] = [Gemm(3) with { Scale = 4, ZeroPoint = 5 }],
            [(false, "DynamicQuantizeMatMul")] = [MatMul(1) with { Scale = 2, ZeroPoint = 3 }],
            [(false, "MatMulIntegerToFloat")] = [MatMul(1) with { Scale = 3, ZeroPoint = 5 }],
            [(false, "DynamicQuantizeLSTM")] =
            [
                DynamicLstm(1) with { Scale = 8, ZeroPoint = 9 },
                DynamicLstm(2) with { Scale = 10, ZeroPoint = 11 },
            ],
            [(false, "Attention")] = [MatMul(1) with { Parts = s_heads }],
            [(false, "PackedAttention")] = [MatMul(1) with { Parts = s_heads }],
            [(false, "MoE")] = [Experts(2), Experts(4), Experts(6)],
            [(false, "QAttention")] = [MatMul(1) with { Parts = s_heads, Scale = 4, ZeroPoint = 7 }],
            [(false, "EmbedLayerNormalization")] = [Table(2), Table(3), Table(4)],
        }.ToFrozenDictionary();

    /// <summary>Where a node takes weights; empty where it takes none, or nothing is known of it.</summary>
    public static IReadOnlyList<OnnxSlot> Slots(OnnxNode node) =>
        node.IsStandard || node.Domain == Microsoft
            ? s_slots.GetValueOrDefault((node.IsStandard, node.Operator), []) : [];

    private static OnnxSlot Convolution(int input) => new(input, TensorPurpose.Convolution, ConvolutionLetters);

    private static OnnxSlot Gemm(int input) =>
        new(input, TensorPurpose.Dense, (node, view) => Dense(node.Int("transB", 0) != 0 ? "oi" : "io", view));

    private static OnnxSlot MatMul(int input) => new(input, TensorPurpose.Dense, (_, view) => Dense("io", view));

    private static OnnxSlot Table(int input) =>
        new(input, TensorPurpose.Embedding, (_, view) => view.Rank == 2 ? "oi" : null);

    private static OnnxSlot Recurrent(int input, TensorPurpose purpose, string[] gates) =>
        new(input, purpose, (_, view) => view.Rank == 3 ? "soi" : null) { Parts = gates, StackWord = "direction" };

    private static OnnxSlot DynamicLstm(int input) =>
        new(input, TensorPurpose.Lstm, (_, view) =>
            view.Rank == 3 ? "sio" : null)
        { Parts = s_lstmGates, StackWord = "direction" };

    /// <summary>Versions of onnxruntime differ in which dimension is which, and the spectrum does not mind.</summary>
    private static OnnxSlot Experts(int input) =>
        new(input, TensorPurpose.Dense, (_, view) => view.Rank == 3 ? "soi" : null) { StackWord = "expert" };

    private static OnnxSlot Einsum(int input) =>
        new(input, TensorPurpose.Dense, (node, view) => EinsumLetters(node.Text("equation"), input, view.Rank));

    private static string? Dense(string letters, OnnxView view) =>
        view.Rank < 2 ? null : new string('s', view.Rank - 2) + letters;

    private static string? GatherLetters(OnnxNode node, OnnxView view) =>
        view.Rank == 2 && node.Int("axis", 0) == 0
            && (view.Tensor.Type is { IsInteger: false } || view.Tensor.Uses.Quantization is not null)
            ? "oi"
            : null;

    /// <summary>A kernel of one input channel in one of many groups is a channel's own.</summary>
    private static string? ConvolutionLetters(OnnxNode node, OnnxView view) => view.Rank < 3
        ? null
        : (node.Int("group", 1) > 1 && view.Side(1) == 1 ? "c1" : "oi") + new string('k', view.Rank - 2);

    /// <summary>
    /// Of one output channel in each group it is a channel's own only where there is one input channel as well.
    /// </summary>
    private static string? TransposedConvolutionLetters(OnnxNode node, OnnxView view) => view.Rank < 3
        ? null
        : (node.Int("group", 1) is > 1 and var groups && view.Side(1) == 1 && view.Side(0) == groups ? "c1" : "io")
            + new string('k', view.Rank - 2);

    /// <summary>A product of two operands: <c>bij,jk→bik</c>.</summary>
    private static string? EinsumLetters(string equation, int operand, int rank)
    {
        if (equation.Replace(" ", "", StringComparison.Ordinal).Split("->") is not [var left, var result]
            || left.Split(',') is not { Length: 2 } terms || terms[operand].Length != rank)
        {
            return null;
        }

        string letters = string.Concat(terms[operand].Select(index =>
            (terms[1 - operand].Contains(
                index, StringComparison.Ordinal), result.Contains(index, StringComparison.Ordinal)) switch
            {
                (true, true) => 's',
                (true, false) => 'i',
                (false, true) => 'o',
                _ => '?',
            }));
        return letters.Contains('i', StringComparison.Ordinal) && letters.Contains('o', StringComparison.Ordinal)
            && !letters.Contains('?', StringComparison.Ordinal) ? letters : null;
    }
}
