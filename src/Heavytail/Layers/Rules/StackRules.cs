using System.Text.RegularExpressions;

namespace Heavytail.Layers.Rules;

/// <summary>Tensors of three dimensions that are stacks of matrices, not convolutions.</summary>
internal static partial class StackRules
{
    /// <summary>PyTorch's <c>nn.Bilinear</c>: <c>[out, in1, in2]</c>.</summary>
    public static Verdict? Bilinear(TensorInfo tensor)
    {
        if (tensor.Shape.Rank != 3)
        {
            return null;
        }

        string words = NameWords.Of(tensor.Name);
        return BilinearName().IsMatch(words) && !Interpolation().IsMatch(words)
            && !ConvolutionEvidence.NamesShortKernel(tensor)
            && (BilinearName().IsMatch(LayerWords(tensor.Name)) || !ConvolutionEvidence.IsOddKernel(tensor.Shape))
            ? Verdict.From(
                tensor,
                new TensorRole(TensorPurpose.Bilinear, "") { Axes = "soi", StackWord = "output" },
                $"{tensor.Shape[0]} outputs, each with a matrix of its own")
            : null;
    }

    /// <summary>
    /// Matrices of equal rank by their names or by what lies beside them: a bias for each, a bias as long as the last
    /// dimension, a norm for each of the layers of a scanned module.
    /// </summary>
    public static Verdict? Stack(TensorInfo tensor, LayerContext context)
    {
        var shape = tensor.Shape;
        if (shape.Rank != 3 || shape[0] == 1 || tensor.Name.Length > NameParts.Longest)
        {
            return null;
        }

        var name = NameParts.Of(tensor.Name);
        if (context.KerasNaming.ScannedAxisOf(tensor.Name.Replace('.', '/')) is int axis)
        {
            return Matrices(
                tensor, "io".Insert(axis, "s"), "layer", $"{shape[axis]} layers in one tensor, as their norms are");
        }

        if ((context.Find(name.Parent + "root") is { Shape: { Rank: 2 } root } && root[0] == shape[1]
                && root[1] == shape[2])
            || context.Find(name.Parent + "comp") is { Shape.Rank: 2 })
        {
            return Of($"its name is that of {shape[0]} matrices");
        }

        if (name.Last.EndsWith("w2", StringComparison.Ordinal)
            && context.Find(name.Parent + name.Last[..^1] + "1") is { Shape: { Rank: 2 } first } before
            && first[0] == shape[2] && first[1] == shape[0] * shape[1])
        {
            return Of($"`{before.Name}` has outputs for {shape[0]} of {shape[1]} inputs");
        }

        if (context.BiasOf(tensor) is { } bias)
        {
            return bias.Shape.Rank switch
            {
                2 when bias.Shape[0] == shape[0] && (bias.Shape[1] == shape[1] || bias.Shape[1] == shape[2]) =>
                    Of($"`{bias.Name}` has a bias for each of {shape[0]}"),
                3 when bias.Shape[0] == shape[0] && bias.Shape[1] == 1
                    && (bias.Shape[2] == shape[1] || bias.Shape[2] == shape[2]) =>
                    Of($"`{bias.Name}` has a bias for each of {shape[0]}"),
                1 when bias.Shape[0] == shape[2] && bias.Shape[0] != shape[0]
                    && (bias.Shape[0] != shape[1] || shape[2] > ConvolutionEvidence.LongKernel) =>
                    Of($"`{bias.Name}` is as long as the last dimension: no kernel"),
                _ => null,
            };
        }

        return IsMarked(tensor, name) ? Of($"its name is that of {shape[0]} matrices")
            : !ConvolutionEvidence.NamesShortKernel(tensor) && context.VectorBeside(tensor) is { } vector
            ? Of($"`{vector.Name}` has a row for each of {shape[0]}")
            : null;

        Verdict Of(string why) => Matrices(tensor, "sio", WordOf(tensor.Name), why);
    }

    /// <summary>
    /// Whether a name speaks of a stack. The name of a module around a layer proves little: what is in it may be a
    /// convolution.
    /// </summary>
    private static bool IsMarked(TensorInfo tensor, NameParts name)
    {
        bool isOwn = Marks().IsMatch(LayerWords(tensor.Name)) || IsRelation(name);
        return !ConvolutionEvidence.NamesShortKernel(tensor)
            && (isOwn || (Marks().IsMatch(NameWords.Of(tensor.Name))
                && !ConvolutionEvidence.IsOddKernel(tensor.Shape)));
    }

    /// <summary><c>rel</c> alone is a relation; in <c>rel_attn</c> and <c>rel_pos</c> it means relative.</summary>
    private static bool IsRelation(NameParts name) =>
        Relation().IsMatch(name.Last) || Relation().IsMatch(name.OwnerLast)
            || Relation().IsMatch(NameParts.Of(NameParts.Of(name.Owner).Owner).Last);

    private static string WordOf(string name)
    {
        string words = NameWords.Of(name);
        return words.Contains("_rel", StringComparison.Ordinal) ? "relation"
            : Head().IsMatch(words) ? "head"
            : Block().IsMatch(words) ? "block" : "matrix";
    }

    /// <summary>The words of a tensor and of its layer, without those of the modules around.</summary>
    private static string LayerWords(string name)
    {
        var parts = NameParts.Of(WrapperNames.Plain(name));
        var owner = NameParts.Of(parts.Owner);
        bool isNumber = owner.Last.All(char.IsAsciiDigit);
        return NameWords.Of($"{(isNumber ? NameParts.Of(owner.Owner).Last : owner.Last)}.{parts.Last}");
    }

    private static Verdict Matrices(TensorInfo tensor, string axes, string? word, string why) =>
        Verdict.From(tensor, new TensorRole(TensorPurpose.Dense, "") { Axes = axes, StackWord = word }, why);

    [GeneratedRegex("_bilinear_|_biaffine_", RegexOptions.CultureInvariant)]
    private static partial Regex BilinearName();

    /// <summary>Images that are enlarged by bilinear interpolation.</summary>
    [GeneratedRegex(
        "_bilinear_(up|down|resiz|interp|sampl|resampl|upsampl|pool)|(up|down|resize|sampler?|interp[a-z]*)_bilinear_",
        RegexOptions.CultureInvariant)]
    private static partial Regex Interpolation();

    [GeneratedRegex(
        "_(relation(s|al)?|rels|gating_einsum|bl(oc)?k_?diag(onal)?|head_?wise|per_?heads?|heads?_w"
        + "|(multi|grouped|group|batched|batch|parallel|ensemble)_?linear)_",
        RegexOptions.CultureInvariant)]
    private static partial Regex Marks();

    [GeneratedRegex(
        "^(rels?|[a-z]_rels?|rels?_(w|weights?|mat|mats|matrix|matrices|kernels?|lin|linear|transforms?|proj)"
        + "|(w|weights?|mat|matrix|kernel|transform)_rels?)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Relation();

    [GeneratedRegex("_(heads?|headwise|perheads?)_", RegexOptions.CultureInvariant)]
    private static partial Regex Head();

    [GeneratedRegex("_(blocks?|blks?|bl(oc)?kdiag[a-z]*)_", RegexOptions.CultureInvariant)]
    private static partial Regex Block();
}
