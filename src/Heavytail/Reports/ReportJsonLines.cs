using System.Text.Json;
using Heavytail.Analysis;
using Heavytail.Comparison.Published;
using Heavytail.Layers;

namespace Heavytail.Reports;

/// <summary>
/// A report as JSON lines, one for each tensor of each model: a reader filters by <c>status</c>. Analyzed layers have
/// every column; skipped tensors have <c>"status": "skipped"</c> and a <c>reason</c>; files that could not be analyzed
/// have one line, with <c>"status": "error"</c>. In all three <c>note</c> is for people. A model that is placed among others
/// has one line more, with <c>"status": "placed"</c> and <c>percentiles</c>.
/// </summary>
public static class ReportJsonLines
{
    /// <summary>Writes all models, then the errors.</summary>
    public static void Write(Report report, TextWriter destination)
    {
        foreach (var model in report.Models)
        {
            Write(model, destination);
            if (report.PlacementOf(model) is Placement placement)
            {
                WriteLine(model, destination, json =>
                {
                    json.WriteString("status", "placed");
                    PlacementParts.WriteJson(json, placement);
                });
            }
        }

        WriteErrors(report.Errors, destination);
    }

    /// <summary>Writes one model, its layers first, then its skipped tensors.</summary>
    public static void Write(ModelAnalysis model, TextWriter destination)
    {
        foreach (var layer in model.Layers)
        {
            WriteLine(model, destination, json =>
            {
                foreach (var column in ReportColumns.All.Where(column => column.Name is not ("model" or "convention")))
                {
                    JsonParts.WriteCell(json, column.Name, column.Value(model, layer));
                }
            });
        }

        foreach (var skipped in model.Skipped)
        {
            WriteLine(model, destination, json =>
            {
                json.WriteNumber("layer_id", skipped.Tensor.Index);
                json.WriteString("name", skipped.Name);
                json.WriteString("longname", skipped.Tensor.Name);
                json.WriteString("dtype", skipped.Tensor.Encoding);
                JsonParts.WriteCell(json, "shape", skipped.Tensor.Shape);
                json.WriteString("status", "skipped");
                json.WriteString("reason", skipped.Reason.Word());
                json.WriteString("note", skipped.Explanation);
            });
        }
    }

    /// <summary>Writes one line for each error.</summary>
    public static void WriteErrors(IEnumerable<ReportError> errors, TextWriter destination)
    {
        foreach (var error in errors)
        {
            JsonParts.WriteValue(indented: false, destination, json =>
            {
                json.WriteStartObject();
                json.WriteString("model", error.Path);
                json.WriteString("longname", error.Tensor);
                json.WriteString("status", "error");
                json.WriteString("note", error.Message);
                json.WriteString("hint", error.Hint);
                json.WriteEndObject();
            });
        }
    }

    private static void WriteLine(ModelAnalysis model, TextWriter destination, Action<Utf8JsonWriter> content) =>
        JsonParts.WriteValue(indented: false, destination, json =>
        {
            json.WriteStartObject();
            json.WriteString("model", model.Path);
            JsonParts.WriteConvention(json, model.Options);
            content(json);
            json.WriteEndObject();
        });
}
