using System.Globalization;
using Heavytail.Comparison.Trends;
using Heavytail.Reports;

namespace Heavytail.Cli.Output;

/// <summary>Trends for people: a table and a sentence a family where there are few, one line a family where there are many.</summary>
internal static class TrendTable
{
    /// <summary>More families than this are shown by their τ and R² only, unless all is asked for.</summary>
    private const int FewFamilies = 8;

    private static readonly (string Name, string Heading, int Priority)[] s_family =
    [
        ("metric", "metric", 0), ("n", "n", 4), ("slope", "slope", 5), ("r2", "R2", 2), ("loo_r2", "LOO R2", 3),
        ("rmse", "RMSE", 6), ("tau", "tau", 1), ("tau_p", "p", 1), ("rho", "rho", 8), ("rho_p", "p(rho)", 9),
        ("partial_r", "r|size", 7), ("partial_p", "p(r|size)", 10),
    ];

    private static readonly (string Name, string Heading, int Priority)[] s_pooled =
    [
        ("metric", "metric", 0), ("scope", "models", 0), ("n", "n", 3), ("slope", "slope", 2), ("r2", "R2", 5),
        ("tau", "tau", 1), ("partial_r", "r|size", 4), ("partial_p", "p(r|size)", 6),
    ];

    public static void Write(TrendAnalysis analysis, Terminal terminal, Verbosity verbosity)
    {
        var data = analysis.Data;
        Heading.Write(data.Source, string.Create(
            CultureInfo.InvariantCulture,
            $"{data.Models.Count} models, score {Printable.Text(data.Score)} ({(data.LowerIsBetter ? "lower" : "higher")} is better), convention {Printable.Text(data.Convention ?? "unknown")}"), terminal);
        var rows = TrendRow.From(analysis).ToLookup(row => row.Scope);
        if (analysis.Families.Count <= FewFamilies || verbosity == Verbosity.Verbose)
        {
            WriteFamilies(analysis, rows[TrendRow.FamilyScope].ToLookup(row => row.Family), terminal);
        }
        else
        {
            Title("tau of each family", "-v shows all that is known of each", terminal);
            TrendMatrix.Write(analysis, trend => trend.Kendall?.Coefficient, summary => summary.Kendall, terminal);
            Title("R2 of each family", "", terminal);
            TrendMatrix.Write(analysis, trend => trend.Fit?.RSquared, summary => summary.RSquared, terminal);
        }

        if (analysis.Families.Count <= FewFamilies && analysis.Summary.Count > 0)
        {
            Title("over families", "mean ± standard deviation of families of three models or more", terminal);
            TrendMatrix.WriteSummary(analysis.Summary, terminal);
        }

        if (analysis.Pooled.Count > 0)
        {
            Title("all models", "pooled, and within families: family means taken off", terminal);
            WriteRows(s_pooled, analysis.Data.Metrics.SelectMany(metric =>
                rows["pooled"].Concat(rows["within"]).Where(row => row.Metric == metric)), terminal);
        }

        foreach (string warning in analysis.Warnings)
        {
            terminal.WriteLine();
            Paragraph.Write(terminal, "warning: ", warning, Tone.Warning);
        }
    }

    private static void WriteFamilies(
        TrendAnalysis analysis, ILookup<string?, TrendRow> rows, Terminal terminal)
    {
        foreach (var family in analysis.Families)
        {
            Title(family.Family, string.Create(
                CultureInfo.InvariantCulture, $"{family.Models.Count} model{(family.Models.Count == 1 ? "" : "s")}"), terminal);
            if (family.Models.Count >= TrendSummary.SmallestFamily)
            {
                WriteRows(s_family, rows[family.Family], terminal);
                terminal.WriteLine();
            }

            Paragraph.Write(terminal, " ", family.Sentence, Tone.Plain);
        }
    }

    private static void Title(string title, string remark, Terminal terminal)
    {
        terminal.WriteLine();
        terminal.Write(Printable.Text(title), Tone.Strong);
        terminal.WriteLine(remark.Length > 0 ? $"  {remark}" : "", Tone.Dim);
        terminal.WriteLine();
    }

    private static void WriteRows(
        (string Name, string Heading, int Priority)[] columns, IEnumerable<TrendRow> rows, Terminal terminal)
    {
        TrendColumn[] found = [.. columns.Select(column => TrendColumns.All.First(known => known.Name == column.Name))];
        var hidden = new TextTable(
            [.. columns.Zip(found, (column, known) => new TextColumn(column.Heading, known.Kind, column.Priority))],
            [.. rows.Select(row => found.Select(column => new TextCell(Printable.Text(Text(column, row)))).ToArray())])
            .Write(terminal, fit: true);
        HiddenColumns.Write(hidden, HiddenColumns.WiderOrCsv, terminal);
    }

    private static string Text(TrendColumn column, TrendRow row) => CellText.Rounded(column.Value(row));
}
