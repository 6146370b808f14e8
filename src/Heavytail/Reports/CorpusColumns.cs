
using Heavytail.Comparison.Published;
using Heavytail.Tabular;

namespace Heavytail.Reports;

/// <summary>A column of a corpus, or of the list of corpora.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
public sealed record CorpusColumn(string Name, ColumnKind Kind)
{
    private static readonly string[] s_texts =
        ["source", "convention", "accuracies", "dataset", "family", "model", "published_group"];

    private static readonly string[] s_counts =
        ["layers", "slices", "in_published_27", "used_by_authors", "counter_example"];

    /// <summary>The columns of the list of corpora.</summary>
    public static IReadOnlyList<CorpusColumn> List { get; } =
    [
        new("name", ColumnKind.Text),
        new("models", ColumnKind.Count),
        new("families", ColumnKind.Count),
        new("convention", ColumnKind.Text),
        new("title", ColumnKind.Text),
        new("source", ColumnKind.Text),
        new("accuracies", ColumnKind.Text),
    ];

    /// <summary>The columns of a corpus, in its own order.</summary>
    public static IReadOnlyList<CorpusColumn> From(Table table) =>
    [
        .. table.Columns.Select(name => new CorpusColumn(
            name,
            s_texts.Contains(name) ? ColumnKind.Text : s_counts.Contains(name) ? ColumnKind.Count : ColumnKind.Real)),
    ];

    /// <summary>The value of this column in the list of corpora.</summary>
    public object Value(Corpus corpus) => Name switch
    {
        "name" => corpus.Name,
        "models" => corpus.Models,
        "families" => corpus.Families,
        "convention" => corpus.Convention,
        "title" => corpus.Title,
        "source" => corpus.Source,
        _ => corpus.Accuracies,
    };

    /// <summary>The value of this column in a row of a corpus; null where there is none.</summary>
    public object? Value(Table table, int row)
    {
        if (Kind == ColumnKind.Text)
        {
            return table.Text(row, Name) is { Length: > 0 } text ? text : null;
        }

        double? number = table.Number(row, Name);
        return Kind == ColumnKind.Count && number is double count ? (object)(long)count : number;
    }
}
