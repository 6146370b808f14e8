namespace Heavytail.Reports;

/// <summary>The models of a table with the metrics that were read or computed.</summary>
internal static class TrendModelSheet
{
    /// <summary>The column that tables have for <see cref="TrendMetrics.Size"/>.</summary>
    private const string Parameters = "parameters";

    public static Sheet From(TrendData data) => Sheet.From(
    [
        new Column<TrendModel>("model", ColumnKind.Text, model => model.Name),
        new("family", ColumnKind.Text, model => model.Family),
        new(data.Score, ColumnKind.Real, model => model.Score),
        .. data.Metrics.Select(metric => metric == TrendMetrics.Size
            ? new Column<TrendModel>(Parameters, ColumnKind.Count, ParametersOf)
            : metric == TrendMetrics.Depth
                ? new(metric, ColumnKind.Count, model => (long?)model[metric])
                : new(metric, ColumnKind.Real, model => model[metric])),
        new("convention", ColumnKind.Text, _ => data.Convention),
    ], data.Models);

    private static Cell ParametersOf(TrendModel model) =>
        model[TrendMetrics.Size] is double size ? (long)Math.Round(Math.Pow(10, size)) : default(Cell);
}
