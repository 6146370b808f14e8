using System.Text.Json;
using Heavytail.Comparison.Published;
using Heavytail.Tabular;

namespace Heavytail.Reports;

/// <summary>Corpora and their models, as far as they were asked for: what the exporters below write.</summary>
/// <param name="Corpus">The corpus; null for the list of all.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The values of the columns, a row each.</param>
public sealed record CorpusView(
    Corpus? Corpus, IReadOnlyList<CorpusColumn> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows)
{
    /// <summary>The list of all corpora.</summary>
    public static CorpusView List() => new(
        null,
        CorpusColumn.List,
        [.. Corpora.All.Select(corpus => CorpusColumn.List.Select(column => column.Value(corpus)).ToArray())]);

    /// <summary>Some rows of a corpus.</summary>
    public static CorpusView From(Corpus corpus, Table table, IEnumerable<int> rows)
    {
        var columns = CorpusColumn.From(table);
        return new CorpusView(
            corpus, columns, [.. rows.Select(row => columns.Select(column => column.Value(table, row)).ToArray())]);
    }
}

/// <summary>Corpora as JSON, JSON lines, CSV and Markdown.</summary>
public static class CorpusExport
{
    /// <summary>One document: <c>corpora</c>, or <c>corpus</c> and its <c>rows</c>.</summary>
    public static void WriteJson(CorpusView view, TextWriter destination) =>
        JsonParts.WriteValue(indented: true, destination, json =>
        {
            json.WriteStartObject();
            JsonParts.WriteTool(json);
            if (view.Corpus is Corpus corpus)
            {
                json.WriteStartObject("corpus");
                WriteProperties(json, CorpusColumn.List, column => column.Value(corpus));
                json.WriteEndObject();
            }

            json.WriteStartArray(view.Corpus is null ? "corpora" : "rows");
            foreach (var row in view.Rows)
            {
                WriteRow(json, view.Columns, row);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    /// <summary>A line for each row.</summary>
    public static void WriteJsonLines(CorpusView view, TextWriter destination)
    {
        foreach (var row in view.Rows)
        {
            JsonParts.WriteValue(indented: false, destination, json => WriteRow(json, view.Columns, row));
        }
    }

    /// <summary>A header, and a line for each row.</summary>
    public static void WriteCsv(CorpusView view, TextWriter destination) =>
        CsvWriting.Write(view.Columns.Select(column => column.Name), view.Rows, destination);

    /// <summary>A table; numbers to four digits.</summary>
    public static void WriteMarkdown(CorpusView view, TextWriter destination) =>
        MarkdownTable.Write([.. view.Columns.Select(column => (column.Name, column.Kind))], view.Rows, destination);

    private static void WriteRow(Utf8JsonWriter json, IReadOnlyList<CorpusColumn> columns, IReadOnlyList<object?> row)
    {
        json.WriteStartObject();
        foreach (var (column, value) in columns.Zip(row))
        {
            JsonParts.WriteCell(json, column.Name, value);
        }

        json.WriteEndObject();
    }

    private static void WriteProperties(
        Utf8JsonWriter json, IEnumerable<CorpusColumn> columns, Func<CorpusColumn, object?> value)
    {
        foreach (var column in columns)
        {
            JsonParts.WriteCell(json, column.Name, value(column));
        }
    }
}
