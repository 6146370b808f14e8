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

            // quanto, Marlin, SqueezeLLM, Any-Precision, TurboMind, HIGGS
            "_scale", "_shift", "s", "lookup_table", "lut2", "lut3", "lut4", "lut5", "lut6", "lut7", "lut8",
            "scales_zeros", "tables", "tables2",
        ],
        StringComparer.Ordinal);

    /// <summary>Parts of a weight whose rest is codes: OWQ's outliers, SVDQuant's factors of low rank.</summary>
    private static readonly FrozenSet<string> s_parts = FrozenSet.ToFrozenSet(
        ["oweight", "proj_down", "proj_up", "lora_down", "lora_up"], StringComparer.Ordinal);

    private static readonly string[] s_weights =
    [
        "weight", "qweight", "kernel", "weight_packed", "codes", "W_q", "weight_orig", "weight_quantized", "int_data",
        "_data", "_data._data", "B",
    ];

    /// <summary>PyTorch's and NVIDIA's modules that imitate quantization while a network is trained.</summary>
    private static readonly string[] s_observers =
        ["fake_quant", "fake_quantize", "_quantizer", "activation_post_process"];

    private static readonly FrozenSet<string> s_observed = FrozenSet.ToFrozenSet(
        ["scale", "zero_point", "min_val", "max_val", "amax", "_amax"], StringComparer.Ordinal);

    public static Verdict? Companion(TensorInfo tensor, LayerContext context)
    {
        if (tensor.IsCompanion)
        {
            string what = tensor.Role is { Operator.Length: > 0 } role ? role.Operator : "a companion of a weight";
            return Verdict.Skip(SkipReason.Companion, $"{what}: it says how a weight is read");
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

        if (s_observed.Contains(last)
            && s_observers.Any(observer => name.OwnerLast.EndsWith(observer, StringComparison.Ordinal)))
        {
            return Verdict.Skip(
                SkipReason.Companion, $"a range or scale of `{name.Owner}`, which imitates quantization");
        }

        if (!s_beside.Contains(last) && !s_parts.Contains(last))
        {
            return null;
        }

        return Weight(name, tensor, context) is { } coded
            && (coded.IsQuantized || !coded.Type.IsRealFloat() || coded.Type.Bits() <= 8)
            ? s_parts.Contains(last)
                ? Verdict.Skip(SkipReason.Companion, $"a part of a weight whose rest is the codes `{coded.Name}`")
                : Skip(coded)
            : null;
    }

    /// <summary>
    /// <c>fc.weight</c> of <c>fc.scales</c>, <c>fc.weight</c> of <c>fc.weight.absmax</c>, <c>down_proj</c> of
    /// <c>down_proj_scales</c>.
    /// </summary>
    private static TensorInfo? Weight(NameParts name, TensorInfo tensor, LayerContext context) =>
        s_weights.Select(word => context.Find(name.Parent + word)).Append(context.Find(name.Owner))
            .FirstOrDefault(weight => weight is { Shape.Rank: >= 1 } && weight != tensor);

    private static Verdict Skip(TensorInfo weight)
    {
        bool isCode = weight.IsQuantized || !weight.Type.IsRealFloat() || weight.Type.Bits() <= 8;
        return Verdict.Skip(
            SkipReason.Companion, weight.Unread is not null ? $"a companion of `{weight.Name}`, which is not read"
                : isCode ? $"a companion of `{weight.Name}`: it says how that is read"
                : $"a scale or zeros of codes, beside `{weight.Name}`, which is stored as real numbers");
    }
}
