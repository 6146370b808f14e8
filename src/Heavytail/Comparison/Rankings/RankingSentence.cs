using System.Globalization;
using Heavytail.Comparison.Trends;

namespace Heavytail.Comparison.Rankings;

/// <summary>A ranking in words: which model is first, how reliable that is, and what to test.</summary>
/// <param name="ordered">The models, the first one first.</param>
/// <param name="lead">The lead of the first one.</param>
internal sealed class RankingSentence(IReadOnlyList<RankedModel> ordered, Lead lead)
{
    /// <summary>Below this W the metrics have no common order.</summary>
    private const double LeastAgreement = 0.5;

    /// <summary>Below this share of draws the first place depends on a few layers.</summary>
    private const double LeastShare = 0.8;

    /// <summary>As many models to test are named.</summary>
    private const int Named = 3;

    private readonly RankedModel _first = ordered[0];

    /// <summary>For each model why its place says nothing, whatever its place is; null where it may.</summary>
    public required IReadOnlyList<string?> Doubts { get; init; }

    /// <summary>For each model, whether it has the spectra of another.</summary>
    public required IReadOnlyList<bool> IsCopy { get; init; }

    /// <summary>Whether notes speak against the first model, or the order.</summary>
    public required bool IsNoted { get; init; }

    /// <summary>The votes.</summary>
    public required Votes Votes { get; init; }

    /// <summary>The models without a place.</summary>
    public required IReadOnlyList<string> Unplaced { get; init; }

    /// <summary>Whether nothing speaks against the first model, chance included.</summary>
    public bool IsClear => !IsTie && _first.Remark is null && !IsNoted && !(lead.Agreement < LeastAgreement)
        && _first.BestShare >= LeastShare && lead.P <= LayerLead.Level;

    private string? Doubt => Doubts[0];

    private bool IsTie => ordered[1].Place == _first.Place;

    public string Write() => string.Join(
        " ", new[] { Places(), ScaleSentence.Write(Votes, ordered, lead.Agreement), WithoutPlace() }.Where(
            part => part.Length > 0));

    private string WithoutPlace() => Unplaced.Count == 0
        ? ""
        : $"{TrendWords.Few(Unplaced, Named)} "
                + $"{(Unplaced.Count == 1 ? "looks untrained and has" : "look untrained and have")} "
            + "no place.";

    private string Places()
    {
        if (IsTie)
        {
            string tied = TrendWords.Few(
                ordered.Where(model => model.Place == _first.Place).Select(model => model.Path), Named);
            string doubt = Doubt is null ? "" : $" Nothing says that they should test best, see the notes.{Next()}";
            return $"{tied} tie for first place: the metrics do not distinguish them.{doubt}";
        }

        string name = TrendWords.Quote(_first.Path);
        string order = Order();
        return IsClear ? $"{name} should test best: {order}."
            : Doubt is not null
            ? $"{name} comes first, but nothing says that it should test best: {Doubt} ({order}).{Next()}"
            : Apart() + Weak(name) + $": {order}.";
    }

    private string Weak(string name) => lead switch
    {
        { Rivals: 0 } => $"{name} leads, but only because all others have layers left out",
        _ when _first.BestShare < LeastShare => $"{name} leads, but not reliably",
        { Agreement: < LeastAgreement } => $"{name} leads, but shape and scale hardly agree",
        _ when IsNoted => $"{name} leads, but see the notes",
        { P: null } => $"{name} leads, but the models do not have the same layers",
        _ => $"{name} leads, but chance gives such a lead too",
    };

    /// <summary>The votes, the draws, and chance.</summary>
    private string Order()
    {
        string chance = lead.P is double p ? $"; layer by layer, {TrendWords.P(p)}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Voters()}, and so do {Percent.Of(_first.BestShare ?? 0)} % of draws of layers{chance}");
    }

    private string Voters()
    {
        const double First = 1.25;
        string[] shape = [.. Votes.Shape];
        int of = shape.Length + (Votes.ScaleHasSay ? 1 : 0);
        int votes = _first.Ranks.Where((rank, m) => !Votes.IsScale[m] && rank < First).Count()
            + (Votes.ScaleHasSay && _first.ScaleRank < First ? 1 : 0);
        return of > 1 ? $"{TrendWords.Count(votes)} of {TrendWords.Count(of)} votes rank it first"
            : $"{(shape.Length == 1 ? TrendWords.Quote(shape[0]) : "scale")} ranks it first";
    }

    /// <summary>The model to look at instead.</summary>
    private string Next()
    {
        if (ordered.FirstOrDefault(model => model.Remark is null) is not { } next)
        {
            return ordered.Any(model => model.Remark == TrainingOrder.Remark)
                ? ""
                : " Every other model has a remark too.";
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $" The first model without such a remark is {TrendWords.Quote(next.Path)}, place {next.Place}.")
            + Test(next);
    }

    /// <summary>What to test beside one model; empty where it stands apart.</summary>
    private string Test(RankedModel model) =>
        Alike(model) is string models ? $" Test {models}: weights cannot tell them apart." : "";

    /// <summary>The same of the first model, before what speaks for it.</summary>
    private string Apart() =>
        Alike(_first) is string models ? $"Weights cannot tell {models} apart: test them. " : "";

    /// <summary>One model and those whose places overlap with its own; null where it stands apart.</summary>
    private string? Alike(RankedModel model)
    {
        string[] alike =
        [
            .. ordered.Where((other, i) => other == model || (!IsCopy[i] && Doubts[i] is null
                && (other.Remark is null || model.Remark is not null)
                && Overlap(other, model))).Select(other => other.Path),
        ];
        return alike.Length < 2 || model.Remark == TrainingOrder.Remark ? null : TrendWords.Few(alike, Named);
    }

    private static bool Overlap(RankedModel a, RankedModel b) =>
        a.PlaceInterval is var (lowA, highA) && b.PlaceInterval is var (lowB, highB) && lowA <= highB && lowB <= highA;
}
