using Heavytail.Tensors;

namespace Heavytail.Layers.Rules;

/// <summary>What is left: plain matrices, and what is none.</summary>
internal static class DenseRules
{
    private static readonly string[] s_embeddingMarks = ["embed", "embd", "wte.", "wpe.", "token_emb", "pos_emb", "lookup_table"];

    public static Verdict? Embedding(TensorInfo tensor) =>
        tensor.Shape.Rank == 2 && s_embeddingMarks.Any(mark => tensor.Name.Contains(mark, StringComparison.OrdinalIgnoreCase))
            ? Verdict.Matrix(tensor, TensorPurpose.Embedding, "oi", "its name is that of an embedding")
            : null;

    public static Verdict? Dense(TensorInfo tensor) => tensor.Shape.Rank == 2
        ? Verdict.Matrix(tensor, TensorPurpose.Dense, "oi", "two sides, [out, in]")
        : null;

    public static Verdict? Otherwise(TensorInfo tensor) => Verdict.Skip(
        SkipReason.Shape, $"{tensor.Shape.Rank} dimensions, a weight has two to five");
}
