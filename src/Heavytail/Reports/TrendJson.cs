using System.Text.Json;
using Heavytail.Comparison.Trends;

namespace Heavytail.Reports;

/// <summary>Trends as one JSON document; <c>docs/trend.schema.json</c> describes it.</summary>
public static class TrendJson
{
    /// <summary>Writes the document, indented, with a closing line feed. NaN and infinities become null.</summary>
    public static void Write(TrendAnalysis analysis, TextWriter destination) =>
        JsonParts.WriteValue(indented: true, destination, json =>
        {
            json.WriteStartObject();
            JsonParts.WriteTool(json);
            WriteHead(json, analysis);
            WriteArray(json, "families", analysis.Families, WriteFamily);
            WriteArray(json, "summary", analysis.Summary, WriteSummary);
            WriteArray(json, "pooled", analysis.Pooled, WritePooled);
            WriteArray(json, "warnings", analysis.Warnings, (target, warning) => target.WriteStringValue(warning));
            WriteArray(json, "notes", analysis.Data.Notes, WriteNote);
            json.WriteEndObject();
        });

    /// <summary>What decides the numbers.</summary>
    internal static void WriteHead(Utf8JsonWriter json, TrendAnalysis analysis)
    {
        json.WriteString("source", analysis.Data.Source);
        json.WriteString("score", analysis.Data.Score);
        json.WriteBoolean("lower_is_better", analysis.Data.LowerIsBetter);
        json.WriteString("convention", analysis.Data.Convention);
        json.WriteNumber("seed", analysis.Options.Seed);
        WriteArray(json, "by", analysis.Options.By, (target, column) => target.WriteStringValue(column));
    }

    /// <summary>The values of a row as properties.</summary>
    internal static void WriteValues(Utf8JsonWriter json, TrendRow row)
    {
        foreach (var column in TrendColumns.Values)
        {
            JsonParts.WriteCell(json, column.Name, column.Value(row));
        }
    }

    private static void WriteFamily(Utf8JsonWriter json, FamilyTrend family)
    {
        json.WriteStartObject();
        json.WriteString("family", family.Family);
        json.WriteString("sentence", family.Sentence);
        WriteArray(json, "models", family.Models, WriteModel);
        WriteArray(json, "metrics", family.Metrics, (target, trend) =>
        {
            target.WriteStartObject();
            target.WriteString("metric", trend.Metric);
            target.WriteBoolean("baseline", trend.IsBaseline);
            WriteValues(target, TrendRow.From(TrendRow.FamilyScope, family.Family, trend));
            target.WriteEndObject();
        });
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, TrendModel model)
    {
        json.WriteStartObject();
        json.WriteString("model", model.Name);
        json.WriteNumber("score", model.Score);
        json.WriteStartObject("metrics");
        foreach (var (name, value) in model.Metrics)
        {
            JsonParts.WriteCell(json, name, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSummary(Utf8JsonWriter json, TrendSummary summary)
    {
        json.WriteStartObject();
        json.WriteString("metric", summary.Metric);
        json.WriteNumber("families", summary.Families);
        JsonParts.WriteCell(json, "as_expected", summary.AsExpected);
        (string Name, Statistics.MeanAndDeviation? Value)[] values =
        [
            ("rmse", summary.Rmse),
            ("r2", summary.RSquared),
            ("loo_r2", summary.LeaveOneOutRSquared),
            ("tau", summary.Kendall),
            ("rho", summary.Spearman),
        ];
        foreach (var (name, value) in values)
        {
            JsonParts.WriteCell(json, name, value?.Mean);
            JsonParts.WriteCell(json, name + "_sd", value?.Deviation);
        }

        json.WriteEndObject();
    }

    private static void WritePooled(Utf8JsonWriter json, PooledTrend trend)
    {
        json.WriteStartObject();
        json.WriteString("metric", trend.Metric);
        json.WriteBoolean("changes_sign", trend.ChangesSign);
        WriteOverall(json, "pooled", trend.Metric, trend.Pooled);
        WriteOverall(json, "within", trend.Metric, trend.Within);
        WriteArray(json, "reversals", trend.Reversals, (target, reversal) => target.WriteStringValue(reversal.Family));
        json.WriteEndObject();
    }

    private static void WriteOverall(Utf8JsonWriter json, string scope, string metric, OverallTrend trend)
    {
        json.WriteStartObject(scope);
        json.WriteNumber("families", trend.Families);
        JsonParts.WriteCell(json, "r", trend.Correlation);
        WriteValues(json, TrendRow.From(scope, metric, trend));
        json.WriteEndObject();
    }

    private static void WriteNote(Utf8JsonWriter json, TrendNote note)
    {
        json.WriteStartObject();
        JsonParts.WriteCell(json, "line", note.Line);
        json.WriteString("message", note.Message);
        json.WriteString("hint", note.Hint);
        json.WriteBoolean("error", note.IsError);
        json.WriteEndObject();
    }

    private static void WriteArray<T>(
        Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(json, item);
        }

        json.WriteEndArray();
    }
}
