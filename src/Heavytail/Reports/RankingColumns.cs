
using Heavytail.Comparison.Rankings;

namespace Heavytail.Reports;

/// <summary>A column of a ranking.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Value">A model's value, as <see cref="CellText"/> takes it; null where there is none.</param>
public sealed record RankingColumn(string Name, ColumnKind Kind, Func<RankedModel, object?> Value);

/// <summary>The columns of a ranking: they depend on the metrics that voted, and on whether there is a reference.</summary>
public static class RankingColumns
{
    /// <summary>Every column, in the order of reports.</summary>
    public static IReadOnlyList<RankingColumn> For(Ranking ranking) =>
    [
        new("place", ColumnKind.Count, model => model.Place),
        new("model", ColumnKind.Text, model => model.Path),
        new("mean_rank", ColumnKind.Real, model => model.MeanRank),
        new("first_share", ColumnKind.Real, model => model.BestShare),
        new("place_low", ColumnKind.Real, model => model.PlaceInterval.Low),
        new("place_high", ColumnKind.Real, model => model.PlaceInterval.High),
        .. ranking.Metrics.Select((metric, m) => new RankingColumn(metric, ColumnKind.Real, model => model.Values[m])),
        .. ranking.Metrics.Select((metric, m) => new RankingColumn("rank_" + metric, ColumnKind.Real, model => model.Ranks[m])),
        .. ranking.Reference is { } reference ? Predicted(reference.Score) : [],
    ];

    private static RankingColumn[] Predicted(string score) =>
    [
        new("predicted_" + score, ColumnKind.Real, model => model.Prediction?.Value),
        new("predicted_low", ColumnKind.Real, model => model.Prediction?.Low),
        new("predicted_high", ColumnKind.Real, model => model.Prediction?.High),
    ];
}
