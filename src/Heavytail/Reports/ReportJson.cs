using System.Text.Json;
using Heavytail.Analysis;
using Heavytail.Comparison.Published;
using Heavytail.Layers;
using Heavytail.Metrics;

namespace Heavytail.Reports;

/// <summary>A report as one JSON document; <c>docs/report.schema.json</c> describes it.</summary>
public static class ReportJson
{
    /// <summary>Writes the document, indented, with a closing line feed.</summary>
    /// <remarks>NaN and infinities become null. The same report gives the same bytes.</remarks>
    public static void Write(Report report, TextWriter destination) =>
        JsonParts.WriteValue(indented: true, destination, json =>
        {
            json.WriteStartObject();
            JsonParts.WriteHead(json, report.Options);
            json.WriteStartArray("models");
            foreach (var model in report.Models)
            {
                WriteModel(json, model, report.PlacementOf(model));
            }

            json.WriteEndArray();
            JsonParts.WriteErrors(json, report.Errors);
            json.WriteEndObject();
        });

    private static void WriteModel(Utf8JsonWriter json, ModelAnalysis model, Placement? placement)
    {
        json.WriteStartObject();
        json.WriteString("path", model.Path);
        json.WriteString("format", model.Format);
        JsonParts.WriteConvention(json, model.Options);
        WriteFiles(json, model.Files);
        WriteSummary(json, model.Summary);
        PlacementParts.WriteJson(json, placement);
        json.WriteStartArray("layers");
        foreach (var layer in model.Layers)
        {
            json.WriteStartObject();
            foreach (var column in ReportColumns.All)
            {
                JsonParts.WriteCell(json, column.Name, column.Value(model, layer));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteSkipped(json, model.Skipped);
        JsonParts.WriteErrors(json, model.Errors.Select(ReportError.From));
        json.WriteEndObject();
    }

    private static void WriteFiles(Utf8JsonWriter json, IEnumerable<AnalyzedFile> files)
    {
        json.WriteStartArray("files");
        foreach (var file in files)
        {
            json.WriteStartObject();
            json.WriteString("path", file.Path);
            json.WriteNumber("size", file.Size);
            json.WriteString("sha256", file.Sha256);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSummary(Utf8JsonWriter json, ModelSummary summary)
    {
        json.WriteStartObject("summary");
        foreach (var (name, value) in SummaryCells.From(summary))
        {
            JsonParts.WriteCell(json, name, value);
        }

        json.WriteEndObject();
    }

    private static void WriteSkipped(Utf8JsonWriter json, IEnumerable<SkippedTensor> skipped)
    {
        json.WriteStartArray("skipped");
        foreach (var tensor in skipped)
        {
            json.WriteStartObject();
            json.WriteNumber("tensor_id", tensor.Tensor.Index);
            json.WriteString("name", tensor.Name);
            json.WriteString("dtype", tensor.Tensor.Encoding);
            JsonParts.WriteCell(json, "shape", tensor.Tensor.Shape);
            json.WriteString("reason", tensor.Reason.Word());
            json.WriteString("explanation", tensor.Explanation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
