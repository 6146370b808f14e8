using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Heavytail.Formats.Keras;

/// <summary>Keras' classes of layers with weights, by the names that it makes of them.</summary>
internal static partial class KerasClasses
{
    private static readonly string[] s_kernel = ["kernel", "bias"];
    private static readonly string[] s_recurrent = ["kernel", "recurrent_kernel", "bias"];
    private static readonly string[] s_separable = ["depthwise_kernel", "pointwise_kernel", "bias"];
    private static readonly string[] s_norm = ["gamma", "beta", "moving_mean", "moving_variance"];

    /// <summary>Class → its variables, in the order in which Keras 3 numbers them.</summary>
    private static readonly FrozenDictionary<string, string[]> s_variables = new Dictionary<string, string[]>
    {
        ["Dense"] = s_kernel,
        ["EinsumDense"] = s_kernel,
        ["Embedding"] = ["embeddings"],
        ["Conv1D"] = s_kernel,
        ["Conv2D"] = s_kernel,
        ["Conv3D"] = s_kernel,
        ["Conv1DTranspose"] = s_kernel,
        ["Conv2DTranspose"] = s_kernel,
        ["Conv3DTranspose"] = s_kernel,
        ["DepthwiseConv1D"] = s_kernel,
        ["DepthwiseConv2D"] = s_kernel,
        ["SeparableConv1D"] = s_separable,
        ["SeparableConv2D"] = s_separable,
        ["LocallyConnected1D"] = s_kernel,
        ["LocallyConnected2D"] = s_kernel,
        ["SimpleRNN"] = s_recurrent,
        ["SimpleRNNCell"] = s_recurrent,
        ["LSTM"] = s_recurrent,
        ["LSTMCell"] = s_recurrent,
        ["GRU"] = s_recurrent,
        ["GRUCell"] = s_recurrent,
        ["ConvLSTM1D"] = s_recurrent,
        ["ConvLSTM2D"] = s_recurrent,
        ["ConvLSTM3D"] = s_recurrent,
        ["ConvLSTM1DCell"] = s_recurrent,
        ["ConvLSTM2DCell"] = s_recurrent,
        ["ConvLSTM3DCell"] = s_recurrent,
        ["MultiHeadAttention"] = [],
        ["GroupQueryAttention"] = [],
        ["BatchNormalization"] = s_norm,
        ["LayerNormalization"] = s_norm,
        ["GroupNormalization"] = s_norm,
        ["RMSNormalization"] = s_norm,
        ["Normalization"] = ["mean", "variance", "count"],
        ["SpectralNormalization"] = ["vector_u"],
        ["PReLU"] = ["alpha"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> s_bySnakeCase =
        s_variables.Keys.ToFrozenDictionary(ToSnakeCase, StringComparer.Ordinal);

    /// <summary>
    /// Classes whose variables are not weight matrices, whatever their shapes. Two normalizations wrap a layer, whose
    /// kernel is among their variables.
    /// </summary>
    public static bool HasNoMatrix(string layer) => layer is "PReLU"
        || (layer.EndsWith("Normalization", StringComparison.Ordinal)
            && layer is not ("SpectralNormalization" or "WeightNormalization"));

    /// <summary>
    /// The class in a path's part: <c>conv2d_transpose_3</c> → <c>Conv2DTranspose</c>; null if it is not a class of
    /// Keras.
    /// </summary>
    public static string? FromPart(string part)
    {
        string word = part.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return s_bySnakeCase.GetValueOrDefault(part)
            ?? (word.Length < part.Length && word.EndsWith('_') ? s_bySnakeCase.GetValueOrDefault(word[..^1]) : null);
    }

    /// <summary>The name of a class's variable of this number; null where it is not known.</summary>
    public static string? Variable(string layer, int number) =>
        s_variables.TryGetValue(layer, out string[]? names) && number < names.Length ? names[number] : null;

    /// <summary>As Keras does it: <c>Conv2DTranspose</c> → <c>conv2d_transpose</c>.</summary>
    public static string ToSnakeCase(string name)
    {
        string text = AnyButLetters().Replace(name, "");
        text = BeforeWord().Replace(text, "$1_$2");
#pragma warning disable CA1308 // lower case is what Keras writes
        return BeforeCapital().Replace(text, "$1_$2").ToLowerInvariant();
#pragma warning restore CA1308
    }

    [GeneratedRegex(@"\W+")]
    private static partial Regex AnyButLetters();

    [GeneratedRegex("(.)([A-Z][a-z]+)")]
    private static partial Regex BeforeWord();

    [GeneratedRegex("([a-z])([A-Z])")]
    private static partial Regex BeforeCapital();
}
