using Heavytail.Analysis;
using Heavytail.Metrics;

namespace Heavytail.Reports;

/// <summary>A row of the layer table.</summary>
/// <param name="Model">The model.</param>
/// <param name="Layer">A layer of it, or a slice of one.</param>
internal readonly record struct LayerRow(ModelAnalysis Model, LayerAnalysis Layer);

/// <summary>The columns of layers as documents write them.</summary>
internal static class LayerColumns
{
    /// <summary>The column that numbers slices.</summary>
    public const string Slice = "slice";

    /// <summary>Every column, in the order of reports.</summary>
    public static IReadOnlyList<Column<LayerRow>> All { get; } = [.. ReportColumns.All.Select(From)];

    /// <summary>Columns by name, in the order asked for.</summary>
    /// <exception cref="UnknownNameException">There is no such column.</exception>
    public static IReadOnlyList<Column<LayerRow>> Select(IEnumerable<string> names) => [.. names.Select(Find)];

    private static Column<LayerRow> Find(string name) =>
        All.FirstOrDefault(column => column.Name == name)
            ?? throw UnknownNameException.From(name, All.Select(column => column.Name));

    private static Column<LayerRow> From(ReportColumn column) =>
        new(column.Name, column.Kind, row => Cell.From(column.Value(row.Model, row.Layer)))
        {
            IsOfModel = column.Name is "model" or "convention",
            Severity = column.Name switch
            {
                "alpha" or "warning" => row => SeverityOf(row.Layer.Metrics.Warning),
                "status" => row => row.Layer.Metrics.Status == LayerStatus.Success ? Severity.None : Severity.Warning,
                _ => null,
            },
        };

    private static Severity SeverityOf(TrainingWarning warning) => warning switch
    {
        TrainingWarning.OverTrained => Severity.Error,
        TrainingWarning.UnderTrained => Severity.Warning,
        _ => Severity.None,
    };
}
