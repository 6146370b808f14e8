using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Corpus;

/// <summary>The list of corpora, or the models of one, for people: what is left out here is in CSV.</summary>
internal static class CorpusTable
{
    /// <summary>A list has few rows, and its convention and source are what it is read for.</summary>
    private static readonly ShownColumn[] s_list =
    [
        new("name", 0), new("models", 1), new("families", 2), new("convention", 3), new("source", 4), new("title", 5),
    ];

    private static readonly ShownColumn[] s_models =
    [
        new("model", 0) { ShortenTo = TextColumn.LayerName }, new("family", 1), new("error", 2), new("accuracy", 3),
        new("alpha_weighted", 4), new("log_norm", 5), new("alpha", 6), new("log_spectral_norm", 7),
        new("log_alpha_norm", 8), new("slices", 9), new("counter_example", 10),
    ];

    public static void Write(CorpusDocument document, Terminal terminal)
    {
        var sheet = document.Sheet;
        if (document.Corpus is not { } corpus)
        {
            SheetTable.From(sheet, s_list).Write(terminal, fit: true);
            return;
        }

        Heading.Write(corpus.Name, corpus.Title, terminal);
        terminal.WriteLine();
        var known = sheet.Columns.Select(column => column.Name).ToHashSet();
        SheetTable.From(sheet, [.. s_models.Where(column => known.Contains(column.Name))]).Write(terminal, fit: true);
        terminal.WriteLine();
        terminal.WriteLine($" {Phrases.Count(sheet.Rows.Count, "model")}, convention {corpus.Convention}");
        terminal.WriteLine($" metrics: {corpus.Source}", Tone.Dim);
        terminal.WriteLine($" accuracies: {corpus.Accuracies}", Tone.Dim);
    }
}
