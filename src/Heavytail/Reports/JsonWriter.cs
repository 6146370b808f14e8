using System.Buffers;
using System.Globalization;
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

    /// <summary>Writes an array of objects, without any white space.</summary>
    public static void WriteArray(IEnumerable<Fields> items, TextWriter destination)
    {
        string separator = "[";
        foreach (var item in items)
        {
            destination.Write(separator);
            destination.Write(Text(item, indented: false));
            separator = ",";
        }

        destination.Write(separator == "[" ? "[]" : "]");
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
        destination.Write(Text(fields, indented));
        destination.Write('\n');
    }

    private static string Text(Fields fields, bool indented)
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

        return WithoutHidden(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>
    /// JSON in which format characters, such as direction marks, are escapes. Outside of strings, and in escapes, JSON
    /// is ASCII: every other character stands for itself in a string.
    /// </summary>
    private static string WithoutHidden(string json)
    {
        if (Ascii.IsValid(json))
        {
            return json;
        }

        var result = new StringBuilder(json.Length);
        foreach (char c in json)
        {
            bool isHidden = !char.IsAscii(c) && !char.IsSurrogate(c) && VisibleText.IsHidden(new Rune(c));
            _ = isHidden ? result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : result.Append(c);
        }

        return result.ToString();
    }
}
