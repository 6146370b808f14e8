using System.IO.Enumeration;
using Heavytail.Reports;
using Heavytail.Tabular;

namespace Heavytail;

/// <summary>The list of corpora, or the models of one.</summary>
public sealed record CorpusDocument : Document
{
    private static readonly string[] s_texts =
        ["source", "convention", "accuracies", "dataset", Corpus.FamilyColumn, Corpus.ModelColumn, "published_group"];

    private static readonly string[] s_counts =
        ["layers", "slices", "in_published_27", "used_by_authors", "counter_example"];

    private static readonly Column<Corpus>[] s_list =
    [
        new("name", ColumnKind.Text, corpus => corpus.Name),
        new("models", ColumnKind.Count, corpus => corpus.Models),
        new("families", ColumnKind.Count, corpus => corpus.Families),
        new("convention", ColumnKind.Text, corpus => corpus.Convention),
        new("title", ColumnKind.Text, corpus => corpus.Title),
        new("source", ColumnKind.Text, corpus => corpus.Source),
        new("accuracies", ColumnKind.Text, corpus => corpus.Accuracies),
    ];

    private CorpusDocument(Corpus? corpus, Sheet sheet) => (Corpus, Sheet) = (corpus, sheet);

    /// <summary>The corpus; null for the list of all.</summary>
    public Corpus? Corpus { get; }

    /// <summary>Its models, or the corpora.</summary>
    public Sheet Sheet { get; }

    /// <summary>The list of all corpora.</summary>
    public static CorpusDocument List() => new(null, Sheet.From(s_list, Corpora.All));

    /// <summary>The models of a corpus.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="families">A glob on families; null for all.</param>
    public static CorpusDocument From(Corpus corpus, string? families)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        var table = corpus.Read();
        Column<int>[] columns = [.. table.Columns.Select(name => ColumnOf(table, name))];
        return new CorpusDocument(corpus, Sheet.From(columns, Enumerable.Range(0, table.RowCount).Where(Includes)));

        bool Includes(int row) => families is null
            || FileSystemName.MatchesSimpleExpression(
                families, table.Text(row, Corpus.FamilyColumn), ignoreCase: false);
    }

    internal override Fields ToJson() => Corpus is null
        ? new() { SharedFields.Tool(), { "corpora", ToLines() } }
        : new() { SharedFields.Tool(), { "corpus", Fields.From(s_list, Corpus) }, { "rows", ToLines() } };

    internal override IEnumerable<Fields> ToLines() => Sheet.Rows.Select(row =>
    {
        var fields = new Fields();
        foreach (var (column, cell) in Sheet.Columns.Zip(row))
        {
            fields.Add(column.Name, cell);
        }

        return fields;
    });

    internal override Sheet ToSheet() => Sheet;

    internal override IEnumerable<Block> ToBlocks() => [new Block.Table(Sheet)];

    private static Column<int> ColumnOf(Table table, string name)
    {
        if (s_texts.Contains(name))
        {
            return new(name, ColumnKind.Text, row => table.Text(row, name) is { Length: > 0 } text ? text : null);
        }

        return s_counts.Contains(name)
            ? new(name, ColumnKind.Count, row => (long?)table.Number(row, name))
            : new(name, ColumnKind.Real, row => table.Number(row, name));
    }
}
