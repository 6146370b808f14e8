using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Quantization;

/// <summary>
/// Schemes whose codes are recognized by their names and not read: without this, codebooks and scales would pass for
/// weights, and the reason for the codes would be their type.
/// </summary>
internal static class NamedSchemes
{
    private static readonly Known[] s_known =
    [
        // https://github.com/Vahe1994/AQLM
        new("AQLM", ".codes", [".codebooks"], [".scales"]),

        // https://github.com/turboderp-org/exllamav2, https://github.com/turboderp-org/exllamav3
        new("EXL2", ".q_weight", [".q_scale", ".q_groups"], [".q_scale_max", ".q_invperm", ".q_perm", ".q_group_map"]),
        new("EXL3", ".trellis", [".suh"], [".svh", ".mcg", ".mul1"]),

        // https://github.com/microsoft/VPTQ
        new(
            "VPTQ", ".indices", [".centroids"],
            [".res_centroids", ".outlier_centroids", ".perm", ".weight_scale", ".weight_bias"]),
        new(
            "VPTQ", ".indices", [".centroids.weight"],
            [".res_centroids.weight", ".outlier_centroids.weight", ".perm", ".weight_scale", ".weight_bias"]),

        // https://github.com/huggingface/optimum-quanto
        new("quanto", ".weight._data", [".weight._scale"], [".weight._shift", ".input_scale", ".output_scale"]),

        new("quanto", ".weight._data._data", [".weight._scale", ".weight._shift"], [".input_scale", ".output_scale"]),

        // https://github.com/SqueezeAILab/SqueezeLLM, https://github.com/SNU-ARC/any-precision-llm
        new("SqueezeLLM", ".qweight", [".lookup_table"], [".rows", ".cols", ".vals", ".full_rows"]),
        new("Any-Precision", ".qweight", [".lut4"], [".lut3", ".lut5", ".lut6", ".lut7", ".lut8"]),

        // https://github.com/xvyaward/owq, https://github.com/InternLM/lmdeploy,
        // https://github.com/nunchaku-tech/nunchaku
        new("OWQ", ".qweight", [".oweight"], [".outlieridx", ".scales", ".zeros"]),
        new("TurboMind", ".qweight", [".scales_zeros"], [".scales", ".zeros"]),
        new(
            "SVDQuant", ".qweight", [".wscales"],
            [".proj_down", ".proj_up", ".lora_down", ".lora_up", ".smooth_factor", ".smooth_factor_orig"]),

        // https://github.com/IST-DASLab/marlin
        new("Marlin", ".B", [".s", ".workspace"], []),

        // https://github.com/pytorch/ao, without the metadata that say of which class the tensors are
        new("TorchAO", "._weight_qdata", ["._weight_scale"], ["._weight_zero_point"]),
        new("TorchAO", "._weight_qdata", ["._weight_scale_and_zero"], []),
        new("TorchAO", ".weight_qdata", [".weight_scale"], [".weight_zero_point"]),
        new("TorchAO", ".weight:qdata", [".weight:scale"], [".weight:zero_point"]),
    ];

    public static IEnumerable<string> Suffixes => s_known.Select(scheme => scheme.Codes);

    public static void Mark(TensorTable tensors)
    {
        foreach (var scheme in s_known)
        {
            foreach (var (prefix, codes) in tensors.EndingIn(scheme.Codes))
            {
                if (scheme.Needed.All(suffix => tensors.Find(prefix + suffix) is not null))
                {
                    var companions = scheme.Needed.Concat(scheme.Others)
                        .Select(suffix => (tensors.Find(prefix + suffix), $"`{suffix[1..]}`"));
                    tensors.Leave(
                        new WeightParts(scheme.Name, codes, [.. companions]),
                        $"codes of {scheme.Name}, which are not read; analyze the model before it");
                }
            }
        }
    }

    /// <param name="Name">Its name.</param>
    /// <param name="Codes">How the names of its codes end.</param>
    /// <param name="Needed">What is beside them in every file.</param>
    /// <param name="Others">What may be beside them.</param>
    private sealed record Known(string Name, string Codes, string[] Needed, string[] Others);
}
