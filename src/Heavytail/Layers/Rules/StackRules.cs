using System.Text.RegularExpressions;

namespace Heavytail.Layers.Rules;

/// <summary>Tensors of three dimensions that are stacks of matrices, not convolutions.</summary>
internal static partial class StackRules
{
    private static readonly string[] s_expertMarks = ["expert", "moe.", "block_sparse_moe.", "_exps"];

    /// <summary>PyTorch's <c>nn.Bilinear</c>: <c>[out, in1, in2]</c>.</summary>
    public static Verdict? Bilinear(TensorInfo tensor) =>
        tensor.Shape.Rank == 3 && tensor.Name.Contains("bilinear", StringComparison.OrdinalIgnoreCase)
            ? Verdict.From(
                tensor,
                new TensorRole(TensorPurpose.Bilinear, "") { Axes = "soi", StackWord = "output" },
                $"{tensor.Shape[0]} outputs, each with a matrix of its own")
            : null;

    /// <summary>
    /// <c>[experts, in, out]</c> or <c>[experts, out, in]</c>, which have the same spectra. Gate and up projections
    /// that share a tensor stay together: some models store one after the other, some let them alternate, and names do
    /// not say which.
    /// </summary>
    public static Verdict? Experts(TensorInfo tensor)
    {
        if (tensor.Shape.Rank != 3
            || !s_expertMarks.Any(mark => tensor.Name.Contains(mark, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        var role = new TensorRole(TensorPurpose.Dense, "") { Axes = "sio", StackWord = "expert" };
        return Verdict.From(tensor, role, $"{tensor.Shape[0]} experts, each with a matrix of its own");
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
        if (Heads(tensor, name) is { } heads)
        {
            return heads;
        }

        if (context.KerasNaming.ScannedAxisOf(tensor.Name.Replace('.', '/')) is int axis)
        {
            return Matrices(
                tensor, "io".Insert(axis, "s"), "layer", $"{shape[axis]} layers in one tensor, as their norms are");
        }

        if (context.BiasOf(tensor) is { } bias)
        {
            return bias.Shape.Rank switch
            {
                2 when bias.Shape[0] == shape[0] && (bias.Shape[1] == shape[1] || bias.Shape[1] == shape[2]) =>
                    Of($"`{bias.Name}` has a bias for each of {shape[0]}"),
                1 when bias.Shape[0] == shape[2] && bias.Shape[0] != shape[0]
                    && (bias.Shape[0] != shape[1] || shape[2] > ConvolutionEvidence.LongKernel) =>
                    Of($"`{bias.Name}` is as long as the last dimension: no kernel"),
                _ => null,
            };
        }

        return Marks().IsMatch(tensor.Name)
            || (shape[1] == shape[2] && context.Find(name.Parent + "root") is { Shape.Rank: 2 })
            || context.Find(name.Parent + "comp") is { Shape.Rank: 2 }
            ? Of($"its name is that of {shape[0]} matrices")
            : null;

        Verdict Of(string why) => Matrices(tensor, "sio", WordOf(tensor.Name), why);
    }

    private static string WordOf(string name) =>
        name.Contains("rel", StringComparison.OrdinalIgnoreCase) ? "relation"
        : name.Contains("head", StringComparison.OrdinalIgnoreCase) ? "head"
        : name.Contains("block", StringComparison.OrdinalIgnoreCase) || name.Contains("blk", StringComparison.Ordinal)
            ? "block" : "matrix";

    /// <summary>
    /// Heads of attention: <c>W_Q</c> is <c>[heads, in, size]</c>, <c>W_O</c> <c>[heads, size, out]</c>, and all heads
    /// together are the matrix that other programs store.
    /// </summary>
    private static Verdict? Heads(TensorInfo tensor, NameParts name)
    {
        var shape = tensor.Shape;
        string word = (name.Last is "weight" or "w" or "kernel" ? name.OwnerLast : name.Last).ToUpperInvariant();
        return !HeadName().IsMatch(word) ? null
            : word.Contains('O', StringComparison.Ordinal)
                ? shape[2] > shape[1] ? Matrices(tensor, "iio", null, $"{shape[0]} heads of {shape[1]}, together")
                    : null
                : shape[1] > shape[2] ? Matrices(tensor, "oio", null, $"{shape[0]} heads of {shape[2]}, together")
                : null;
    }

    private static Verdict Matrices(TensorInfo tensor, string axes, string? word, string why) =>
        Verdict.From(tensor, new TensorRole(TensorPurpose.Dense, "") { Axes = axes, StackWord = word }, why);

    [GeneratedRegex(
        @"relation|(^|[._/])rels?[._/]|block_?diag|blk_?diag|headwise|per_?head|(^|[._/])heads?_w|multi_?linear"
        + "|group(ed)?_?linear|batched_?linear|parallel_?linear|ensemble_?linear",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Marks();

    [GeneratedRegex("^W_?[QKVO]$", RegexOptions.CultureInvariant)]
    private static partial Regex HeadName();
}
