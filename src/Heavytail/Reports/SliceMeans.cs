namespace Heavytail.Reports;

/// <summary>
/// A layer in one row where the convention keeps its slices apart, for people: real metrics are means over the slices
/// that have one, counts are sums. Programs get the slices.
/// </summary>
internal static class SliceMeans
{
    /// <summary>The same model with a row for each layer; the summary stays.</summary>
    public static ModelAnalysis Compute(ModelAnalysis model) => model.Options.Method.Convention.PoolsSlices
        ? model
        : model with
        {
            Layers = [.. model.Layers.GroupBy(row => row.Layer).Select(rows => Mean([.. rows], model.Options.Metrics))],
        };

    private static LayerAnalysis Mean(LayerAnalysis[] slices, MetricTable table)
    {
        LayerMetrics[] metrics = [.. slices.Select(slice => slice.Metrics)];

        // The first slice that is not well speaks for the layer, and its note says how many there are of its kind.
        var worst = slices.FirstOrDefault(slice => slice.Metrics.Status != LayerStatus.Success) ?? slices[0];
        var status = worst.Metrics.Status;
        int alike = metrics.Count(m => m.Status == status);
        string? note = worst.Note is null || alike == slices.Length
            ? worst.Note
            : FormattableString.Invariant($"{alike} of {slices.Length} slices: {worst.Note}");
        return new LayerAnalysis(slices[0].Layer, LayerMetrics.Over(status, metrics, table), note);
    }
}
