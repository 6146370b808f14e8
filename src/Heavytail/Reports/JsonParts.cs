using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Heavytail.Analysis;
using Heavytail.LinearAlgebra;

namespace Heavytail.Reports;

/// <summary>What the JSON forms have in common: the frame of a document, the head, errors, cells.</summary>
internal static class JsonParts
{
    /// <summary>Writes one value and a line feed.</summary>
    public static void WriteValue(bool indented, TextWriter destination, Action<Utf8JsonWriter> content)
    {
        var options = new JsonWriterOptions
        {
            Indented = indented,
            NewLine = "\n",
            // Names and messages stay readable; whoever puts a report into HTML escapes it there.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            content(json);
        }

        destination.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        destination.Write('\n');
    }

    /// <summary>The properties that every document begins with.</summary>
    public static void WriteHead(Utf8JsonWriter json, AnalysisOptions options)
    {
        WriteTool(json);

        // What changes no number, as the number of threads, is left out: the bytes must not depend on it.
        json.WritePropertyName("options");
        JsonSerializer.Serialize(json, AnalysisIdentity.From(options), AnalysisIdentityJson.Default.AnalysisIdentity);
    }

    /// <summary>The version of the form, and its maker.</summary>
    public static void WriteTool(Utf8JsonWriter json)
    {
        json.WriteNumber("schema_version", Report.SchemaVersion);
        json.WriteStartObject("tool");
        json.WriteString("name", Report.ToolName);
        json.WriteString("version", Report.ToolVersion);
        json.WriteEndObject();
    }

    /// <summary>What decides the numbers of a model, beside its weights.</summary>
    public static void WriteConvention(Utf8JsonWriter json, AnalysisOptions options)
    {
        json.WriteString("convention", options.Method.Convention.Scaling);
        json.WriteString("compat", options.Method.Convention.Compatibility);
        json.WriteString("precision", options.Method.Precision.Word());
    }

    public static void WriteErrors(Utf8JsonWriter json, IEnumerable<ReportError> errors)
    {
        json.WriteStartArray("errors");
        foreach (var error in errors)
        {
            json.WriteStartObject();
            json.WriteString("path", error.Path);
            json.WriteString("tensor", error.Tensor);
            json.WriteString("message", error.Message);
            json.WriteString("hint", error.Hint);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A property of any type that a cell may have; NaN and infinities are null.</summary>
    public static void WriteCell(Utf8JsonWriter json, string name, object? value)
    {
        json.WritePropertyName(name);
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case null or double:
                json.WriteNullValue();
                break;
            default:
                json.WriteRawValue(CellText.Exact(value)); // whole numbers, and shapes on one line
                break;
        }
    }
}
