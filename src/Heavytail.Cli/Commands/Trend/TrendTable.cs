using Heavytail.Cli.Output;
using Heavytail.Reports;
using static System.FormattableString;

namespace Heavytail.Cli.Commands.Trend;

/// <summary>
/// Trends for people: the answer first, then figures. Of several families each has one line, unless all is asked for.
/// </summary>
internal static class TrendTable
{
    private static readonly ShownColumn[] s_family =
    [
        new("metric", 0), new("n", 4), new("slope", 5), new("r2", 2) { Heading = "R2" },
        new("loo_r2", 3) { Heading = "LOO R2" }, new("rmse", 6) { Heading = "RMSE" }, new("tau", 1),
        new("tau_p", 1) { Heading = "p" }, new("rho", 7), new("rho_p", 9) { Heading = "p(rho)" },
        new("partial_r", 8) { Heading = "r|size" }, new("partial_p", 10) { Heading = "p(r|size)" },
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
        WriteAnswer(document, terminal);
        var rows = TrendRow.From(analysis).ToLookup(row => row.Scope);
        var families = rows[TrendRow.FamilyScope].ToLookup(row => row.Family);
        FamilyTrend[] large =
        [
            .. analysis.Families.Where(family => family.Models.Count >= TrendSummary.SmallestFamily),
        ];
        if (verbosity == Verbosity.Verbose && analysis.Families.Count > 1)
        {
            WriteFamilies(analysis, families, terminal);
        }
        else if (large is [var only])
        {
            Title(only.Family, Phrases.Count(only.Models.Count, "model"), terminal);
            WriteRows(s_family, families[only.Family], terminal);
        }
        else if (large.Length > 1)
        {
            Title("tau of each family", "-v shows slope, R2, p and a sentence for each", terminal);
            TrendMatrix.Write(analysis, terminal);
        }

        WriteSmall(analysis, terminal);
        if (analysis.Summary.Count > 0)
        {
            Title("over families", "mean ± standard deviation of families of three models or more", terminal);
            TrendMatrix.WriteSummary(analysis.Summary, terminal);
            if (analysis.Summary.Any(metric => metric.AsExpected is not null))
            {
                terminal.WriteLine(" sign: families whose tau has the sign of theory, be it by chance", Tone.Dim);
            }
        }

        if (analysis.Pooled.Count > 0)
        {
            Title("all models", "pooled, and within families: family means taken off", terminal);
            WriteRows(s_pooled, analysis.Data.Metrics.SelectMany(metric =>
                rows["pooled"].Concat(rows["within"]).Where(row => row.Metric == metric)), terminal);
        }

        if (document.ListsModels)
        {
            Title("models", "", terminal);
            WriteModels(document.Models, terminal);
        }
    }

    /// <summary>What was analyzed, what it shows, and what speaks against it.</summary>
    private static void WriteAnswer(TrendDocument document, Terminal terminal)
    {
        var data = document.Analysis.Data;
        int families = document.Analysis.Families.Count;
        string models = Phrases.Count(data.Models.Count, "model")
            + (families > 1 ? Invariant($" of {families} families") : "");
        string convention = Printable.Text(data.Convention ?? "unknown") + Phrases.Compatible(document.Options);
        Heading.Write(
            data.Source,
            $"{models}, score {Printable.Text(data.Score)} ({Phrases.Better(data)}), convention {convention}",
            terminal);
        terminal.WriteLine();
        Paragraph.Write(terminal, " ", document.Analysis.Answer, Tone.Plain);
        foreach (string warning in document.Analysis.Warnings)
        {
            terminal.WriteLine();
            Paragraph.Write(terminal, " warning: ", warning, Tone.Warning);
        }
    }

    /// <summary>Families without a trend, which no table has: as many as a line or two hold.</summary>
    private static void WriteSmall(TrendAnalysis analysis, Terminal terminal)
    {
        const int Named = 4;
        FamilyTrend[] small =
        [
            .. analysis.Families.Where(family => family.Models.Count < TrendSummary.SmallestFamily),
        ];
        if (small.Length > 0 && analysis.Families.Count > 1)
        {
            string names = string.Join(", ", small.Take(Named).Select(
                family => $"`{family.Family}` ({Phrases.Count(family.Models.Count, "model")})"));
            string more = small.Length > Named ? Invariant($" and {small.Length - Named} more") : "";
            Paragraph.Write(
                terminal, " ", $"too few models for a trend, which takes three: {names}{more}", Tone.Dim);
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
        var sheet = TrendDocument.SheetOf(rows);
        ShownColumn[] filled = [.. columns.Where(column => HasValue(sheet, sheet.IndexOf(column.Name)))];
        Finish(SheetTable.From(sheet, filled).Write(terminal, fit: true), terminal);
    }

    private static void WriteModels(Sheet models, Terminal terminal)
    {
        ShownColumn[] columns =
        [
            .. models.Columns.Select((column, k) => new ShownColumn(column.Name, k)
            {
                ShortenTo = k == 0 ? TextColumn.ModelName : null,
                StaysDistinct = k == 0,
            }).Where((_, k) => HasValue(models, k)),
        ];
        Finish(SheetTable.From(models, columns).Write(terminal, fit: true), terminal);
    }

    /// <summary>A column that is empty in every row, such as sizes that are not known, takes no room.</summary>
    private static bool HasValue(Sheet sheet, int column) => sheet.Rows.Any(row => row[column].Kind != CellKind.None);

    private static void Finish(IReadOnlyList<string> hidden, Terminal terminal) =>
        HiddenColumns.Write(hidden, HiddenColumns.WiderOrCsv, terminal);
}
