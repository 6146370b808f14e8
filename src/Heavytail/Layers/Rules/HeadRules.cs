using System.Text.RegularExpressions;

namespace Heavytail.Layers.Rules;

/// <summary>
/// Projections of attention whose heads are a dimension of their own: <c>W_Q</c> of <c>[heads, in, size]</c>, XLNet's
/// <c>rel_attn.q</c> of <c>[in, heads, size]</c>. All heads together are the matrix that other programs store.
/// </summary>
internal static partial class HeadRules
{
    public static Verdict? Heads(TensorInfo tensor)
    {
        var shape = tensor.Shape;
        if (shape.Rank != 3 || tensor.Name.Length > NameParts.Longest || shape.Dimensions.Contains(1))
        {
            return null;
        }

        var name = NameParts.Of(WrapperNames.Plain(tensor.Name));
        if (name.Last is "seg_embed" or "r_emb")
        {
            return Verdict.Matrix(
                tensor, TensorPurpose.Embedding, "oii", $"{shape[0]} embeddings for {shape[1]} heads, together");
        }

        bool isLeaf = name.Last is not ("weight" or "w" or "kernel");
        string word = isLeaf ? name.Last : name.OwnerLast;
        string attention = isLeaf ? name.OwnerLast : NameParts.Of(NameParts.Of(name.Owner).Owner).Last;
        bool isOutput = Output().IsMatch(word);
        if (!isOutput && !Input().IsMatch(word))
        {
            return null;
        }

        bool isAttention = Attention().IsMatch(NameWords.Of(attention));
        bool isMarked = Marked().IsMatch(word);
        if (isMarked || isAttention)
        {
            bool isWidest = isAttention && isLeaf && shape[0] > Math.Max(shape[1], shape[2]);
            // The width of the model is as many as all heads together, if no more is known.
            string? axes = shape[0] == shape[1] * shape[2] ? (isOutput ? "oii" : "ioo")
                : shape[2] == shape[0] * shape[1] ? (isOutput ? "iio" : "ooi")
                : shape[1] == shape[0] * shape[2] ? (isOutput ? "ioi" : "oio")
                : attention == "rel_attn" || isWidest ? (isOutput ? "oii" : "ioo")
                : null;
            if (axes is not null)
            {
                return Together(tensor, axes);
            }
        }

        return !isMarked ? null
            : isOutput ? shape[2] > shape[1] ? Together(tensor, "iio") : null
            : shape[1] > shape[2] ? Together(tensor, "oio") : null;
    }

    private static Verdict Together(TensorInfo tensor, string axes)
    {
        // Heads come before their size.
        char twice = axes.Count('i') == 2 ? 'i' : 'o';
        (int heads, int size) = (axes.IndexOf(twice, StringComparison.Ordinal), axes.LastIndexOf(twice));
        return Verdict.From(
            tensor, new TensorRole(TensorPurpose.Dense, "") { Axes = axes },
            $"{tensor.Shape[heads]} heads of {tensor.Shape[size]}, together");
    }

    [GeneratedRegex(
        "^(W_?)?[qkvr]$|^(query|key|value)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Input();

    [GeneratedRegex("^(W_?)?o$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Output();

    [GeneratedRegex("^W_?[qkvo]$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Marked();

    [GeneratedRegex("_(attn|attention|attentions|mha|selfattn|crossattn)_", RegexOptions.CultureInvariant)]
    private static partial Regex Attention();
}
