
using Heavytail.Comparison.Published;
using Heavytail.Reports;

namespace Heavytail.Cli.Output;

/// <summary>Corpora in one of their forms.</summary>
internal static class CorpusWriter
{
    /// <summary>What people see of a list and of a corpus, the priority of each: what is left out here is in CSV.</summary>
    private static readonly (string Name, int Priority)[] s_shown =
    [
        ("name", 0), ("models", 1), ("families", 2), ("title", 5),
        ("model", 0), ("family", 1), ("error", 2), ("accuracy", 3), ("alpha_weighted", 4), ("log_norm", 5),
        ("alpha", 6), ("log_spectral_norm", 7), ("log_alpha_norm", 8), ("slices", 9), ("counter_example", 10),
    ];

    public static void Write(CorpusView view, ReportFormat format, Terminal terminal)
    {
        switch (format)
        {
            case ReportFormat.Json:
                CorpusExport.WriteJson(view, terminal.Writer);
                break;
            case ReportFormat.JsonLines:
                CorpusExport.WriteJsonLines(view, terminal.Writer);
                break;
            case ReportFormat.Csv:
                CorpusExport.WriteCsv(view, terminal.Writer);
                break;
            case ReportFormat.Markdown:
                CorpusExport.WriteMarkdown(view, terminal.Writer);
                break;
            default:
                WriteTable(view, terminal);
                break;
        }

        terminal.Writer.Flush();
    }

    private static void WriteTable(CorpusView view, Terminal terminal)
    {
        if (view.Corpus is Corpus corpus)
        {
            Heading.Write(corpus.Name, corpus.Title, terminal);
            terminal.WriteLine();
        }

        // A list has few rows, and its convention and source are what it is read for.
        var columns = view.Columns.Index().Select(column => (column.Index, column.Item, Priority: PriorityOf(view, column.Item.Name)))
            .Where(column => column.Priority is not null).OrderBy(column => Order(view, column.Item.Name)).ToArray();
        var table = new TextTable(
            [.. columns.Select(column => new TextColumn(
                column.Item.Name, column.Item.Kind, column.Priority!.Value, ShortenTo: column.Item.Name == "model" ? TextColumn.LayerName : null))],
            [.. view.Rows.Select(row => columns.Select(column => new TextCell(
                Printable.Text(CellText.Rounded(row[column.Index])))).ToArray())]);
        table.Write(terminal, fit: true);
        if (view.Corpus is Corpus shown)
        {
            terminal.WriteLine();
            terminal.WriteLine($" {MarkdownParts.Count(view.Rows.Count, "model")}, convention {shown.Convention}");
            terminal.WriteLine($" metrics: {shown.Source}", Tone.Dim);
            terminal.WriteLine($" accuracies: {shown.Accuracies}", Tone.Dim);
        }
    }

    /// <summary>Null for a column that is not shown.</summary>
    private static int? PriorityOf(CorpusView view, string name) => name switch
    {
        "convention" => view.Corpus is null ? 3 : null,
        "source" => view.Corpus is null ? 4 : null,
        _ => s_shown.Where(column => column.Name == name).Select(column => (int?)column.Priority).FirstOrDefault(),
    };

    /// <summary>Models come before their families; a list has its own order, but for the title at its end.</summary>
    private static int Order(CorpusView view, string name) => view.Corpus is null
        ? name == "title" ? 1 : 0
        : Array.FindIndex(s_shown, column => column.Name == name);
}
