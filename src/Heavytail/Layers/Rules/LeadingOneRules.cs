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
            || (shape.Rank == 5 && Modulated().IsMatch(tensor.Name));
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
        if (shape.Rank is < 3 or > 4 || shape[0] != 1 || tensor.Name.Length > NameParts.Longest)
        {
            return null;
        }

        if (Table().IsMatch(tensor.Name))
        {
            return Verdict.Matrix(
                tensor, TensorPurpose.Embedding, shape.Rank == 3 ? "1oi" : shape[1] == 1 ? "11oi" : "1ioo",
                "its name is that of learned positions or tokens");
        }

        if (shape.Rank != 3)
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

    [GeneratedRegex(
        @"to_?rgb|modulat|mod_?conv|styled_?conv|style_?conv", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Modulated();

    [GeneratedRegex(
        @"(^|[._/])(\w*pos(ition(al)?)?_?emb(ed(ding)?)?s?\w*|(query|latent|mask|reg(ister)?|summary)_?"
        + @"(tokens?|embed\w*)|latents|queries|query_embed|prompts?|codebook)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Table();
}
