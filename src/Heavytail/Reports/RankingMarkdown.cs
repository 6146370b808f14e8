using System.Globalization;
using Heavytail.Comparison.Rankings;

namespace Heavytail.Reports;

/// <summary>A ranking as Markdown.</summary>
public static class RankingMarkdown
{
    /// <summary>Writes the table, the sentence and what there is to know.</summary>
    public static void Write(Ranking ranking, IReadOnlyList<ReportError> errors, TextWriter destination)
    {
        var columns = RankingColumns.For(ranking);
        MarkdownTable.Write(
            [.. columns.Select(column => (column.Name, column.Kind))],
            ranking.Models.Select(model => columns.Select(column => column.Value(model))),
            destination);
        destination.Write($"\n{MarkdownTable.Escape(ranking.Sentence)}\n\n");
        destination.Write($"Convention {MarkdownTable.Escape(ranking.Convention)}.\n\n");
        if (ranking.Reference is { } reference)
        {
            destination.Write($"{MarkdownTable.Escape(Text(reference, ranking.Options))}\n\n");
        }

        foreach (string difference in ranking.Differences)
        {
            destination.Write($"- not common to all: {MarkdownTable.Escape(difference)}\n");
        }

        destination.Write(ranking.Differences.Count > 0 ? "\n" : "");
        MarkdownParts.WriteErrors(errors, destination);
    }

    /// <summary>What predictions rest on.</summary>
    public static string Text(RankingReference reference, RankingOptions options)
    {
        ArgumentNullException.ThrowIfNull(reference);
        string share = (100 * reference.Confidence(options)).ToString("0", CultureInfo.InvariantCulture);
        return $"Predicted from {reference.Metric} by the {CellText.Exact(reference.Fit.Count)} models of {reference.Family} in {reference.Source}, leave-one-out R² {CellText.Rounded(reference.Fit.LeaveOneOutRSquared)}; intervals by jackknife+ for {share} % of models. A model of that family has no say in its own score.";
    }
}
