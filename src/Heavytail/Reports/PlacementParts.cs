using System.Globalization;
using System.Text.Json;
using Heavytail.Comparison.Published;

namespace Heavytail.Reports;

/// <summary>Where a model stands among others, in the forms that have a place for it.</summary>
internal static class PlacementParts
{
    /// <summary>Columns of tables for people.</summary>
    public static IReadOnlyList<(string Name, ColumnKind Kind)> Columns { get; } =
    [
        ("metric", ColumnKind.Text), ("value", ColumnKind.Real), ("percentile", ColumnKind.Real),
        ("n", ColumnKind.Count), ("min", ColumnKind.Real), ("max", ColumnKind.Real),
    ];

    /// <summary>The values of <see cref="Columns"/>.</summary>
    public static object?[] Row(MetricPercentile metric) =>
        [metric.Metric, metric.Value, metric.Percentile, metric.Count, metric.Minimum, metric.Maximum];

    /// <summary>What the model is placed among.</summary>
    public static string Title(Placement placement) => string.Create(
        CultureInfo.InvariantCulture,
        $"percentiles among the {placement.Among.Models} models of {placement.Among.Name}");

    /// <summary>What keeps the numbers from meaning much; null where nothing is known to.</summary>
    public static string? Caution(Placement placement) => placement switch
    {
        { Metrics: [] } => "the corpus has none of these means",
        { Among.Family: null } =>
            $"{placement.Among.Corpus.Families} families together, which are not comparable: name one, as in "
            + $"{placement.Among.Corpus.Name}/{placement.Among.Corpus.FamilyNames()[0]}",
        _ => null,
    };

    /// <summary>The property <c>percentiles</c>; null where the model is not placed.</summary>
    public static void WriteJson(Utf8JsonWriter json, Placement? placement)
    {
        if (placement is null)
        {
            json.WriteNull("percentiles");
            return;
        }

        json.WriteStartObject("percentiles");
        json.WriteString("corpus", placement.Among.Corpus.Name);
        json.WriteString("family", placement.Among.Family);
        json.WriteNumber("models", placement.Among.Models);
        json.WriteStartArray("metrics");
        foreach (var metric in placement.Metrics)
        {
            json.WriteStartObject();
            foreach (var (column, value) in Columns.Zip(Row(metric)))
            {
                JsonParts.WriteCell(json, column.Name, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A table under a line that says among what.</summary>
    public static void WriteMarkdown(Placement placement, TextWriter destination)
    {
        string title = Title(placement);
        destination.Write($"\n{char.ToUpperInvariant(title[0])}{MarkdownTable.Escape(title[1..])}:\n\n");
        MarkdownTable.Write(Columns, placement.Metrics.Select(Row), destination);
        if (Caution(placement) is string caution)
        {
            destination.Write($"\n{MarkdownTable.Escape(caution)}\n");
        }
    }
}
