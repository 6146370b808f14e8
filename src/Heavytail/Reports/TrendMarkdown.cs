using System.Globalization;
using Heavytail.Comparison.Trends;

namespace Heavytail.Reports;

/// <summary>Trends as Markdown, for issues and READMEs.</summary>
public static class TrendMarkdown
{
    private static readonly string[] s_family =
        ["metric", "n", "slope", "intercept", "r2", "loo_r2", "rmse", "tau", "tau_p", "rho", "rho_p", "partial_r", "partial_p"];

    private static readonly string[] s_summary = ["metric", "scope", "n", "r2", "loo_r2", "rmse", "tau", "rho"];
    private static readonly string[] s_pooled = ["metric", "scope", "n", "slope", "r2", "tau", "partial_r", "partial_p"];

    /// <summary>Writes a table and a sentence for each family, then means, pooled trends, warnings and notes.</summary>
    public static void Write(TrendAnalysis analysis, TextWriter destination)
    {
        var data = analysis.Data;
        MarkdownParts.WriteHeading(data.Source, destination);
        destination.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{MarkdownParts.Count(data.Models.Count, "model")}, score {MarkdownTable.Escape(data.Score)}, convention {MarkdownTable.Escape(data.Convention ?? "unknown")}\n\n"));
        var rows = TrendRow.From(analysis).ToLookup(row => row.Scope);
        foreach (var family in analysis.Families)
        {
            destination.Write($"#### {MarkdownTable.Escape(family.Family)}\n\n");
            Table(s_family, rows[TrendRow.FamilyScope].Where(row => row.Family == family.Family), destination);
            destination.Write($"{MarkdownTable.Escape(family.Sentence)}\n\n");
        }

        if (analysis.Summary.Count > 0)
        {
            destination.Write("#### Over families\n\n");
            Table(s_summary, Pairs(analysis, rows["mean"], rows["sd"]), destination);
        }

        if (analysis.Pooled.Count > 0)
        {
            destination.Write("#### All models, pooled and within families\n\n");
            Table(s_pooled, Pairs(analysis, rows["pooled"], rows["within"]), destination);
        }

        List("Warnings", analysis.Warnings, destination);
        List("Notes", [.. data.Notes.Select(Text)], destination);
    }

    /// <summary>A note in one line.</summary>
    internal static string Text(TrendNote note) =>
        (note.Line is int line ? string.Create(CultureInfo.InvariantCulture, $"line {line}: ") : "")
        + note.Message + (note.Hint is null ? "" : $" ({note.Hint})");

    private static IEnumerable<TrendRow> Pairs(
        TrendAnalysis analysis, IEnumerable<TrendRow> first, IEnumerable<TrendRow> second) =>
        analysis.Data.Metrics.SelectMany(metric => first.Concat(second).Where(row => row.Metric == metric));

    private static void Table(string[] names, IEnumerable<TrendRow> rows, TextWriter destination)
    {
        TrendColumn[] columns = [.. names.Select(name => TrendColumns.All.First(column => column.Name == name))];
        MarkdownTable.Write(
            [.. columns.Select(column => (column.Name, column.Kind))],
            rows.Select(row => columns.Select(column => column.Value(row))),
            destination);
        destination.Write('\n');
    }

    private static void List(string title, IReadOnlyList<string> items, TextWriter destination)
    {
        if (items.Count == 0)
        {
            return;
        }

        destination.Write($"#### {title}\n\n");
        foreach (string item in items)
        {
            destination.Write($"- {MarkdownTable.Escape(item)}\n");
        }

        destination.Write('\n');
    }
}
