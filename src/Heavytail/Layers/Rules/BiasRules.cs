using System.Text.RegularExpressions;
using Heavytail.Tensors;

namespace Heavytail.Layers.Rules;

/// <summary>Trained tensors that are added or scale element by element, and have two dimensions or more.</summary>
internal static partial class BiasRules
{
    private const long MostHeads = 128;

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
            : IsTableOfHeads(tensor, parent, last, context)
                ? "a table of biases, which attention adds: one of each head"
            : Elements().IsMatch(last) || (last == "weight" && ElementsOfLayer().IsMatch(Layer(parent)))
                ? "a parameter of each element"
            : tensor.Shape.Rank == 2 && Scale().IsMatch(last) && IsNorm(tensor, parent, last, context)
                ? "the scale of a norm, for each of a stack"
            : ExpertRules.IsBias(tensor, context) ? $"a bias for each of {tensor.Shape[1]} experts"
            : StackedVectors.Of(tensor, context);
        return what is null ? null
            : Verdict.Skip(SkipReason.NotAMatrix, $"{what}: it is added or scales element by element, no matrix");
    }

    /// <summary>
    /// Positions × heads. Linear maps of such names have a bias; those that only may be tables also have few columns.
    /// </summary>
    private static bool IsTableOfHeads(TensorInfo tensor, string parent, string last, LayerContext context)
    {
        if (tensor.Shape.Rank != 2)
        {
            return false;
        }

        string layer = Layer(parent);
        bool isOfLayer = last is "weight" or "embedding" && context.Find(parent + "bias") is null;
        return last == "rel_embedding"
            || (isOfLayer && TableOfLayer().IsMatch(layer))
            || (isOfLayer && tensor.Shape[1] <= MostHeads && tensor.Shape[0] > tensor.Shape[1]
                && MayBeTable().IsMatch(
                    layer is "embedding" or "embed" ? Layer(parent.TrimEnd('.', '/')[..^layer.Length]) : layer));
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
        "^(rel(ative)?_(pos(ition)?_)?bias(es)?(_table)?|(rel(ative)?_)?att(entio)?n_bias_table|attention_biases"
        + "|rel(ative)?_att(entio)?n_bias(es)?|earth_specific_bias|r_[wrs]_bias|pos_bias_[uv]|content_bias)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Table();

    /// <summary>T5's and MPNet's, WavLM's, GGUF's, LayoutLM's.</summary>
    [GeneratedRegex(
        "^(rel(ative)?_att(entio)?n_bias(_table)?|rel_attn_embed|(cross_)?attn_rel_b|rel_pos_([xy]_)?bias"
        + "|rel(ative)?_(pos(ition)?_)?bias_table)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex TableOfLayer();

    /// <summary>x-transformers', Phi-4's, MobileViT's; linear maps may be called so, too.</summary>
    [GeneratedRegex(
        "^((rel(ative)?_(pos(ition)?_)?|pos(ition)?_)bias|(rel(ative)?_)?bias_values|att(entio)?n_bias(_table)?)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex MayBeTable();

    /// <summary>Mamba's and VMamba's, RWKV's, PixArt's and Wan's, HGRN's.</summary>
    [GeneratedRegex(
        "^(A_logs?|(log_|inv_)?A_(real|imag)|ssm_a|time_(faaaa|first|decay)|r_k|scale_shift_table|modulation"
        + "|lower_bounds?)$",
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
