using System.Globalization;
using Heavytail.Comparison.Trends;

namespace Heavytail.Comparison.Rankings;

/// <summary>A ranking in words: which model is first, and how reliable that is.</summary>
/// <param name="ordered">The models, the first one first.</param>
/// <param name="agreement">Kendall's W of the metrics; null where there is one.</param>
/// <param name="leadP">The p of the lead; null where layers cannot be compared one by one.</param>
/// <param name="isDoubted">Whether notes speak against the first model.</param>
internal sealed class RankingSentence(
    IReadOnlyList<RankedModel> ordered, double? agreement, double? leadP, bool isDoubted)
{
    /// <summary>Below this W the metrics have no common order.</summary>
    private const double LeastAgreement = 0.5;

    /// <summary>Below this share of draws the first place depends on a few layers.</summary>
    private const double LeastShare = 0.8;

    private readonly RankedModel _first = ordered[0];

    /// <summary>Whether nothing speaks against the first model, chance included.</summary>
    public bool IsClear => !IsTie && _first.Remark is null && !isDoubted && !(agreement < LeastAgreement)
        && _first.BestShare >= LeastShare && leadP <= LayerLead.Level;

    private bool IsTie => ordered[1].Place == _first.Place;

    public string Write()
    {
        if (IsTie)
        {
            string tied = TrendWords.Names(
                ordered.Where(model => model.Place == _first.Place).Select(model => model.Path));
            return $"{tied} tie for first place: the metrics do not distinguish them.";
        }

        string name = TrendWords.Quote(_first.Path);
        string order = Order();
        return IsClear ? $"{name} should test best: {order}."
            : _first.Remark is string remark
            ? $"{name} comes first, but nothing says that it should test best: {remark} ({order}).{Next()}"
            : agreement < LeastAgreement ? $"{name} leads, but the metrics hardly agree: {order}."
            : _first.BestShare < LeastShare ? $"{name} leads, but not reliably: {order}."
            : isDoubted ? $"{name} leads, but see the notes: {order}."
            : leadP is null ? $"{name} leads, but the models do not have the same layers: {order}."
            : $"{name} leads, but chance gives such a lead too: {order}.";
    }

    /// <summary>The votes of metrics, of draws, and chance.</summary>
    private string Order()
    {
        int votes = _first.Ranks.Count(rank => rank < 1.25);
        string concordance = agreement is double w ? $" (Kendall's W {TrendWords.Number(w)})" : "";
        string metrics = _first.Ranks.Count == 1
            ? "its metric ranks it first"
            : $"{votes} of {_first.Ranks.Count} metrics rank it first{concordance}";
        string chance = leadP is double p ? $"; layer by layer, {TrendWords.P(p)}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{metrics}, and so do {100 * _first.BestShare:F0} % of draws of layers{chance}");
    }

    /// <summary>The model to look at instead.</summary>
    private string Next() => ordered.FirstOrDefault(model => model.Remark is null) is { } next
        ? string.Create(
            CultureInfo.InvariantCulture,
            $" The first model without such a remark is {TrendWords.Quote(next.Path)}, place {next.Place}.")
        : "";
}
