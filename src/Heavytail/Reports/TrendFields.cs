namespace Heavytail.Reports;

/// <summary>Trends as JSON.</summary>
internal static class TrendFields
{
    /// <summary>What decides the numbers.</summary>
    public static Fields Head(TrendAnalysis analysis) => new()
    {
        { "source", analysis.Data.Source },
        { "score", analysis.Data.Score },
        { "lower_is_better", analysis.Data.LowerIsBetter },
        { "score_direction", Phrases.Direction(analysis.Data) },
        { "score_direction_from", analysis.Data.DirectionSource.Word() },
        { "convention", analysis.Data.Convention },
        { "seed", analysis.Options.Seed },
        { "by", analysis.Options.By },
    };

    /// <summary>The trends, and what there is to know of them.</summary>
    public static Fields Body(TrendAnalysis analysis) => new()
    {
        { "answer", analysis.Answer },
        { "families", analysis.Families.Select(Family) },
        { "summary", analysis.Summary.Select(Summary) },
        { "pooled", analysis.Pooled.Select(Pooled) },
        { "warnings", analysis.Warnings },
        { "notes", analysis.Data.Notes.Select(Note) },
    };

    private static Fields Family(FamilyTrend family) => new()
    {
        { "family", family.Family },
        { "sentence", family.Sentence },
        { "models", family.Models.Select(Model) },
        { "metrics", family.Metrics.Select(trend => new Fields
            {
                { "metric", trend.Metric },
                { "baseline", trend.IsBaseline },
                Values(TrendRow.From(TrendRow.FamilyScope, family.Family, trend)),
            })
        },
    };

    private static Fields Model(TrendModel model)
    {
        var metrics = new Fields();
        foreach (var (name, value) in model.Metrics)
        {
            metrics.Add(name, value);
        }

        return new Fields { { "model", model.Name }, { "score", model.Score }, { "metrics", metrics } };
    }

    private static Fields Summary(TrendSummary summary) => new()
    {
        { "metric", summary.Metric },
        { "families", summary.Families },
        { "as_expected", summary.AsExpected },
        Spread("rmse", summary.Rmse),
        Spread("r2", summary.RSquared),
        Spread("loo_r2", summary.LeaveOneOutRSquared),
        Spread("tau", summary.Kendall),
        Spread("rho", summary.Spearman),
    };

    private static Fields Spread(string name, MeanAndDeviation? value) =>
        new() { { name, value?.Mean }, { name + "_sd", value?.Deviation } };

    private static Fields Pooled(PooledTrend trend) => new()
    {
        { "metric", trend.Metric },
        { "changes_sign", trend.ChangesSign },
        { "pooled", Overall("pooled", trend.Metric, trend.Pooled) },
        { "within", Overall("within", trend.Metric, trend.Within) },
        { "reversals", trend.Reversals.Select(reversal => reversal.Family) },
    };

    private static Fields Overall(string scope, string metric, OverallTrend trend) => new()
    {
        { "families", trend.Families },
        { "r", trend.Correlation },
        { "pair_tau", trend.Pairs?.Coefficient },
        { "pair_tau_p", trend.Pairs?.PValue },
        Values(TrendRow.From(scope, metric, trend)),
    };

    private static Fields Note(TrendNote note) => new()
    {
        { "line", note.Line },
        { "message", note.Message },
        { "hint", note.Hint },
        { "error", note.IsError },
    };

    private static Fields Values(TrendRow row) => Fields.From(TrendColumns.Values, row);
}
