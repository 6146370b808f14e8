using System.Globalization;
using System.Text.RegularExpressions;

namespace Heavytail.Layers.Rules;

/// <summary>
/// Adapters: factors of a change to another model's weights. Of LoRA (Hu et al., arXiv 2106.09685) it is B·A, of LoHa
/// and LoKr (Yeh et al., arXiv 2309.14859) a product of products, of OFT a rotation.
/// </summary>
internal static partial class AdapterRules
{
    private static readonly (string Prefix, string Word)[] s_families =
    [
        ("hada", "LoHa"), ("lokr", "LoKr"), ("oft", "OFT"), ("boft", "BOFT"), ("vera", "VeRA"), ("ia3", "IA³"),
        ("glora", "GLoRA"), ("vblora", "VB-LoRA"), ("randlora", "RandLora"), ("hra", "HRA"), ("fourierft", "FourierFT"),
        ("c3a", "C³A"), ("shira", "SHiRA"), ("dora", "DoRA"),
    ];

    /// <summary>A factor alone has a rank of 8 or 16 and no spectrum that the theory speaks of.</summary>
    public static Verdict? Factors(TensorInfo tensor, LayerContext context)
    {
        if (tensor.Role is not null and not { Purpose: TensorPurpose.NotAWeight })
        {
            return null;
        }

        if (Mark(tensor.Name) is not { } match)
        {
            var name = NameParts.Of(tensor.Name);
            return name.Last is "alpha" or "scalar" or "diff" or "diff_b" && context.Adapters.Contains(name.Owner)
                ? Skip("a scale or a difference beside the factors of a low-rank adapter")
                : null;
        }

        string part = match.Groups["part"].Value;
        string family = s_families.FirstOrDefault(family =>
            part.StartsWith(family.Prefix + "_", StringComparison.Ordinal)).Word ?? "LoRA";
        string rank = family == "LoRA" && tensor.Shape.Rank >= 2
            ? string.Create(CultureInfo.InvariantCulture, $" of rank {Math.Min(tensor.Shape[0], tensor.Shape[1])}")
            : "";
        return family is "OFT" or "BOFT" or "IA³"
            ? Skip($"a factor of an adapter ({family})")
            : Skip($"a factor of a low-rank adapter{rank}{(family == "LoRA" ? "" : $" ({family})")}");
    }

    /// <summary>The layer that a factor belongs to; null if the tensor is not a factor.</summary>
    public static string? OwnerOf(string name) =>
        Mark(name) is { } match ? name[..match.Groups["part"].Index].TrimEnd('.', '/') : null;

    private static Match? Mark(string name) =>
        name.Length <= NameParts.Longest && Name().Match(name) is { Success: true } match ? match : null;

    private static Verdict Skip(string what) => Verdict.Skip(
        SkipReason.Adapter, $"{what}; merge the adapter into its model to analyze what it changes");

    /// <summary>
    /// As PEFT, kohya's scripts, LyCORIS, diffusers, Keras, llama.cpp and MLX spell them. What follows a mark begins
    /// another part of the name: <c>lora_a_proj</c> is a layer.
    /// </summary>
    [GeneratedRegex(
        @"(^|[./_])(?<part>lora_?(A|B|a|b|down|up|mid|E|scale|magnitude_vector|magnitude)(_\d+)?"
        + "|lora_(kernel|recurrent_kernel|embeddings?|weight)_[ABab]|lora(_linear)?(_layer)?[./](down|up|mid)"
        + "|hada_[wt][12](_[ab])?|lokr_[wt][12](_[ab])?|oft_(blocks|diag|[rRsS])|boft_([rRsSP]|blocks|m)"
        + "|vera_(lambda_[bd]|A|B)|ia3_l|glora_?[a-eA-E][12]?|vblora_(logits_[AB]|vector_bank)"
        + "|randlora_(A|B|lambda|gamma)|hra_u|fourierft_spectrum|c3a_kernel|shira_weight|dora_scale)"
        + "(?=[./:]|_weight$|$)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
