using System.Globalization;

namespace Heavytail.Tabular;

/// <summary>Rows and named columns of a CSV or Parquet file. Cells are text until a number is asked for.</summary>
internal sealed class Table
{
    /// <summary>Spellings of a missing value: pandas, R, JSON, people.</summary>
    private static readonly string[] s_missing = ["", "NA", "NaN", "null", "-"];

    private readonly Dictionary<string, string?[]> _cells;
    private readonly int[]? _lines;
    private readonly Dictionary<string, string[]> _exact = new(StringComparer.Ordinal);

    /// <param name="path">The file, for messages.</param>
    /// <param name="columns">Names, and a cell for each row.</param>
    /// <param name="lines">Line on which each row starts; null where the file has no lines.</param>
    internal Table(string path, IReadOnlyList<(string Name, string?[] Cells)> columns, int[]? lines)
    {
        Path = path;
        Columns = [.. columns.Select(column => column.Name)];
        RowCount = columns[0].Cells.Length;
        _cells = columns.ToDictionary(column => column.Name, column => column.Cells, StringComparer.Ordinal);
        _lines = lines;
    }

    /// <summary>The file it was read from, as it was given.</summary>
    public string Path { get; }

    /// <summary>
    /// The names of its columns, in the file's order. A column without a name (pandas' index) is omitted.
    /// </summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>
    /// The cells of a column of text with the spaces around them; null where there are no such spaces.
    /// </summary>
    internal Func<string, string[]>? Exact { get; init; }

    /// <summary>Number of rows, at least one.</summary>
    public int RowCount { get; }

    /// <summary>Reads a CSV or Parquet file; its content decides which.</summary>
    /// <exception cref="TableException">The file is not there, damaged, or no table.</exception>
    public static Table Read(string path)
    {
        byte[] bytes = TableReading.ReadAll(path);
        return ParquetTable.Recognizes(bytes) ? ParquetTable.Read(bytes, path) : CsvReading.Read(bytes, path);
    }

    /// <summary>Reads comma-, semicolon- or tab-separated text with a header.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="TableException">The text is not a table.</exception>
    public static Table ReadCsv(TextReader reader, string name) => CsvReading.Read(reader, name);

    /// <summary>Whether there is a column of this name.</summary>
    public bool Has(string column) => _cells.ContainsKey(column);

    /// <summary>A cell as it stands in the file; null where a Parquet file has none.</summary>
    /// <exception cref="TableException">There is no such column.</exception>
    public string? Text(int row, string column) => Cells(column)[row];

    /// <summary>
    /// A cell with the spaces that stand around it in the file, which may be those of a layout or part of a name.
    /// </summary>
    /// <exception cref="TableException">There is no such column.</exception>
    public string? ExactText(int row, string column)
    {
        string? text = Text(row, column);
        if (Exact is null || text is null)
        {
            return text;
        }

        if (!_exact.TryGetValue(column, out string[]? cells))
        {
            _exact.Add(column, cells = Exact(column));
        }

        // Without trimming, a text with quotes can fall into other cells.
        return row < cells.Length && cells[row].Trim(' ', '\t') == text ? cells[row] : text;
    }

    /// <summary>A cell as a number; null where it is empty, <c>NA</c>, <c>NaN</c>, <c>null</c> or <c>-</c>.</summary>
    /// <exception cref="TableException">There is no such column, or the cell is something else.</exception>
    public double? Number(int row, string column)
    {
        string text = Cells(column)[row]?.Trim() ?? "";
        if (s_missing.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        return TryNumber(text, out double number)
            ? number
            : throw new TableException(
                Path,
                $"found `{text}`, expected a number",
                HintFor(text),
                Place(row),
                column);
    }

    /// <summary>The line of the file that a row starts at; of a Parquet file, the row counted from 1.</summary>
    public int LineOf(int row) => _lines?[row] ?? row + 1;

    internal static bool TryNumber(string text, out double number)
    {
        const NumberStyles Styles =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        switch (text.ToUpperInvariant())
        {
            case "INF" or "+INF" or "INFINITY" or "+INFINITY":
                number = double.PositiveInfinity;
                return true;
            case "-INF" or "-INFINITY":
                number = double.NegativeInfinity;
                return true;
            default:
                return double.TryParse(text, Styles, CultureInfo.InvariantCulture, out number)
                    && double.IsFinite(number);
        }
    }

    private static string? HintFor(string text) =>
        text.EndsWith('%') ? "write a percentage without its sign: 91.2"
        : text.Contains(',', StringComparison.Ordinal) ? "numbers have a decimal point and no other separator"
        : null;

    private string Place(int row) => _lines is null ? $"row {LineOf(row)}" : $"line {LineOf(row)}";

    private string?[] Cells(string column) =>
        _cells.TryGetValue(column, out string?[]? cells)
            ? cells
            : throw new TableException(
                Path,
                $"has no column `{column}`",
                Spelling.DidYouMean(column, Columns) ?? $"its columns are {string.Join(", ", Columns.Take(20))}");
}
