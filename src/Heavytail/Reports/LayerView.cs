using Heavytail.Reports;

namespace Heavytail;

/// <summary>
/// Which columns and layers of an analysis are shown, and in which order. Summaries stay those of all layers.
/// </summary>
public sealed record LayerView
{
    /// <summary>The names of the columns; null for the choice of the format.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The name of the column that orders layers; null for the order of the file.</summary>
    public string? SortBy { get; init; }

    /// <summary>Whether the order is reversed. Missing values come last either way.</summary>
    public bool Descending { get; init; }

    /// <summary>The maximum number of layers of a model; null for all.</summary>
    public int? Top { get; init; }

    /// <summary>Whether models are written without their layers.</summary>
    public bool SummaryOnly { get; init; }

    /// <summary>The columns that are shown and the one that orders, as far as they are asked for.</summary>
    public IEnumerable<string> Names => SortBy is null ? Columns ?? [] : [.. Columns ?? [], SortBy];

    /// <summary>Checks the names before any work is done.</summary>
    /// <param name="table">The metrics of the analysis.</param>
    /// <exception cref="UnknownNameException">There is no such column.</exception>
    public void Check(MetricTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        bool sortsModels = SortBy is not null && ModelRows.IsCount(SortBy);
        _ = LayerColumns.Select(
            [.. Columns ?? [], .. SortBy is null || sortsModels ? Array.Empty<string>() : [SortBy]], table);
    }

    /// <summary>The columns asked for, or else the default ones.</summary>
    /// <param name="table">The metrics of the analysis.</param>
    /// <param name="defaults">The names of the default columns; null for all columns.</param>
    internal IReadOnlyList<Column<LayerRow>> ColumnsOr(MetricTable table, IReadOnlyList<string>? defaults) =>
        (Columns ?? defaults) is { } names ? LayerColumns.Select(names, table) : LayerColumns.For(table);

    /// <summary>The model with its rows in the order and number asked for.</summary>
    internal ModelAnalysis Arrange(ModelAnalysis model) => model with { Layers = Sort(model) };

    /// <summary>
    /// The same for people: where a convention keeps slices apart, they see a row for each layer unless they ask for
    /// the column <c>slice</c> or for matrices by slice.
    /// </summary>
    internal ModelAnalysis ArrangeForPeople(ModelAnalysis model)
    {
        bool slices = SortBy == LayerColumns.Slice || Columns?.Contains(LayerColumns.Slice) == true
            || LayerColumns.HaveSlices(model);
        return Arrange(slices ? model : SliceMeans.Compute(model));
    }

    /// <summary>
    /// Models by the count or mean that has the name of the column; in their own order where there is none.
    /// </summary>
    internal IReadOnlyList<ModelAnalysis> SortModels(IReadOnlyList<ModelAnalysis> models)
    {
        if (SortBy is null || models.Count < 2 || !ModelRows.Has(SortBy, models[0]))
        {
            return models;
        }

        var keyed = models.Select(model => (model, key: ModelRows.Cell(SortBy, model))).ToArray();
        var present = keyed.Where(pair => pair.key.Kind != CellKind.None);
        var ordered = Descending
            ? present.OrderByDescending(pair => pair.key, CellComparer.Instance)
            : present.OrderBy(pair => pair.key, CellComparer.Instance);
        return [.. ordered.Concat(keyed.Where(pair => pair.key.Kind == CellKind.None)).Select(pair => pair.model)];
    }

    private IReadOnlyList<LayerAnalysis> Sort(ModelAnalysis model)
    {
        IEnumerable<LayerAnalysis> layers = model.Layers;
        if (SortBy is not null && !ModelRows.IsCount(SortBy))
        {
            var column = LayerColumns.Select([SortBy], model.Options.Metrics)[0];
            var keyed = model.Layers.Select(layer => (layer, key: column.Value(new LayerRow(model, layer)))).ToArray();
            var present = keyed.Where(pair => pair.key.Kind != CellKind.None);
            var missing = keyed.Where(pair => pair.key.Kind == CellKind.None);

            // Equal layers stay in file order either way, which reversing the ascending order would not do.
            var ordered = Descending
                ? present.OrderByDescending(pair => pair.key, CellComparer.Instance)
                : present.OrderBy(pair => pair.key, CellComparer.Instance);
            layers = ordered.Concat(missing).Select(pair => pair.layer);
        }

        return [.. Top is int top ? layers.Take(top) : layers];
    }

    /// <summary>Numbers by size, all else by its text.</summary>
    private sealed class CellComparer : IComparer<Cell>
    {
        public static CellComparer Instance { get; } = new();

        public int Compare(Cell x, Cell y) => (x, y) switch
        {
            ({ Real: double a }, { Real: double b }) => a.CompareTo(b),
            ({ Whole: long a }, { Whole: long b }) => a.CompareTo(b),
            _ => string.CompareOrdinal(x.Exact, y.Exact),
        };
    }
}
