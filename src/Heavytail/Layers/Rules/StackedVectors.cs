using System.Text.RegularExpressions;
using Heavytail.Tensors;

namespace Heavytail.Layers.Rules;

/// <summary>
/// Biases and norms of a stack, <c>[layers, n]</c>, by names that matrices have too: what lies beside them must be a
/// stack of as many.
/// </summary>
internal static partial class StackedVectors
{
    /// <summary>What a tensor is, for people; null where nothing beside it says so.</summary>
    public static string? Of(TensorInfo tensor, LayerContext context)
    {
        var (parent, last) = NameParts.Of(tensor.Name);
        if (tensor.Shape.Rank == 3 && tensor.Shape[0] > 1 && tensor.Shape[1] == 1)
        {
            // TTT's: b1 of [heads, 1, out] beside W1 of [heads, in, out].
            return IsBias(last) && context.StackBeside(tensor) is { } matrices ? BiasesOf(matrices) : null;
        }

        if (tensor.Shape.Rank != 2 || tensor.Shape[0] < 2)
        {
            return null;
        }

        return NormNaming.IsParameter(last) && (IsPair(tensor, parent, last, context) || HasWidth(tensor, context))
            ? $"a norm for each of {tensor.Shape[0]}"
            : IsBias(last) && context.StackBeside(tensor) is { } stack ? BiasesOf(stack)
            : null;
    }

    /// <summary>Whether the last part of a name is that of a bias.</summary>
    public static bool IsBias(string last) => BiasName().IsMatch(NameWords.Of(last));

    private static string BiasesOf(TensorInfo stack) => $"a bias for each of {stack.Shape[0]} in `{stack.Name}`";

    /// <summary>The scale and the shift of a norm have one shape.</summary>
    private static bool IsPair(TensorInfo tensor, string parent, string last, LayerContext context)
    {
        string norm = NormNaming.Stem(last);
        return norm != last && s_endings.Any(ending =>
            context.Find(parent + norm + ending) is { } other && other != tensor
                && other.Shape.Equals(tensor.Shape));
    }

    /// <summary>Whether a stack of as many matrices has this width.</summary>
    private static bool HasWidth(TensorInfo tensor, LayerContext context) =>
        context.StackWidths.Contains((tensor.Shape[0], tensor.Shape[1]))
            || (OfHeads().IsMatch(NameParts.Of(tensor.Name).Last) && context.StackLengths.Contains(tensor.Shape[0]));

    private static readonly string[] s_endings =
        ["_w", "_b", "_g", "_s", "_weight", "_bias", "_scale", "_gamma", "_beta", "_offset"];

    /// <summary><c>b_Q</c>, <c>b1</c>, <c>up_b</c>, <c>fc1_bias</c>.</summary>
    [GeneratedRegex("^_b_|_b_([0-9]+_)?$|_bias(es)?_([0-9]+_)?$|_(beta|offset)_$", RegexOptions.CultureInvariant)]
    private static partial Regex BiasName();

    /// <summary>Norms of queries and keys are as wide as a head.</summary>
    [GeneratedRegex("^(q|k|query|key)_?(layer_?)?norm", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex OfHeads();
}
