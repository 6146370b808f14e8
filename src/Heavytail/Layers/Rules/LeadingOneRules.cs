using System.Text.RegularExpressions;

namespace Heavytail.Layers.Rules;

/// <summary>Tensors whose first dimension is one and means nothing.</summary>
internal static partial class LeadingOneRules
{
    private static readonly string[] s_projections = ["q", "k", "v"];

    /// <summary>StyleGAN's modulated convolutions are <c>[1, out, in, k, k]</c>: each image gets its own.</summary>
    public static Verdict? ModulatedConvolution(TensorInfo tensor, LayerContext context)
    {
        var shape = tensor.Shape;
        if (shape.Rank is < 4 or > 5 || shape[0] != 1 || shape[1] == 1 || tensor.Name.Length > NameParts.Longest)
        {
            return null;
        }

        string parent = NameParts.Of(tensor.Name).Parent;
        bool isModulated = context.Find(parent + "modulation.weight") is not null
            || context.Find(parent + "affine.weight") is not null || context.Find(parent + "mlp.weight") is not null
            || (shape.Rank == 5 && Modulated().IsMatch(NameWords.Of(tensor.Name)));
        bool isSquare = shape.Rank == 5 && shape[3] == shape[4] && shape[3] <= ConvolutionEvidence.LongKernel
            && shape[2] > ConvolutionEvidence.LongKernel;
        return isModulated || (isSquare && context.BiasOf(tensor)?.Shape is not { ElementCount: 1 })
            ? Verdict.Matrix(
                tensor, TensorPurpose.Convolution, "1oi" + new string('k', shape.Rank - 3),
                isModulated ? "a modulated convolution, [1, out, in, k…]"
                    : $"one times [out, in, k…]: {shape[2]} is too long for a kernel")
            : null;
    }

    /// <summary>GPT-2 as published has <c>[1, in, out]</c>, tables of learned positions <c>[1, n, size]</c>.</summary>
    public static Verdict? Matrix(TensorInfo tensor, LayerContext context)
    {
        var shape = tensor.Shape;
        if (shape.Rank is < 3 or > 5 || tensor.Name.Length > NameParts.Longest)
        {
            return null;
        }

        if (Learned(tensor) is { } table)
        {
            return table;
        }

        if (shape.Rank != 3 || shape[0] != 1)
        {
            return null;
        }

        var name = NameParts.Of(tensor.Name);
        if (name.Last is "w" or "weight" or "kernel" && name.OwnerLast is "c_attn" or "c_fc" or "c_proj")
        {
            bool isFused = name.OwnerLast == "c_attn" && shape[2] == 3 * shape[1];
            var role = new TensorRole(TensorPurpose.Dense, "")
            {
                Axes = "1io",
                Parts = isFused ? TensorPart.Equal(shape[2], s_projections) : [],
            };
            return Verdict.From(
                tensor, role,
                isFused ? "GPT-2's [1, in, out]: query, key and value of equal size" : "GPT-2's [1, in, out]");
        }

        return context.BiasOf(tensor) is { Shape.Rank: 1 } bias && bias.Shape[0] > 1
            ? bias.Shape[0] == shape[2] ? Dense("1io", bias) : bias.Shape[0] == shape[1] ? Dense("1oi", bias) : null
            : null;

        Verdict Dense(string axes, TensorInfo beside) => Verdict.Matrix(
            tensor, TensorPurpose.Dense, axes, $"one times a matrix, whose outputs are as many as in `{beside.Name}`");
    }

    /// <summary>What has one row: a token, a scale; null for everything else.</summary>
    public static Verdict? Vector(TensorShape shape) => shape.Dimensions.Count(side => side > 1) <= 1
        ? Verdict.Skip(
            SkipReason.NotAMatrix, $"one row of {shape.ElementCount}, such as a token or a scale: a vector, no matrix")
        : null;

    /// <summary>
    /// A table of learned positions or tokens: two dimensions and ones, <c>[1, size, height, width]</c>,
    /// or <c>[1, height, width, size]</c>.
    /// </summary>
    private static Verdict? Learned(TensorInfo tensor)
    {
        var shape = tensor.Shape;
        var name = NameParts.Of(tensor.Name);
        string leaf = name.Last is "weight" or "embedding" or "emb" or "table" && Positions().IsMatch(name.OwnerLast)
            ? name.OwnerLast : name.Last;
        if (name.OwnerLast == "weights" && name.Last.All(char.IsAsciiDigit))
        {
            // Axial positions: a table for each dimension of a grid.
            leaf = NameParts.Of(NameParts.Of(name.Owner).Owner).Last;
        }

        bool isPositions = Positions().IsMatch(leaf);
        if (!shape.Dimensions.Contains(1) || (!isPositions && !Tokens().IsMatch(leaf)))
        {
            return null;
        }

        if (Vector(shape) is { } vector)
        {
            return vector;
        }

        int longer = shape.Dimensions.Count(side => side > 1);
        string? axes = longer == 2 ? Letters("oi")
            : longer == 3 && isPositions && shape.Rank == 4 && shape[0] == 1
                ? (shape[1] == shape[2] && shape[2] != shape[3] ? "1ooi" : "1ioo") : null;
        return axes is null ? null : Verdict.Matrix(
            tensor, TensorPurpose.Embedding, axes, "its name is that of learned positions or tokens");

        string Letters(string letters)
        {
            int next = 0;
            return string.Concat(shape.Dimensions.Select(side => side == 1 ? '1' : letters[next++]));
        }
    }

    [GeneratedRegex("_(to_?rgb|modulat[a-z]*|mod_?conv|styled?_?conv)_", RegexOptions.CultureInvariant)]
    private static partial Regex Modulated();

    [GeneratedRegex(
        @"^(\w*_)?(abs|rel|learned)?(t?pos_?enc|pos(ition(al)?)?_?emb(ed(ding)?)?s?)(_\w*)?$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Positions();

    /// <summary>Tokens, queries and prompts that are trained themselves.</summary>
    [GeneratedRegex(
        @"^((\w*_)?(tokens?(_embed\w*)?|queries|latents?|prompts?|embed(ding)?s?|embs?|codevectors)(_\d+)?"
        + @"|(\w*_)?query_?embed\w*|(query|latent|mask|reg(ister)?|summary|object|obj)_?(tokens?|embed\w*|query)"
        + "|codebook)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Tokens();
}
