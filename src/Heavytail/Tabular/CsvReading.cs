using System.Text;
using CsvHelper;

namespace Heavytail.Tabular;

/// <summary>Text of comma-, semicolon- or tab-separated values (RFC 4180), its first line the header.</summary>
internal static class CsvReading
{
    /// <summary>UTF-8 with or without a byte order mark; other bytes are rejected.</summary>
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    private static readonly CsvReaderOptions s_options = Options(trims: true);

    private static readonly CsvReaderOptions s_exactOptions = Options(trims: false);

    public static Table Read(byte[] bytes, string path)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), s_utf8);
        return Read(reader, path);
    }

    public static Table Read(TextReader reader, string name)
    {
        try
        {
            string text = reader.ReadToEnd();
            int nul = text.IndexOf('\0', StringComparison.Ordinal);
            return nul < 0
                ? Parse(text, name)
                : throw NoText(name, $"has a NUL character after {nul:N0} others, expected text or Parquet");
        }
        catch (DecoderFallbackException e)
        {
            throw NoText(name, "is not UTF-8 text, nor Parquet", e);
        }
        catch (CsvFormatException e)
        {
            throw new TableException(
                name,
                $"a quote is out of place ({e.Message})",
                "quote whole values, and double the quotes in them",
                $"line {e.LineNumber}",
                inner: e);
        }
    }

    private static Table Parse(string text, string name)
    {
        using var csv = CsvReader.FromText(text, s_options);
        if (!csv.Read())
        {
            throw new TableException(name, "is empty, expected a line of column names");
        }

        string[] header = Header(csv, name);
        var rows = new List<string[]>();
        var lines = new List<int>();
        while (csv.Read())
        {
            lines.Add((int)csv.LineNumber);
            rows.Add(csv.FieldCount == header.Length
                ? csv.Current.ToArray()
                : throw new TableException(
                    name,
                    $"found {csv.FieldCount} values, expected {header.Length} as in the header",
                    "quote values that have a separator in them",
                    $"line {csv.LineNumber}"));
        }

        return rows.Count == 0
            ? throw TableColumns.NoRows(name)
            : new Table(
                name,
                [.. header.Index().Where(column => column.Item.Length > 0)
                    .Select(column => (column.Item, (string?[])[.. rows.Select(row => row[column.Index])]))],
                [.. lines])
            {
                Exact = HasOuterSpace(text) ? column => ExactCells(text, Array.IndexOf(header, column)) : null,
            };
    }

    private static CsvReaderOptions Options(bool trims) => new()
    {
        HasHeader = false,
        TrimWhitespace = trims,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Allow,
    };

    /// <summary>Whether a space is first or last in a line or beside a separator.</summary>
    private static bool HasOuterSpace(string text)
    {
        const string Ends = ",;\t\r\n\uFEFF";
        for (int at = text.IndexOf(' ', StringComparison.Ordinal); at >= 0; at = text.IndexOf(' ', at + 1))
        {
            if (at == 0 || at == text.Length - 1 || Ends.Contains(text[at - 1], StringComparison.Ordinal)
                || Ends.Contains(text[at + 1], StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The cells of a column with the spaces around them; empty where the text needs them removed.</summary>
    private static string[] ExactCells(string text, int column)
    {
        var cells = new List<string>();
        try
        {
            using var csv = CsvReader.FromText(text, s_exactOptions);
            for (csv.Read(); csv.Read();)
            {
                cells.Add(column < csv.FieldCount ? csv.Current.ToArray()[column] : "");
            }
        }
        catch (CsvFormatException)
        {
            // A space before a quote is one of the layout, and so are the others.
            return [];
        }

        return [.. cells];
    }

    private static string[] Header(CsvReader csv, string name)
    {
        string[] header = csv.Current.ToArray();
        string place = $"line {csv.LineNumber}";
        TableColumns.Check(name, header, place);
        return header.All(cell => Table.TryNumber(cell, out _))
            ? throw new TableException(
                name, "all column names are numbers, expected a header", "the first line names the columns", place)
            : header;
    }

    private static TableException NoText(string name, string problem, Exception? inner = null) =>
        new(
            name,
            problem,
            "a table is a CSV file in UTF-8, or a Parquet file; `heavytail analyze` reads a weight file",
            inner: inner);
}
