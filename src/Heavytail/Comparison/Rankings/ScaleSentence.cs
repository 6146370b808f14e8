using Heavytail.Comparison.Trends;

namespace Heavytail.Comparison.Rankings;

/// <summary>What the metrics of scale say of an order, and whether they have a say in it.</summary>
internal static class ScaleSentence
{
    private const string Factor = "one factor on all weights";

    /// <summary>As many models that tie are named.</summary>
    private const int Named = 3;

    /// <summary>The sentence; empty where no metric is scale.</summary>
    /// <param name="votes">The votes.</param>
    /// <param name="ordered">The models with a place.</param>
    /// <param name="agreement">Kendall's W of shape and scale.</param>
    public static string Write(Votes votes, IReadOnlyList<RankedModel> ordered, double? agreement)
    {
        if (votes.Scale.Count == 0)
        {
            return "";
        }

        (string scale, string shape) = (TrendWords.Names(votes.Scale), TrendWords.Names(votes.Shape));
        if (votes.Shape.Count == 0)
        {
            return $"Scale alone orders them here ({scale}): {Factor} moves these places, and changes no quality.";
        }

        string w = agreement is double value ? $" (Kendall's W of shape and scale {TrendWords.Number(value)})" : "";
        return votes.ScaleHasSay
            ? $"The models differ in their layers, so scale ({scale}) is one vote beside shape "
                + $"({shape}){w}: in published "
                + $"families it follows depth. {Factor[..1].ToUpperInvariant()}{Factor[1..]} moves such places, and "
                + $"changes no quality. By shape alone {First(ordered, model => ShapeRank(model, votes))}."
            : $"Places are by shape ({shape}). Scale ({scale}) has no vote: {Factor} changes it, and changes "
                + $"no quality. By scale {First(ordered, model => model.ScaleRank)}{w}.";
    }

    private static string First(IReadOnlyList<RankedModel> ordered, Func<RankedModel, double?> rank)
    {
        double? least = ordered.Min(rank);
        string[] first = [.. ordered.Where(model => rank(model) <= least).Select(model => model.Path)];
        return $"{TrendWords.Few(first, Named)} {(first.Length == 1 ? "is" : "are")} first";
    }

    private static double? ShapeRank(RankedModel model, Votes votes) =>
        model.Ranks.Where((_, m) => !votes.IsScale[m]).Average();
}
