
using Heavytail.Comparison.Trends;

namespace Heavytail.Reports;

/// <summary>Trends as CSV: a line for each metric of each scope, as RFC 4180 and pandas have it.</summary>
public static class TrendCsv
{
    /// <summary>Writes the header and the lines. Sentences, warnings and notes are not in it; JSON has them.</summary>
    public static void Write(TrendAnalysis analysis, TextWriter destination) => CsvWriting.Write(
        TrendColumns.All.Select(column => column.Name).Append("score").Append("convention"),
        TrendRow.From(analysis).Select(row => TrendColumns.All.Select(column => column.Value(row))
            .Append(analysis.Data.Score).Append(analysis.Data.Convention)),
        destination);
}
