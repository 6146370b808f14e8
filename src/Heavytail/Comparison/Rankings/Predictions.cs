using Heavytail.Comparison.Trends;

namespace Heavytail.Comparison.Rankings;

/// <summary>Scores as a reference predicts them, and why some are refused.</summary>
/// <param name="reference">The family; null for no predictions.</param>
/// <param name="options">The level of the intervals.</param>
internal sealed class Predictions(RankingReference? reference, RankingOptions options)
{
    private readonly List<(string Path, string Note)> _outside = [];

    private readonly List<(string Path, string Note)> _partial = [];

    /// <summary>
    /// The notes on models so far: those without a prediction, then those with a part of their layers.
    /// </summary>
    public IEnumerable<string> Notes =>
    [
        .. NoteList.Of(_outside, "no prediction beyond the reference, too"),
        .. NoteList.Of(_partial, "predicted from fewer layers, too"),
    ];

    /// <summary>The model with its predicted score.</summary>
    public RankedModel AddTo(RankedModel ranked, ModelAnalysis model)
    {
        if (reference is null)
        {
            return ranked;
        }

        if (ranked.Unplaced is string reason)
        {
            return ranked with { PredictionNote = $"refused: it {reason}" };
        }

        if (!TrendMetrics.From(model.Summary, model.Options.Metrics).TryGetValue(reference.Metric, out double value))
        {
            return ranked with { PredictionNote = $"refused: it has no {TrendWords.Quote(reference.Metric)}" };
        }

        if (!reference.Holds(value))
        {
            string outside = Outside(reference, value);
            _outside.Add((
                model.Path,
                $"{TrendWords.Quote(model.Path)}: no {TrendWords.Quote(reference.Score)} is predicted, "
                    + "as it would be an "
                    + $"extrapolation: {outside}."));
            return ranked with { PredictionNote = $"refused: {outside}" };
        }

        if (LeftOutNotes.RemarkOf(model) is string partial)
        {
            _partial.Add((
                model.Path,
                $"{TrendWords.Quote(model.Path)}: its {TrendWords.Quote(reference.Score)} is predicted "
                    + "from fewer layers "
                    + $"than those of the reference have: {partial}."));
            ranked = ranked with { PredictionNote = partial };
        }

        var predicted = reference.Predict(value, options);
        return predicted is null
            ? ranked with { PredictionNote = "refused: fewer than three other models in the reference" }
            : ranked with { Prediction = predicted.Value.Interval, PredictionConfidence = predicted.Value.Confidence };
    }

    private static string Outside(RankingReference reference, double value)
    {
        var (low, high) = reference.Range;
        return $"{TrendWords.Quote(reference.Metric)} is {TrendWords.Digits(value)}, outside the "
            + $"{TrendWords.Digits(low)} to {TrendWords.Digits(high)} of {TrendWords.Quote(reference.Family)}";
    }
}
