using System.Buffers;
using System.Globalization;

namespace Heavytail.Reports;

/// <summary>
/// A sheet as RFC 4180 has it, except that lines end in a line feed alone on every system, as pandas writes them.
/// </summary>
/// <param name="neutralizesFormulas">
/// Whether text that a spreadsheet would compute gets an apostrophe in front. Numbers stay as they are.
/// </param>
internal sealed class CsvWriter(bool neutralizesFormulas)
{
    private static readonly SearchValues<char> s_quoted = SearchValues.Create(",\"");

    /// <summary>What begins a formula, in ASCII and in the full width of East Asia.</summary>
    private static readonly SearchValues<char> s_formula = SearchValues.Create("=+-@＝＋－＠");

    /// <summary>Writes the header, unless it is there, and a line for each row.</summary>
    public void Write(Sheet sheet, TextWriter destination, bool hasHeader = true)
    {
        if (hasHeader)
        {
            WriteLine(sheet.Columns.Select(column => (Cell)column.Name), destination);
        }

        foreach (var row in sheet.Rows)
        {
            WriteLine(row, destination);
        }
    }

    /// <summary>Writes one line.</summary>
    public void WriteLine(IEnumerable<Cell> cells, TextWriter destination)
    {
        destination.Write(Join(cells));
        destination.Write('\n');
    }

    /// <summary>The fields of a line, or of a part of one.</summary>
    public string Join(IEnumerable<Cell> cells) => string.Join(',', cells.Select(Field));

    private string Field(Cell cell)
    {
        if (cell.Kind != CellKind.Text)
        {
            return Quote(cell.Exact);
        }

        string text = VisibleText.Escape(cell.Exact);
        return Quote(neutralizesFormulas && IsFormula(text) ? "'" + text : text);
    }

    /// <summary>Spreadsheets skip blanks in front; a plain number is no formula.</summary>
    private static bool IsFormula(string text) =>
        text.AsSpan().TrimStart() is [var first, ..] && s_formula.Contains(first)
        && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static string Quote(string field) => field.AsSpan().ContainsAny(s_quoted)
        ? "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""
        : field;
}
