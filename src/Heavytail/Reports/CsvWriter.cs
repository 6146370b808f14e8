using System.Buffers;

namespace Heavytail.Reports;

/// <summary>
/// A sheet as RFC 4180 has it, except that lines end in a line feed alone on every system, as pandas writes them.
/// </summary>
internal static class CsvWriter
{
    private static readonly SearchValues<char> s_quoted = SearchValues.Create(",\"\r\n");

    /// <summary>Writes the header, unless it is there, and a line for each row.</summary>
    public static void Write(Sheet sheet, TextWriter destination, bool hasHeader = true)
    {
        if (hasHeader)
        {
            WriteLine(sheet.Columns.Select(column => column.Name), destination);
        }

        foreach (var row in sheet.Rows)
        {
            WriteLine(row.Select(cell => cell.Exact), destination);
        }
    }

    /// <summary>Writes one line.</summary>
    public static void WriteLine(IEnumerable<string> fields, TextWriter destination)
    {
        destination.Write(Join(fields));
        destination.Write('\n');
    }

    /// <summary>The fields of a line, or of a part of one.</summary>
    public static string Join(IEnumerable<string> fields) => string.Join(',', fields.Select(Quote));

    private static string Quote(string field) => field.AsSpan().ContainsAny(s_quoted)
        ? "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""
        : field;
}
