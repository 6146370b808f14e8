using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Heavytail.Reports;

/// <summary>Objects as JSON, one document or one object a line.</summary>
internal static class JsonWriter
{
    /// <summary>Writes a document, indented, with a closing line feed.</summary>
    public static void Write(Fields document, TextWriter destination) => Write(document, indented: true, destination);

    /// <summary>Writes an object a line.</summary>
    public static void WriteLines(IEnumerable<Fields> lines, TextWriter destination)
    {
        foreach (var line in lines)
        {
            Write(line, indented: false, destination);
        }
    }

    /// <summary>Writes a value; NaN and infinities are null.</summary>
    public static void Write(Utf8JsonWriter json, Cell cell)
    {
        switch (cell)
        {
            case { Kind: CellKind.Text }:
                json.WriteStringValue(cell.Exact);
                break;
            case { Whole: long number }:
                json.WriteNumberValue(number);
                break;
            case { Real: double number } when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case { Kind: CellKind.Shape }:
                json.WriteRawValue(cell.Exact); // on one line, also in an indented document
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    /// <summary>Writes an object, or null.</summary>
    public static void Write(Utf8JsonWriter json, Fields? fields)
    {
        if (fields is null)
        {
            json.WriteNullValue();
        }
        else
        {
            fields.Write(json);
        }
    }

    private static void Write(Fields fields, bool indented, TextWriter destination)
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
            fields.Write(json);
        }

        destination.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        destination.Write('\n');
    }
}
