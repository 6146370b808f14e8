using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Surgery;

/// <summary>Surgery for people: what was done to each layer, and its figures before and after.</summary>
internal static class SurgeryTable
{
    private const string Legend = "change: norm of W' − W over that of W, W' as it is written; rank: the effective one";

    public static void Write(SurgeryDocument document, Terminal terminal)
    {
        var result = document.Result;
        terminal.Write($"surgery {result.Operation.Kind}", Tone.Strong);
        terminal.WriteLine($"  {result.Operation.Method}", Tone.Dim);
        terminal.WriteLine(Printable.Text(result.Before.Path), Tone.Strong);
        terminal.WriteLine();
        var sheet = document.Sheet;
        TextColumn[] columns =
        [
            new("layer", ColumnKind.Text, 0, TextColumn.LayerName) { StaysDistinct = true },
            new("change", ColumnKind.Real, 1),
            new("alpha", ColumnKind.Text, 2),
            new("label", ColumnKind.Text, 5),
            new("spikes", ColumnKind.Text, 6),
            new("traps", ColumnKind.Text, 3),
            new("rank", ColumnKind.Text, 7),
            new("done", ColumnKind.Text, 4),
        ];
        var rows = sheet.Rows.Select(row => Row(sheet, row)).ToArray();
        var hidden = new TextTable(columns, rows).Write(terminal, fit: true);
        HiddenColumns.Write(hidden, HiddenColumns.WiderOrCsv, terminal);
        foreach (var layer in result.Layers.Where(layer => layer.Traps.Count > 0))
        {
            terminal.WriteLine();
            terminal.WriteLine(Printable.Text(layer.Before.Layer.Name), Tone.Strong);
            foreach (string trap in SurgerySentences.Traps(layer))
            {
                Paragraph.Write(terminal, " ", trap, Tone.Plain);
            }
        }

        terminal.WriteLine();
        foreach (string sentence in SurgerySentences.Of(document))
        {
            Paragraph.Write(terminal, " ", Printable.Text(sentence), Tone.Plain);
        }

        terminal.WriteLine();
        Paragraph.Write(terminal, " ", Legend, Tone.Dim);
    }

    private static TextCell[] Row(Sheet sheet, IReadOnlyList<Cell> row)
    {
        Cell Of(string column) => row[sheet.IndexOf(column)];
        bool isChanged = Of("changed").Exact == "yes";
        string Both(string column)
        {
            string before = Of("before_" + column).Rounded;
            string after = Of(column).Rounded;
            return before == after || !isChanged ? before : $"{Word(before)} → {Word(after)}";
        }

        return
        [
            new(Printable.Text(Of("name").Exact)),
            TextCell.From(Of("change")),
            new(Both("alpha")),
            new(Both("label")),
            new(Both("num_spikes")),
            new(Both("num_traps")),
            new(Both("effective_rank")),
            new(Printable.Text(Of("done").Exact), isChanged ? Tone.Plain : Tone.Dim),
        ];
    }

    private static string Word(string value) => value.Length == 0 ? "–" : value;
}
