using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Heavytail.Plans;

/// <summary>Text of the files that other tools read: the same in every culture.</summary>
internal static class PlanText
{
    private static readonly JsonWriterOptions s_json = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A number that reads back the same: the shortest one.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A number for people, to four significant digits.</summary>
    public static string Short(double value) => RealText.Rounded(value);

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A file of text.</summary>
    public static PlanFile File(string name, string extension, string use, string text) =>
        new(name, extension, Encoding.UTF8.GetBytes(text)) { Use = use };

    /// <summary>A file of JSON.</summary>
    public static PlanFile JsonFile(string name, string use, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_json))
        {
            write(json);
        }

        stream.WriteByte((byte)'\n');
        return new PlanFile(name, ".json", stream.ToArray()) { Use = use };
    }

    /// <summary>
    /// A text between double quotes with JSON's escapes, which YAML and Python read as well. Characters that one of
    /// them refuses are escaped.
    /// </summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append(@"\\"),
                < ' ' or (>= '\u007f' and <= '\u00a0') or '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff' =>
                    quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>
    /// A regular expression that matches a text literally, for Python, C++ and Rust: what has a meaning is escaped.
    /// </summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder();
        foreach (char c in text)
        {
            _ = @"\.^$|?*+()[]{}".Contains(c, StringComparison.Ordinal)
                ? literal.Append('\\').Append(c) : literal.Append(c);
        }

        return literal.ToString();
    }

    /// <summary>A list in YAML's flow style, which JSON has too.</summary>
    public static string List(IEnumerable<double> values) => $"[{string.Join(", ", values.Select(Exact))}]";
}
