using System.Globalization;
using Heavytail.Reports;

namespace Heavytail;

/// <summary>
/// Models in the order in which they should test; <c>docs/ranking.schema.json</c> describes its JSON.
/// </summary>
/// <param name="Ranking">The order.</param>
/// <param name="Errors">The files and tensors that could not be read.</param>
public sealed record RankingDocument(Ranking Ranking, IReadOnlyList<ReportError> Errors) : Document
{
    /// <summary>The options of the analyses that the metrics come from; null where they are not known.</summary>
    public AnalysisOptions? Options { get; init; }

    /// <summary>What predictions rest on, for people; null without a reference.</summary>
    public string? ReferenceSentence
    {
        get
        {
            if (Ranking.Reference is not { } reference)
            {
                return null;
            }

            var fit = reference.Fit;
            double[] shares =
            [
                .. Ranking.Models.Select(model => model.PredictionConfidence).OfType<double>()
                    .DefaultIfEmpty(reference.Confidence(Ranking.Options)),
            ];
            string share = shares.Max() - shares.Min() < 0.0005 ? Percent(shares[0])
                : $"{Percent(shares.Min())} to {Percent(shares.Max())}";
            Cell error = fit.LeaveOneOutRSquared;
            string leftOut = fit.LeaveOneOutRSquared is null
                ? "too few for a leave-one-out R²"
                : $"leave-one-out R² {error.Rounded}";
            string models = Phrases.Count(fit.Count, "model");
            string scale = Ranking.ScaleMetrics.Contains(reference.Metric) ? ", which changes with scale," : "";
            return $"Predicted from `{reference.Metric}`{scale} by the {models} of `{reference.Family}` in "
                + $"`{reference.Source}`, {leftOut}; intervals by jackknife+ hold {share} % of models. "
                + "A model of that family has no say in its own score.";
        }
    }

    /// <summary>
    /// What keeps places or predicted scores from saying anything: those of the ranking, then of the reference.
    /// </summary>
    public IReadOnlyList<string> Notes => Ranking.Reference is { Fit.LeaveOneOutRSquared: < 0 } reference
        ?
        [
            .. Ranking.Notes,
            $"the predicted `{reference.Score}` says nothing: with leave-one-out R² below 0, the line through "
                + $"`{reference.Family}` predicts its own models worse than their mean does. `heavytail "
                + "trend` shows which metrics have a trend.",
        ]
        : Ranking.Notes;

    /// <summary>They depend on the metrics that voted, and on whether there is a reference.</summary>
    private IReadOnlyList<Column<RankedModel>> Columns =>
    [
        new("place", ColumnKind.Count, model => model.Place),
        new("model", ColumnKind.Text, model => model.Path),
        new("mean_rank", ColumnKind.Real, model => model.MeanRank),
        new("first_share", ColumnKind.Real, model => model.BestShare),
        new("place_low", ColumnKind.Real, model => model.PlaceInterval?.Low),
        new("place_high", ColumnKind.Real, model => model.PlaceInterval?.High),
        new("scale_rank", ColumnKind.Real, model => model.ScaleRank),
        new("unplaced", ColumnKind.Text, model => model.Unplaced),
        new("remark", ColumnKind.Text, model => model.Remark),
        .. Ranking.Metrics.Select((metric, m) =>
            new Column<RankedModel>(metric, ColumnKind.Real, model => model.Values[m])),
        .. Ranking.Metrics.Select((metric, m) =>
            new Column<RankedModel>("rank_" + metric, ColumnKind.Real, model => model.Ranks[m])),
        .. Ranking.Reference is { } reference ? Predicted(reference.Score) : [],
    ];

    internal override Fields ToJson() => new()
    {
        Head(),
        { "models", Models() },
        { "errors", SharedFields.Errors(Errors) },
    };

    internal override IEnumerable<Fields> ToLines() =>
    [
        new Fields { { "kind", "ranking" }, Head(), { "errors", SharedFields.Errors(Errors) } },
        .. Models().Select(model => new Fields { { "kind", "model" }, model }),
    ];

    internal override Sheet ToSheet() => Sheet.From(
        [.. Columns, new("convention", ColumnKind.Text, _ => Ranking.Convention)], Ranking.Models);

    internal override IEnumerable<Block> ToBlocks() =>
    [
        new Block.Table(Sheet.From(Columns, Ranking.Models)),
        new Block.Paragraph(MarkdownWriter.Escape(Ranking.Sentence)),
        new Block.Paragraph($"Convention {MarkdownWriter.Escape(Ranking.Convention + Phrases.Compatible(Options))}."),
        .. ReferenceSentence is string sentence
            ? [new Block.Paragraph(MarkdownWriter.Escape(sentence))]
            : Array.Empty<Block>(),
        .. Notes.Count > 0
            ? [new Block.Bullets([.. Notes.Select(MarkdownWriter.Escape)])]
            : Array.Empty<Block>(),
        .. Ranking.Differences.Count > 0 ? [Differences()] : Array.Empty<Block>(),
        .. ReportError.Blocks(Errors),
    ];

    /// <summary>Rounded down: 7/8 is not 88 %.</summary>
    private static string Percent(double share) =>
        (Math.Floor((1000 * share) + 1e-6) / 10).ToString("0.#", CultureInfo.InvariantCulture);

    private static Column<RankedModel>[] Predicted(string score) =>
    [
        new("predicted_" + score, ColumnKind.Real, model => model.Prediction?.Value),
        new("predicted_low", ColumnKind.Real, model => model.Prediction?.Low),
        new("predicted_high", ColumnKind.Real, model => model.Prediction?.High),
        new("predicted_confidence", ColumnKind.Real, model => model.PredictionConfidence),
        new("prediction_note", ColumnKind.Text, model => model.PredictionNote),
    ];

    private Block.Bullets Differences() => new(
        [.. Ranking.Differences.Select(difference => $"not common to all: {MarkdownWriter.Escape(difference)}")]);

    private IEnumerable<Fields> Models()
    {
        var columns = Columns;
        return Ranking.Models.Select(model => Fields.From(columns, model));
    }

    private Fields Head() => new()
    {
        SharedFields.Tool(),
        { "options", SharedFields.OptionsOrNull(Options) },
        { "convention", Ranking.Convention },
        { "draws", Ranking.Options.Draws },
        { "seed", Ranking.Options.Seed },
        { "confidence", Ranking.Options.Confidence },
        { "scale_metrics", Ranking.ScaleMetrics },
        { "scale_votes", Ranking.ScaleHasSay },
        { "agreement", Ranking.Agreement },
        { "lead_p", Ranking.LeadP },
        { "clear", Ranking.IsClear },
        { "sentence", Ranking.Sentence },
        { "notes", Notes },
        { "differences", Ranking.Differences },
        { "reference", Reference() },
    };

    private Fields? Reference() => Ranking.Reference is not { } reference ? null : new Fields
    {
        { "source", reference.Source },
        { "family", reference.Family },
        { "score", reference.Score },
        { "metric", reference.Metric },
        { "n", reference.Fit.Count },
        { "confidence", reference.Confidence(Ranking.Options) },
        { "slope", reference.Fit.Slope },
        { "intercept", reference.Fit.Intercept },
        { "loo_r2", reference.Fit.LeaveOneOutRSquared },
        { "min", reference.Range.Low },
        { "max", reference.Range.High },
    };
}
