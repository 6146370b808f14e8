using System.Globalization;
using Heavytail.Tensors;

namespace Heavytail.Layers.Rules;

/// <summary>
/// Adapters: factors of a change to another model's weights. Of LoRA (Hu et al., arXiv 2106.09685) it is B·A, of LoHa
/// and LoKr (Yeh et al., arXiv 2309.14859) a product of products, of OFT a rotation.
/// </summary>
internal static class AdapterRules
{
    /// <summary>A factor alone has a rank of 8 or 16 and no spectrum that the theory speaks of.</summary>
    public static Verdict? Factors(TensorInfo tensor, LayerContext context)
    {
        if (tensor.Role is not null and not { Purpose: TensorPurpose.NotAWeight })
        {
            return null;
        }

        if (AdapterNaming.Family(tensor.Name) is not { } family)
        {
            var name = NameParts.Of(tensor.Name);
            return name.Last is "diff" or "diff_b"
                ? context.Adapters.Contains(name.Owner) || IsOfLycoris(tensor.Name, context)
                    ? Skip("a difference of weights, an adapter of full rank") : null
                : name.Last is "alpha" or "scalar" && context.Adapters.Contains(name.Owner)
                    && tensor.Shape.ElementCount == 1
                ? Skip("a scale beside the factors of a low-rank adapter")
                : null;
        }

        string rank = family == "LoRA" && tensor.Shape.Rank >= 2
            ? string.Create(CultureInfo.InvariantCulture, $" of rank {Math.Min(tensor.Shape[0], tensor.Shape[1])}")
            : "";
        return family is "OFT" or "BOFT" or "IA³" or "RoAd" or "trainable tokens"
            ? Skip($"a factor of an adapter ({family})")
            : Skip($"a factor of a low-rank adapter{rank}{(family == "LoRA" ? "" : $" ({family})")}");
    }

    /// <summary>
    /// kohya's scripts and LyCORIS put a word before each name; ComfyUI has other factors in the file.
    /// </summary>
    private static bool IsOfLycoris(string name, LayerContext context) =>
        name.StartsWith("lora_", StringComparison.Ordinal) || name.StartsWith("lycoris_", StringComparison.Ordinal)
        || context.Adapters.Count > 0;

    private static Verdict Skip(string what) => Verdict.Skip(
        SkipReason.Adapter, $"{what}; merge the adapter into its model to analyze what it changes");
}
