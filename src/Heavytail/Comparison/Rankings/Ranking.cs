using Heavytail.Comparison.Rankings;

namespace Heavytail;

/// <summary>Options of a ranking.</summary>
public sealed record RankingOptions
{
    /// <summary>
    /// The metrics that vote; each prefers the smaller value. Those of scale have one vote together, or none.
    /// </summary>
    public IReadOnlyList<string> Metrics { get; init; } = [.. TrendMetrics.Names.Where(TrendMetrics.SmallerIsBetter)];

    /// <summary>Number of draws of layers.</summary>
    public int Draws { get; init; } = 1000;

    /// <summary>Seed of the draws.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>The share of draws, or of predictions, that an interval holds.</summary>
    public double Confidence { get; init; } = 0.9;
}

/// <summary>One model of a ranking.</summary>
/// <param name="Path">Weight file.</param>
/// <param name="Values">Each metric's mean over layers; null where there is none.</param>
/// <param name="Ranks">Its rank by each metric, 1 the best, ties as mid-ranks; null without a place.</param>
/// <param name="MeanRank">Mean of its ranks over the votes that order the models; null without a place.</param>
/// <param name="Place">
/// Position by mean rank, 1 the best; ties share the better one. Models with layers left out are behind all others.
/// Null for a model that looks untrained.
/// </param>
public sealed record RankedModel(
    string Path, IReadOnlyList<double?> Values, IReadOnlyList<double?> Ranks, double? MeanRank, int? Place)
{
    /// <summary>Why it has no place, in a few words; null where it has one.</summary>
    public string? Unplaced { get; init; }

    /// <summary>Its rank by the metrics of scale together; null without such a metric, or without a place.</summary>
    public double? ScaleRank { get; init; }

    /// <summary>The share of draws of layers in which it comes first; ties share. Null without a place.</summary>
    public double? BestShare { get; init; }

    /// <summary>The interval of its position over draws of layers; null without a place.</summary>
    public (double Low, double High)? PlaceInterval { get; init; }

    /// <summary>
    /// Why its place says nothing of its quality: layers are left out, it differs from another model by scale alone,
    /// its layers look random, the order may be that of training; or what would speak against it as the first of the
    /// models without a remark. Null where nothing does.
    /// </summary>
    public string? Remark { get; init; }

    /// <summary>Its score as a reference family predicts it; null without one, or where it is refused.</summary>
    public PredictionInterval? Prediction { get; init; }

    /// <summary>Why its score is not predicted, or what the prediction leaves out; null where nothing is.</summary>
    public string? PredictionNote { get; init; }

    /// <summary>
    /// The share of models whose score such an interval holds: n models warrant at most n/(n + 1), and a model of the
    /// reference family is not one of them. Null without a prediction.
    /// </summary>
    public double? PredictionConfidence { get; init; }

    /// <summary>A model that is no candidate, as it looks untrained.</summary>
    internal static RankedModel Untrained(string path, IReadOnlyList<double?> values) =>
        new(path, values, [.. values.Select(_ => (double?)null)], MeanRank: null, Place: null)
        {
            Unplaced = UntrainedNotes.Words,
            Remark = UntrainedNotes.Remark,
        };
}

/// <summary>Models in the order in which they should test, the best first.</summary>
/// <param name="Metrics">The metrics that every model has.</param>
/// <param name="Models">The models; those without a place are behind the others.</param>
/// <param name="Agreement">
/// Kendall's W of the votes: of each metric of shape, and of those of scale together. Null for one vote, or where all
/// tie.
/// </param>
/// <param name="Differences">Layers that not all models have; empty where the models are comparable.</param>
/// <param name="Convention">How weights were scaled and pooled.</param>
public sealed record Ranking(
    IReadOnlyList<string> Metrics,
    IReadOnlyList<RankedModel> Models,
    double? Agreement,
    IReadOnlyList<string> Differences,
    string Convention)
{
    /// <summary>The metrics that one factor on all weights changes; together they are one vote.</summary>
    public IReadOnlyList<string> ScaleMetrics { get; init; } = [];

    /// <summary>
    /// Whether scale takes part in the order: where models differ in the number of layers, or no other metric votes.
    /// </summary>
    public bool ScaleHasSay { get; init; }

    /// <summary>The options of the ranking.</summary>
    public required RankingOptions Options { get; init; }

    /// <summary>The family that scores are predicted from; null without a reference.</summary>
    public RankingReference? Reference { get; init; }

    /// <summary>
    /// How often chance gives some model the lead that the first one has, if the layers of all models are exchanged at
    /// random, position by position. Null where the models do not have the same layers.
    /// </summary>
    public double? LeadP { get; init; }

    /// <summary>
    /// Whether the first model should test best: no remark or note speaks against it, the metrics agree, the choice of
    /// layers does not matter, and chance gives such a lead to at most 5 % of models that differ in nothing.
    /// </summary>
    public bool IsClear { get; init; }

    /// <summary>The result in a sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>
    /// Models with layers left out, models that are copies of others but for scale, models whose layers look random, an
    /// order that may be that of training, what the first place may owe to scale, and predictions that are refused or
    /// leave something out, in sentences with the next step.
    /// </summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
