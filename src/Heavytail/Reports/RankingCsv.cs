
using Heavytail.Comparison.Rankings;

namespace Heavytail.Reports;

/// <summary>A ranking as CSV: a line for each model, the best first.</summary>
public static class RankingCsv
{
    /// <summary>Writes the header and the lines.</summary>
    public static void Write(Ranking ranking, TextWriter destination)
    {
        var columns = RankingColumns.For(ranking);
        CsvWriting.Write(
            columns.Select(column => column.Name).Append("convention"),
            ranking.Models.Select(model => columns.Select(column => column.Value(model)).Append(ranking.Convention)),
            destination);
    }
}
