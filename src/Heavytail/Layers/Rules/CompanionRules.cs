using System.Collections.Frozen;

namespace Heavytail.Layers.Rules;

/// <summary>
/// Scales, zero points, offsets and codebooks: what says how another tensor is read. Each needs the weight that it
/// belongs to beside it.
/// </summary>
internal static class CompanionRules
{
    /// <summary>Names that nothing but a companion has.</summary>
    private static readonly FrozenSet<string> s_certain = FrozenSet.ToFrozenSet(
        [
            "qzeros", "g_idx", "absmax", "quant_map", "nested_absmax", "nested_quant_map", "scb", "scale_inv",
            "zero_point", "zero_points", "weight_scale", "weight_scale_inv", "weight_scale_2", "weight_scales",
            "weight_zero_point", "weight_shape", "weight_global_scale", "input_scale", "input_global_scale",
            "output_scale", "weight_format", "qscales", "wscales", "codebooks", "scales_and_zeros", "weight_mask",
            "weight_offset",
        ],
        StringComparer.Ordinal);

    /// <summary>Names that other tensors have too; the weight must be one of codes.</summary>
    private static readonly FrozenSet<string> s_beside = FrozenSet.ToFrozenSet(
        [
            "scales", "biases", "scale", "zeros", "offset", "offsets", "codebook", "lut", "meta", "bias_scale",
            "kernel_scale",
        ],
        StringComparer.Ordinal);

    private static readonly string[] s_weights =
        ["weight", "qweight", "kernel", "weight_packed", "codes", "W_q", "weight_orig", "weight_quantized"];

    public static Verdict? Companion(TensorInfo tensor, LayerContext context)
    {
        if (tensor.IsCompanion)
        {
            string what = tensor.Role is { Operator.Length: > 0 } role ? role.Operator : "a companion of a weight";
            return Verdict.Skip(SkipReason.Companion, $"{what}: a weight is computed with it");
        }

        if (tensor.Role is not null || tensor.Name.Length > NameParts.Longest)
        {
            return null;
        }

        var name = NameParts.Of(tensor.Name);
        string last = name.Last.ToLowerInvariant();
        if (s_certain.Contains(last) && Weight(name, tensor, context) is { } weight)
        {
            return Skip(weight);
        }

        return s_beside.Contains(last) && Weight(name, tensor, context) is { } coded
            && (coded.IsQuantized || !coded.Type.IsRealFloat() || coded.Type.Bits() <= 8)
            ? Skip(coded)
            : null;
    }

    /// <summary>
    /// <c>fc.weight</c> of <c>fc.scales</c>, <c>fc.weight</c> of <c>fc.weight.absmax</c>, <c>down_proj</c> of
    /// <c>down_proj_scales</c>.
    /// </summary>
    private static TensorInfo? Weight(NameParts name, TensorInfo tensor, LayerContext context) =>
        s_weights.Select(word => context.Find(name.Parent + word)).Append(context.Find(name.Owner))
            .FirstOrDefault(weight => weight is { Shape.Rank: >= 1 } && weight != tensor);

    private static Verdict Skip(TensorInfo weight) => Verdict.Skip(
        SkipReason.Companion, $"a companion of `{weight.Name}`: it says how that is read");
}
