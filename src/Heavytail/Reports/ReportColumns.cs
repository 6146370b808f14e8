using Heavytail.Analysis;
using Heavytail.Conventions;
using Heavytail.Layers;
using Heavytail.Metrics;

namespace Heavytail.Reports;

/// <summary>The columns of the layer table: what identifies a row, its metrics, and how it ended.</summary>
public static class ReportColumns
{
    private static readonly ReportColumn[] s_identity =
    [
        new("model", ColumnKind.Text, (model, _) => model.Path),
        new("layer_id", ColumnKind.Count, (_, layer) => layer.Layer.Id),
        new("name", ColumnKind.Text, (_, layer) => layer.Layer.Name),
        new("longname", ColumnKind.Text, (_, layer) => layer.Layer.LongName),
        new("layer_type", ColumnKind.Text, (_, layer) => layer.Layer.Kind.Word()),
        new("rule", ColumnKind.Text, (_, layer) => layer.Layer.Rule),
        new("dtype", ColumnKind.Text, (_, layer) => layer.Layer.Tensor.Encoding),
        new("shape", ColumnKind.Text, (_, layer) => layer.Layer.Tensor.Shape),
        new("M", ColumnKind.Count, (model, layer) => ShapeOf(model, layer).M),
        new("N", ColumnKind.Count, (model, layer) => ShapeOf(model, layer).N),
        new("Q", ColumnKind.Real, (model, layer) => ShapeOf(model, layer).Q),
        new("rf", ColumnKind.Count, (_, layer) => layer.Layer.Rf),
        new("slice", ColumnKind.Count, (_, layer) => layer.Slice),
        new("num_evals", ColumnKind.Count, (model, layer) => EvalsOf(model.Options.Method.Convention, layer)),
    ];

    private static readonly ReportColumn[] s_ending =
    [
        new("status", ColumnKind.Text, (_, layer) => layer.Metrics.Status.Word()),
        new("warning", ColumnKind.Text, (_, layer) => layer.Metrics.Warning.Word()),
        new("note", ColumnKind.Text, (_, layer) => layer.Note),
        new("convention", ColumnKind.Text, (model, _) => model.Options.Method.Convention.Scaling),
    ];

    /// <summary>Every column of an analysis without measures of its own, in the order of reports.</summary>
    public static IReadOnlyList<ReportColumn> All { get; } = For(MetricTable.BuiltIn);

    /// <summary>The columns that Markdown shows unless others are asked for.</summary>
    public static IReadOnlyList<string> Default { get; } =
    [
        "layer_id", "name", "layer_type", "M", "N", "rf",
        .. MetricTable.BuiltIn.Default.Select(metric => metric.Name), "status", "warning",
    ];

    /// <summary>Every column of an analysis, in the order of reports.</summary>
    /// <param name="table">The metrics of the analysis.</param>
    public static IReadOnlyList<ReportColumn> For(MetricTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return [.. s_identity, .. table.All.Select(FromMetric), .. s_ending];
    }

    /// <summary>Columns by name, in the order asked for.</summary>
    /// <exception cref="UnknownNameException">There is no such column.</exception>
    public static IReadOnlyList<ReportColumn> Select(IEnumerable<string> names) => [.. names.Select(Find)];

    private static ReportColumn Find(string name) =>
        All.FirstOrDefault(column => column.Name == name)
            ?? throw UnknownNameException.From(name, All.Select(column => column.Name));

    private static ReportColumn FromMetric(Metric metric) => metric.Kind == MetricKind.Real
        ? new(metric.Name, ColumnKind.Real, (_, layer) => metric.Value(layer.Metrics))
        : new(metric.Name, ColumnKind.Count, (_, layer) => (long?)metric.Value(layer.Metrics));

    private static long EvalsOf(Convention convention, LayerAnalysis layer) =>
        layer.Slice is null ? convention.TotalEigenvalueCount(layer.Layer) : convention.EigenvalueCount(layer.Layer);

    private static MatrixShape ShapeOf(ModelAnalysis model, LayerAnalysis layer) =>
        model.Options.Method.Convention.Shape(layer.Layer);
}
