
using Heavytail.Analysis;
using Heavytail.Reports;

namespace Heavytail.Cli.Output;

/// <summary>Which columns and layers of a report are shown, and in which order.</summary>
/// <param name="Columns">The columns asked for; null for the form's own choice.</param>
/// <param name="SortBy">The column that orders layers; null for file order.</param>
/// <param name="Descending">Whether the order is reversed.</param>
/// <param name="Top">Most layers of a model; null for all.</param>
internal sealed record TableView(
    IReadOnlyList<ReportColumn>? Columns, ReportColumn? SortBy, bool Descending, int? Top)
{
    private const string All = "all";
    private const string SliceColumn = "slice";

    /// <exception cref="Metrics.UnknownNameException">There is no such column.</exception>
    public static TableView From(string? columns, string? sort, int? top)
    {
        var chosen = columns switch
        {
            null => null,
            All => ReportColumns.All,
            _ => ReportColumns.Select(columns.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
        };
        if (chosen is { Count: 0 })
        {
            throw new UsageException("`--columns` names no column");
        }

        bool descending = sort?.StartsWith('-') ?? false;
        var sortBy = sort is null ? null : ReportColumns.Select([sort.TrimStart('-')])[0];
        return new TableView(chosen, sortBy, descending, top);
    }

    /// <summary>Columns mean nothing where every form holds all of them.</summary>
    public void CheckUsedBy(IEnumerable<ReportFormat> formats)
    {
        if (Columns is not null && formats.All(format => format is ReportFormat.Json or ReportFormat.JsonLines))
        {
            throw new UsageException("`--columns` has no effect: JSON holds every column", "use --format csv or table");
        }
    }

    /// <summary>
    /// The report with its rows in the order and number asked for; summaries stay those of all. Where a convention keeps
    /// slices apart, people see a row for each layer unless they ask for the column <c>slice</c>.
    /// </summary>
    public Report Apply(Report report, ReportFormat format)
    {
        bool whole = format is ReportFormat.Table or ReportFormat.Markdown
            && SortBy?.Name != SliceColumn
            && Columns?.Any(column => column.Name == SliceColumn) != true;
        return report with { Models = [.. report.Models.Select(model => Arrange(whole ? SliceMeans.Compute(model) : model))] };
    }

    private ModelAnalysis Arrange(ModelAnalysis model) => model with { Layers = Sort(model) };

    private IReadOnlyList<LayerAnalysis> Sort(ModelAnalysis model)
    {
        IEnumerable<LayerAnalysis> layers = model.Layers;
        if (SortBy is not null)
        {
            var keyed = model.Layers.Select(layer => (layer, key: SortBy.Value(model, layer))).ToArray();
            var present = keyed.Where(pair => pair.key is not null);
            var missing = keyed.Where(pair => pair.key is null);

            // Equal layers stay in file order either way, which reversing the ascending order would not do.
            var ordered = Descending
                ? present.OrderByDescending(pair => pair.key, CellComparer.Instance)
                : present.OrderBy(pair => pair.key, CellComparer.Instance);
            layers = ordered.Concat(missing).Select(pair => pair.layer);
        }

        return [.. Top is int top ? layers.Take(top) : layers];
    }

    /// <summary>Numbers by size, all else by its text.</summary>
    private sealed class CellComparer : IComparer<object?>
    {
        public static CellComparer Instance { get; } = new();

        public int Compare(object? x, object? y) => (x, y) switch
        {
            (double a, double b) => a.CompareTo(b),
            (int a, int b) => a.CompareTo(b),
            (long a, long b) => a.CompareTo(b),
            _ => string.CompareOrdinal(CellText.Exact(x), CellText.Exact(y)),
        };
    }
}
