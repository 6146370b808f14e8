using Heavytail.Reports;

namespace Heavytail;

/// <summary>Where a model stands among others.</summary>
public static class PlacementTable
{
    private static readonly Column<MetricPercentile>[] s_columns =
    [
        new("metric", ColumnKind.Text, metric => metric.Metric),
        new("value", ColumnKind.Real, metric => metric.Value),
        new("percentile", ColumnKind.Real, metric => metric.Percentile),
        new("n", ColumnKind.Count, metric => metric.Count),
        new("min", ColumnKind.Real, metric => metric.Minimum),
        new("max", ColumnKind.Real, metric => metric.Maximum),
        new("better", ColumnKind.Text, metric => metric.SmallerIsBetter ? "lower" : "neither"),
    ];

    /// <summary>A row for each metric.</summary>
    public static Sheet From(Placement placement)
    {
        ArgumentNullException.ThrowIfNull(placement);
        return Sheet.From(s_columns, placement.Metrics);
    }

    /// <summary>The object <c>percentiles</c>; null where the model is not placed.</summary>
    internal static Fields? ToJson(Placement? placement) => placement is null ? null : new Fields
    {
        { "corpus", placement.Among.Corpus.Name },
        { "family", placement.Among.Family },
        { "models", placement.Among.Models },
        { "metrics", placement.Metrics.Select(metric => Fields.From(s_columns, metric)) },
    };

    /// <summary>A table under a line that says among what.</summary>
    internal static IEnumerable<Block> Blocks(Placement placement)
    {
        string title = placement.Title;
        yield return new Block.Paragraph($"{char.ToUpperInvariant(title[0])}{MarkdownWriter.Escape(title[1..])}:");
        yield return new Block.Table(From(placement));
        yield return new Block.Paragraph(MarkdownWriter.Escape(Placement.Reading));
        if (placement.Caution is string caution)
        {
            yield return new Block.Paragraph(MarkdownWriter.Escape(caution));
        }
    }
}
