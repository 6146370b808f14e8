using System.Globalization;
using Heavytail.Comparison.Trends;

namespace Heavytail.Comparison.Rankings;

/// <summary>A ranking in words: which model is first, and how reliable that is.</summary>
internal static class RankingSentence
{
    /// <summary>Below this W the metrics have no common order.</summary>
    private const double LeastAgreement = 0.5;

    /// <summary>Below this share of draws the first place depends on a few layers.</summary>
    private const double LeastShare = 0.8;

    public static string Write(IReadOnlyList<RankedModel> ordered, double? agreement)
    {
        var first = ordered[0];
        if (ordered[1].Place == first.Place)
        {
            string[] tied = [.. ordered.Where(model => model.Place == first.Place).Select(model => model.Path)];
            return $"{TrendWords.List(tied)} tie for first place: the metrics do not distinguish them.";
        }

        int votes = first.Ranks.Count(rank => rank < 1.25);
        string concordance = agreement is double w ? $" (Kendall's W {TrendWords.Number(w)})" : "";
        string metrics = first.Ranks.Count == 1
            ? "its metric ranks it first"
            : $"{votes} of {first.Ranks.Count} metrics rank it first{concordance}";
        string order = string.Create(
            CultureInfo.InvariantCulture, $"{metrics}, and so do {100 * first.BestShare:F0} % of draws of layers");
        return first.Remark is string remark
            ? $"{first.Path} comes first, but nothing says that it should test best: {remark} ({order})."
            : agreement < LeastAgreement
            ? $"{first.Path} leads, but the metrics hardly agree: {order}."
            : first.BestShare < LeastShare
                ? $"{first.Path} leads, but not reliably: {order}."
                : $"{first.Path} should test best: {order}.";
    }
}
