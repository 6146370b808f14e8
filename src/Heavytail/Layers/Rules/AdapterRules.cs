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
            return name.Last is "alpha" or "scalar" or "diff" or "diff_b" && context.Adapters.Contains(name.Owner)
                ? Skip("a scale or a difference beside the factors of a low-rank adapter")
                : null;
        }

        string rank = family == "LoRA" && tensor.Shape.Rank >= 2
            ? string.Create(CultureInfo.InvariantCulture, $" of rank {Math.Min(tensor.Shape[0], tensor.Shape[1])}")
            : "";
        return family is "OFT" or "BOFT" or "IA³"
            ? Skip($"a factor of an adapter ({family})")
            : Skip($"a factor of a low-rank adapter{rank}{(family == "LoRA" ? "" : $" ({family})")}");
    }

    private static Verdict Skip(string what) => Verdict.Skip(
        SkipReason.Adapter, $"{what}; merge the adapter into its model to analyze what it changes");
}
