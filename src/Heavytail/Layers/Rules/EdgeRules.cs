// KAN: Liu et al., arXiv 2404.19756; edge-popup: Ramanujan et al., arXiv 1911.13299
namespace Heavytail.Layers.Rules;

/// <summary>
/// Parameters of each edge of a network beside what they scale: of Kolmogorov-Arnold networks, and scores by which
/// weights are pruned.
/// </summary>
internal static class EdgeRules
{
    /// <summary>Names, with what must be beside them and what it is.</summary>
    private static readonly Dictionary<string, Edge> s_edges = new(StringComparer.Ordinal)
    {
        ["spline_scaler"] = new("spline_weight", "scales the spline of each edge in"),
        ["scale_sp"] = new("coef", "scales the spline of each edge in"),
        ["scale"] = new("wavelet_weights", "scales the wavelet of each edge in"),
        ["translation"] = new("wavelet_weights", "moves the wavelet of each edge in"),
        ["scores"] = new("weight", "is the score by which pruning chooses the elements of"),
        ["mask_scores"] = new("weight", "is the score by which pruning chooses the elements of"),
        ["weight_scores"] = new("weight", "is the score by which pruning chooses the elements of"),
        ["popup_scores"] = new("weight", "is the score by which pruning chooses the elements of"),
    };

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

    /// <param name="Owner">What must be beside it.</param>
    /// <param name="What">What it does to that.</param>
    private sealed record Edge(string Owner, string What);
}
