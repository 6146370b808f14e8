using System.Text.Json;

namespace Heavytail.Reports;

/// <summary>Descriptions as one JSON document, in the form of <see cref="ReportJson"/>.</summary>
public static class DescriptionJson
{
    /// <summary>Writes the document, indented, with a closing line feed.</summary>
    public static void Write(DescriptionReport report, TextWriter destination) =>
        JsonParts.WriteValue(indented: true, destination, json =>
        {
            json.WriteStartObject();
            JsonParts.WriteHead(json, report.Options);
            json.WriteStartArray("models");
            foreach (var model in report.Models)
            {
                WriteModel(json, model);
            }

            json.WriteEndArray();
            JsonParts.WriteErrors(json, report.Errors);
            json.WriteEndObject();
        });

    private static void WriteModel(Utf8JsonWriter json, Description model)
    {
        json.WriteStartObject();
        json.WriteString("path", model.Path);
        json.WriteString("format", model.Format);
        JsonParts.WriteConvention(json, model.Options);
        json.WriteStartArray("files");
        foreach (var file in model.Files)
        {
            json.WriteStartObject();
            json.WriteString("path", file.Path);
            json.WriteNumber("size", file.Size);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("metadata");
        foreach (var (key, value) in model.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
        json.WriteNumber("parameters", model.Parameters);
        json.WriteNumber("analyzed_parameters", model.AnalyzedParameters);
        json.WriteNumber("estimated_seconds", Math.Round(model.Estimate.Seconds, 3));
        json.WriteNumber("estimated_memory", model.Estimate.Bytes);
        json.WriteNumber("analyzed", model.Plan.Layers.Count);
        json.WriteNumber("skipped", model.Plan.Skipped.Count);
        json.WriteStartArray("tensors");
        foreach (var tensor in model.Tensors)
        {
            json.WriteStartObject();
            foreach (var column in DescriptionColumn.All)
            {
                JsonParts.WriteCell(json, column.Name, column.Value(model, tensor));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
