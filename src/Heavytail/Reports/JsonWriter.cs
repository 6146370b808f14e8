using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Heavytail.Reports;

/// <summary>Objects as JSON, one document or one object a line.</summary>
internal static class JsonWriter
{
    /// <summary>Characters that are decoded at once.</summary>
    private const int PieceLength = 4096;

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
            WriteText(item, indented: false, destination);
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
        WriteText(fields, indented, destination);
        destination.Write('\n');
    }

    private static void WriteText(Fields fields, bool indented, TextWriter destination)
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

        WriteVisible(buffer.WrittenSpan, destination);
    }

    /// <summary>
    /// Writes JSON with escapes in place of format characters, such as direction marks. Outside of strings, and in
    /// escapes, JSON is ASCII: every other character stands for itself in a string.
    /// </summary>
    private static void WriteVisible(ReadOnlySpan<byte> json, TextWriter destination)
    {
        var decoder = Encoding.UTF8.GetDecoder();
        char[] chars = new char[PieceLength];
        while (!json.IsEmpty)
        {
            decoder.Convert(json, chars, flush: true, out int bytes, out int count, out _);
            json = json[bytes..];
            var text = chars.AsSpan(0, count);
            while (IndexOfHidden(text) is >= 0 and var hidden)
            {
                destination.Write(text[..hidden]);
                destination.Write("\\u" + ((int)text[hidden]).ToString("x4", CultureInfo.InvariantCulture));
                text = text[(hidden + 1)..];
            }

            destination.Write(text);
        }
    }

    private static int IndexOfHidden(ReadOnlySpan<char> text)
    {
        int start = text.IndexOfAnyExceptInRange('\0', '\x7F');
        for (int k = start; k >= 0 && k < text.Length; k++)
        {
            if (!char.IsAscii(text[k]) && !char.IsSurrogate(text[k]) && VisibleText.IsHidden(new Rune(text[k])))
            {
                return k;
            }
        }

        return -1;
    }
}
