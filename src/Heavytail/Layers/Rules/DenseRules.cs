using System.Text.RegularExpressions;

namespace Heavytail.Layers.Rules;

/// <summary>The rest: plain matrices, and what is not a matrix.</summary>
internal static partial class DenseRules
{
    /// <summary>A table of embeddings; a linear map that is called so has a bias for each output.</summary>
    public static Verdict? Embedding(TensorInfo tensor, LayerContext context) =>
        tensor.Shape.Rank == 2 && Table().IsMatch(WrapperNames.Plain(tensor.Name))
            && (tensor.Name.Length > NameParts.Longest || !NoTable().IsMatch(WrapperNames.Plain(tensor.Name)))
            && !(context.BiasOf(tensor) is { Shape.Rank: 1 } bias && bias.Shape[0] == tensor.Shape[0])
            ? Verdict.Matrix(tensor, TensorPurpose.Embedding, "oi", "its name is that of an embedding")
            : null;

    public static Verdict? Dense(TensorInfo tensor) => tensor.Shape.Rank == 2
        ? Verdict.Matrix(tensor, TensorPurpose.Dense, "oi", "two dimensions, [out, in]")
        : null;

    public static Verdict? Otherwise(TensorInfo tensor) => Verdict.Skip(
        SkipReason.Shape, $"{tensor.Shape.Rank} dimensions, a weight has two to five");

    [GeneratedRegex(
        @"embed|embd|(^|[._/])(w[tp]e\.|token_emb|pos_emb|lookup_table)|(^|[._])emb\.weight$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Table();

    /// <summary>Linear maps of what is embedded: of time steps, patches, text; GPT-NeoX' output layer.</summary>
    [GeneratedRegex(
        @"emb.*(linear|proj|mlp|dense|mapping|[._]fc)|(time|bbox)_embed|embed_out|(^|\.)(x|context)_embedder\.weight$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NoTable();
}
