using System.Globalization;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Compare;

/// <summary>A comparison for people: what became of each layer, how alpha differs, how far the weights are.</summary>
internal static class CompareTable
{
    private const string Legend = "drift: norm of W − W_base over that of W_base; overlap: share of the top right "
        + "singular vectors in common (by chance); JS: distance of the spectra";

    public static void Write(ComparisonDocument document, Terminal terminal)
    {
        terminal.WriteLine($"base {Printable.Text(document.Base)}", Tone.Strong);
        foreach (var comparison in document.Comparisons)
        {
            terminal.WriteLine();
            terminal.WriteLine(Printable.Text(comparison.Other.Path), Tone.Strong);
            terminal.WriteLine();
            Write(comparison, document, terminal);
        }

        if (document.Comparisons.Any(comparison => comparison.Layers.Any(layer => layer.Distances is not null)))
        {
            terminal.WriteLine();
            Paragraph.Write(terminal, " ", Legend, Tone.Dim);
        }
    }

    private static void Write(ModelComparison comparison, ComparisonDocument document, Terminal terminal)
    {
        var sheet = document.SheetOf(comparison);
        TextColumn[] columns =
        [
            new("layer", ColumnKind.Text, 0, TextColumn.LayerName) { StaysDistinct = true },
            new("change", ColumnKind.Text, 0),
            new("alpha", ColumnKind.Real, 3),
            new("other", ColumnKind.Real, 2),
            new("difference", ColumnKind.Text, 1),
            new("clear", ColumnKind.Text, 5),
            new("drift", ColumnKind.Real, 1),
            new("spectral", ColumnKind.Real, 8),
            new("CKA", ColumnKind.Real, 6),
            new("JS", ColumnKind.Real, 4),
            new("overlap", ColumnKind.Text, 7),
            .. document.HasDelta ?
            [
                new TextColumn("delta alpha", ColumnKind.Real, 1),
                new TextColumn("delta spikes", ColumnKind.Count, 2),
                new TextColumn("delta label", ColumnKind.Text, 2),
            ]
            : Array.Empty<TextColumn>(),
        ];
        var rows = sheet.Rows.Select(row => Row(sheet, row, document.HasDelta)).ToArray();
        var hidden = new TextTable(columns, rows).Write(terminal, fit: true);
        HiddenColumns.Write(hidden, HiddenColumns.WiderOrCsv, terminal);
        terminal.WriteLine();
        foreach (string sentence in ComparisonSentences.Of(comparison))
        {
            Paragraph.Write(terminal, " ", sentence, Tone.Plain);
        }
    }

    private static TextCell[] Row(Sheet sheet, IReadOnlyList<Cell> row, bool hasDelta)
    {
        Cell Of(string column) => row[sheet.IndexOf(column)];
        string name = Of("name").Exact;
        string other = Of("other_name").Exact;
        bool isEqual = Of("change").Exact == "equal";
        bool isClear = Of("alpha_clear").Exact == "yes";
        string slice = Of("slice").Whole is long number ? $" slice {number}" : "";
        return
        [
            new(Printable.Text((other.Length == 0 || other == name ? name : $"{name} → {other}") + slice)),
            TextCell.From(Of("change")),
            TextCell.From(Of("base_alpha")),
            TextCell.From(Of("alpha")),
            new(isEqual ? "0" : Difference(Of), isClear ? Tone.Warning : Tone.Plain),
            new(isEqual ? "" : Of("alpha_clear").Exact, isClear ? Tone.Warning : Tone.Plain),
            TextCell.From(Of("drift")),
            TextCell.From(Of("spectral_difference")),
            TextCell.From(Of("cka")),
            TextCell.From(Of("esd_js")),
            new(Of("right_overlap").Real is double overlap && Of("right_overlap_chance").Real is double chance
                ? string.Create(CultureInfo.InvariantCulture, $"{overlap:0.00} ({chance:0.00})") : ""),
            .. hasDelta ?
            [
                TextCell.From(Of("delta_alpha")), TextCell.From(Of("delta_num_spikes")),
                TextCell.From(Of("delta_label")),
            ]
            : Array.Empty<TextCell>(),
        ];
    }

    /// <summary>The difference of alpha, with what both intervals allow.</summary>
    private static string Difference(Func<string, Cell> of)
    {
        string Signed(string column) => of(column) is { Real: double value } cell
            ? (value > 0 ? "+" : "") + cell.Rounded.Replace('-', '−') : "";
        string difference = Signed("diff_alpha");
        return difference.Length == 0 || of("alpha_difference_low").Real is null ? difference
            : $"{difference} ({Signed("alpha_difference_low")} to {Signed("alpha_difference_high")})";
    }
}
