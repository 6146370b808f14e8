namespace Heavytail.Reports;

/// <summary>
/// A model as JSON lines. The <c>kind</c> of a line is <c>model</c>, <c>layer</c>, <c>vector</c>, <c>skipped</c> or
/// <c>summary</c>, in this order; lines of kind <c>error</c> come after all models. A model without a summary was
/// interrupted.
/// </summary>
internal static class AnalysisLines
{
    /// <summary>All lines of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="placement">Where it stands; null where it is not placed.</param>
    /// <param name="summaryOnly">Whether layers and skipped tensors are left out.</param>
    public static IEnumerable<Fields> All(ModelAnalysis model, Placement? placement, bool summaryOnly) =>
    [
        Model(model),
        .. summaryOnly ? [] : model.Layers.Select(row => Layer(model, row)),
        .. summaryOnly ? SummaryOf(model, placement) : End(model, placement),
    ];

    /// <summary>The line that a model begins with.</summary>
    public static Fields Model(ModelAnalysis model) => Line("model", model, new Fields
    {
        { "format", model.Format },
        { "matrices", model.Options.Method.Matrices.ToString() },
        { "schema_version", Document.SchemaVersion },
        { "tool_version", Document.ToolVersion },
    });

    /// <summary>A layer, or a slice of one, with every column.</summary>
    public static Fields Layer(ModelAnalysis model, LayerAnalysis row)
    {
        var columns = LayerColumns.For(model.Options.Metrics).Where(column => !column.IsOfModel);
        return Line("layer", model, Fields.From(columns, new LayerRow(model, row)));
    }

    /// <summary>The lines after those of layers.</summary>
    public static IEnumerable<Fields> End(ModelAnalysis model, Placement? placement) =>
    [
        .. VectorFields.Rows(model).Select(row => Line("vector", model, row)),
        .. model.Skipped.Select(tensor => Skipped(model, tensor)),
        .. SummaryOf(model, placement),
    ];

    private static IEnumerable<Fields> SummaryOf(ModelAnalysis model, Placement? placement) => model.IsComplete
        ?
        [
            Line("summary", model, new Fields
            {
                AnalysisFields.Summary(model.Summary),
                { "verdict", AnalysisFields.Verdict(model) },
                { "percentiles", PlacementTable.ToJson(placement) },
            }),
        ]
        : [];

    private static Fields Skipped(ModelAnalysis model, SkippedTensor tensor) => Line("skipped", model, new Fields
    {
        { "layer_id", tensor.Tensor.Index },
        { "name", tensor.Name },
        { "longname", tensor.Tensor.Name },
        { "layer_type", tensor.Layer?.Kind.Word() },
        { "dtype", tensor.Tensor.Encoding },
        { "shape", tensor.Tensor.Shape },
        { "status", "skipped" },
        { "reason", tensor.Reason.Word() },
        { "note", tensor.Explanation },
    });

    private static Fields Line(string kind, ModelAnalysis model, Fields rest) => new()
    {
        { "kind", kind },
        { "model", model.Path },
        SharedFields.Convention(model.Options),
        rest,
    };
}
