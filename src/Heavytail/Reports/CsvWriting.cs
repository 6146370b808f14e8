using System.Buffers;

namespace Heavytail.Reports;

/// <summary>
/// A table as RFC 4180 has it, in one point as pandas writes it: lines end in a line feed alone, on every system.
/// </summary>
internal static class CsvWriting
{
    private static readonly SearchValues<char> s_quoted = SearchValues.Create(",\"\r\n");

    public static void Write(IEnumerable<string> header, IEnumerable<IEnumerable<object?>> rows, TextWriter destination)
    {
        WriteLine(header, destination);
        foreach (var row in rows)
        {
            WriteLine(row.Select(CellText.Exact), destination);
        }
    }

    private static void WriteLine(IEnumerable<string> fields, TextWriter destination)
    {
        destination.Write(string.Join(',', fields.Select(Quote)));
        destination.Write('\n');
    }

    private static string Quote(string field) => field.AsSpan().ContainsAny(s_quoted)
        ? "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""
        : field;
}
