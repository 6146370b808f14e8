namespace Heavytail.Reports;

/// <summary>A row of a report of surgery.</summary>
/// <param name="Result">The model.</param>
/// <param name="Layer">A layer of it.</param>
internal readonly record struct SurgeryRow(SurgeryResult Result, SurgeryLayer Layer)
{
    /// <summary>The layer after: as before where nothing changed, null where it was not analyzed.</summary>
    public LayerAnalysis? After => Layer.IsChanged ? Layer.After : Layer.Before;

    /// <summary>The convention of both analyses.</summary>
    public Convention Convention => Result.Before.Options.Method.Convention;
}

/// <summary>The columns of surgery; <c>docs/surgery.md</c> defines each.</summary>
internal static class SurgeryColumns
{
    private static readonly Column<SurgeryRow>[] s_done =
    [
        new("model", ColumnKind.Text, row => row.Result.Before.Path) { IsOfModel = true },
        new("name", ColumnKind.Text, row => row.Layer.Before.Layer.Name),
        new("longname", ColumnKind.Text, row => row.Layer.Before.Layer.LongName),
        new("dtype", ColumnKind.Text, row => row.Layer.Before.Layer.Tensor.Encoding),
        new("shape", ColumnKind.Text, row => row.Layer.Before.Layer.Tensor.Shape),
        new("changed", ColumnKind.Text, row => row.Layer.IsChanged ? "yes" : "no"),
        new("done", ColumnKind.Text, row => row.Layer.Done),
        new("kept", ColumnKind.Count, row => row.Layer.Kept),
        new("change", ColumnKind.Real, row => row.Layer.Change),
        new("rounding", ColumnKind.Real, row => row.Layer.Rounding),
        new("copies", ColumnKind.Text, row => row.Layer.Copies.Count == 0 ? null : string.Join("; ", row.Layer.Copies)),
    ];

    /// <summary>The columns, in the order of reports.</summary>
    /// <param name="table">The metrics of both analyses.</param>
    public static IReadOnlyList<Column<SurgeryRow>> For(MetricTable table) =>
    [
        .. s_done,
        .. table.All.SelectMany(Both),
        new("before_label", ColumnKind.Text, row => LabelOf(row.Layer.Before, row)),
        new("label", ColumnKind.Text, row => row.After is { } after ? LabelOf(after, row) : null),
        new("before_trap_at", ColumnKind.Text, row => row.Layer.Before.Metrics.Traps?.At),
        new("trap_at", ColumnKind.Text, row => row.After?.Metrics.Traps?.At),
        new("note", ColumnKind.Text, row => row.Layer.Note),
        new("convention", ColumnKind.Text, row => row.Convention.Scaling) { IsOfModel = true },
    ];

    private static string LabelOf(LayerAnalysis layer, SurgeryRow row) =>
        LayerVerdict.From(layer, row.Convention).Label.Word();

    private static Column<SurgeryRow>[] Both(Metric metric) =>
    [
        Value("before_" + metric.Name, metric, row => row.Layer.Before),
        Value(metric.Name, metric, row => row.After),
    ];

    private static Column<SurgeryRow> Value(string name, Metric metric, Func<SurgeryRow, LayerAnalysis?> get)
    {
        double? Number(SurgeryRow row) => get(row) is { } layer ? metric.Value(layer.Metrics) : null;
        return metric.Kind switch
        {
            MetricKind.Real => new(name, ColumnKind.Real, row => Number(row)),
            MetricKind.Word => new(name, ColumnKind.Text, row => metric.WordOf(Number(row))),
            _ => new(name, ColumnKind.Count, row => (long?)Number(row)),
        };
    }
}
