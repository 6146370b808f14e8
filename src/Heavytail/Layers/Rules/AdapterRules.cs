namespace Heavytail.Layers.Rules;

/// <summary>Low-rank adapters (LoRA, Hu et al., arXiv 2106.09685): the update of a weight is B·A.</summary>
internal static class AdapterRules
{
    private static readonly string[] s_marks =
        ["lora_A", "lora_B", "lora_down", "lora_up", "lora_embedding_A", "lora_embedding_B"];

    /// <summary>A factor alone has a rank of 8 or 16 and no spectrum that the theory speaks of.</summary>
    public static Verdict? LowRankFactors(TensorInfo tensor) =>
        s_marks.Any(mark => tensor.Name.Contains(mark, StringComparison.Ordinal))
            ? Verdict.Skip(
                SkipReason.Adapter,
                $"a factor of a low-rank adapter of rank {tensor.Shape.Dimensions.Min()}; merge the adapter into its "
                + "model to analyze what it changes")
            : null;
}
