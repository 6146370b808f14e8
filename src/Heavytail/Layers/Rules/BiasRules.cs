using System.Text.RegularExpressions;
using Heavytail.Tensors;

namespace Heavytail.Layers.Rules;

/// <summary>Trained tensors that are added or scale element by element, and have two dimensions or more.</summary>
internal static partial class BiasRules
{
    public static Verdict? BiasOrNorm(TensorInfo tensor, LayerContext context)
    {
        if (tensor.Name.Length > NameParts.Longest)
        {
            return null;
        }

        var (parent, last) = NameParts.Of(tensor.Name);
        string? what =
            last is "bias" or "biases" ? $"a bias of shape {tensor.Shape}"
            : last == "b" && context.Find(parent + "w") is not null ? $"the bias of `{parent}w`"
            : last.EndsWith("_bias", StringComparison.Ordinal)
                && context.Find(parent + last[..^"_bias".Length]) is { } weight ? $"the bias of `{weight.Name}`"
            : Table().IsMatch(last) ? "a table of biases, which attention adds"
            : tensor.Shape.Rank == 2 && (last == "rel_embedding"
                || (last is "weight" or "embedding" && TableOfLayer().IsMatch(Layer(parent))))
                ? "a table of biases, which attention adds: one of each head"
            : Elements().IsMatch(last) || (last == "weight" && ElementsOfLayer().IsMatch(Layer(parent)))
                ? "a parameter of each element"
            : tensor.Shape.Rank == 2 && Scale().IsMatch(last) && IsNorm(tensor, parent, last, context)
                ? "the scale of a norm, for each of a stack"
            : StackedVectors.Of(tensor, context);
        return what is null ? null
            : Verdict.Skip(SkipReason.NotAMatrix, $"{what}: it is added or scales element by element, no matrix");
    }

    private static string Layer(string parent) => NameParts.Of(parent.TrimEnd('.', '/')).Last;

    /// <summary>
    /// A stack of norms has as many rows as the stack has matrices, and its bias has its own shape. Linear maps are
    /// called <c>ln1</c> or <c>style_norm</c>, too.
    /// </summary>
    private static bool IsNorm(TensorInfo tensor, string parent, string last, LayerContext context)
    {
        string layer = Layer(parent);
        if (!NormNaming.IsNorm(layer))
        {
            return false;
        }

        return (context.Find(parent + "bias") ?? context.Find(parent + "beta")) is { } bias && bias != tensor
            ? bias.Shape.Equals(tensor.Shape)
            : last is not "weight" || OfHeads().IsMatch(layer) || context.StackLengths.Contains(tensor.Shape[0]);
    }

    /// <summary>Swin's, LeViT's, XLNet's, Conformer's and their kin's.</summary>
    [GeneratedRegex(
        "^(relative_position_bias_table|attention_biases|rel(ative)?_pos(ition)?_bias|earth_specific_bias"
        + "|r_[wrs]_bias|pos_bias_[uv]|content_bias)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Table();

    /// <summary>T5's and MPNet's, WavLM's, GGUF's, LayoutLM's.</summary>
    [GeneratedRegex(
        "^(relative_attention_bias|rel_attn_embed|attn_rel_b|rel_pos_([xy]_)?bias)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex TableOfLayer();

    /// <summary>Mamba's and VMamba's, RWKV's, PixArt's and Wan's.</summary>
    [GeneratedRegex(
        "^(A_logs?|(log_|inv_)?A_(real|imag)|ssm_a|time_(faaaa|first|decay)|r_k|scale_shift_table|modulation)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Elements();

    /// <summary>RWKV's in GGUF.</summary>
    [GeneratedRegex(
        @"^time_mix_(first|decay|r_k|lerp_\w+)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex ElementsOfLayer();

    /// <summary>Norms of queries and keys, which have a row for each head.</summary>
    [GeneratedRegex(
        @"^(\w*_)?(q|k|v|query|key)_?(layer_?)?(norm|ln)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex OfHeads();

    [GeneratedRegex("^(weight|scale|gamma|beta|g|offset)$", RegexOptions.CultureInvariant)]
    private static partial Regex Scale();
}
