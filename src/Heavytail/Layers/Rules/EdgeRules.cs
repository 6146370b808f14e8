// KAN: Liu et al., arXiv 2404.19756; edge-popup: Ramanujan et al., arXiv 1911.13299
using System.Collections.Frozen;

namespace Heavytail.Layers.Rules;

/// <summary>
/// Parameters of each edge of a network beside what they scale: of Kolmogorov-Arnold networks, and scores by which
/// weights are pruned.
/// </summary>
internal static class EdgeRules
{
    /// <summary>Names, with what must be beside them and what it is.</summary>
    private static readonly FrozenDictionary<string, (string Owner, string What)> s_edges =
        new Dictionary<string, (string Owner, string What)>(StringComparer.Ordinal)
        {
            ["spline_scaler"] = ("spline_weight", "scales the spline of each edge in"),
            ["scale_sp"] = ("coef", "scales the spline of each edge in"),
            ["scale"] = ("wavelet_weights", "scales the wavelet of each edge in"),
            ["translation"] = ("wavelet_weights", "moves the wavelet of each edge in"),
            ["scores"] = ("weight", "is the score by which pruning chooses the elements of"),
            ["mask_scores"] = ("weight", "is the score by which pruning chooses the elements of"),
            ["weight_scores"] = ("weight", "is the score by which pruning chooses the elements of"),
            ["popup_scores"] = ("weight", "is the score by which pruning chooses the elements of"),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    public static Verdict? OfEdges(TensorInfo tensor, LayerContext context)
    {
        if (tensor.Role is not null || tensor.Shape.Rank < 2 || tensor.Name.Length > NameParts.Longest)
        {
            return null;
        }

        var (parent, last) = NameParts.Of(tensor.Name);
        return s_edges.TryGetValue(last, out var edge)
            && context.Find(parent + edge.Owner) is { } found && HasEdgesOf(tensor.Shape, found.Shape)
            ? Verdict.Skip(
                SkipReason.NotAMatrix,
                $"`{last}` {edge.What} `{found.Name}`, element by element: a parameter, and no matrix")
            : null;
    }

    /// <summary>What has several coefficients for each edge has a dimension more.</summary>
    private static bool HasEdgesOf(TensorShape shape, TensorShape owner) =>
        owner.Rank >= shape.Rank && shape.Dimensions.SequenceEqual(owner.Dimensions.Take(shape.Rank));
}
