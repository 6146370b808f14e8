using System.Globalization;
using Heavytail.Cli.Output;
using Heavytail.Reports;

namespace Heavytail.Cli.Commands.Trend;

/// <summary>
/// Trends for people: a table and a sentence a family where there are few, one line a family where there are many.
/// </summary>
internal static class TrendTable
{
    /// <summary>More families than this are shown by their τ and R² only, unless all is asked for.</summary>
    private const int FewFamilies = 8;

    private static readonly ShownColumn[] s_family =
    [
        new("metric", 0), new("n", 4), new("slope", 5), new("r2", 2) { Heading = "R2" },
        new("loo_r2", 3) { Heading = "LOO R2" }, new("rmse", 6) { Heading = "RMSE" }, new("tau", 1),
        new("tau_p", 1) { Heading = "p" }, new("rho", 8), new("rho_p", 9) { Heading = "p(rho)" },
        new("partial_r", 7) { Heading = "r|size" }, new("partial_p", 10) { Heading = "p(r|size)" },
    ];

    private static readonly ShownColumn[] s_pooled =
    [
        new("metric", 0), new("scope", 0) { Heading = "models" }, new("n", 3), new("slope", 2),
        new("r2", 5) { Heading = "R2" }, new("tau", 1), new("partial_r", 4) { Heading = "r|size" },
        new("partial_p", 6) { Heading = "p(r|size)" },
    ];

    public static void Write(TrendDocument document, Terminal terminal, Verbosity verbosity)
    {
        var analysis = document.Analysis;
        var data = analysis.Data;
        string models = string.Create(CultureInfo.InvariantCulture, $"{data.Models.Count} models");
        string convention = Printable.Text(data.Convention ?? "unknown") + Phrases.Compatible(document.Options);
        Heading.Write(
            data.Source,
            $"{models}, score {Printable.Text(data.Score)} ({Phrases.Better(data)}), convention {convention}",
            terminal);
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
            Title(family.Family, Phrases.Count(family.Models.Count, "model"), terminal);
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

    private static void WriteRows(IReadOnlyList<ShownColumn> columns, IEnumerable<TrendRow> rows, Terminal terminal)
    {
        var hidden = SheetTable.From(TrendDocument.SheetOf(rows), columns).Write(terminal, fit: true);
        HiddenColumns.Write(hidden, HiddenColumns.WiderOrCsv, terminal);
    }
}
