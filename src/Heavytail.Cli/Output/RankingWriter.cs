
using Heavytail.Comparison.Rankings;
using Heavytail.Reports;

namespace Heavytail.Cli.Output;

/// <summary>A ranking in one of its forms.</summary>
internal static class RankingWriter
{
    public static void Write(
        Ranking ranking, IReadOnlyList<ReportError> errors, ReportFormat format, Terminal terminal)
    {
        switch (format)
        {
            case ReportFormat.Json:
                RankingJson.Write(ranking, errors, terminal.Writer);
                break;
            case ReportFormat.JsonLines:
                RankingJson.WriteLines(ranking, errors, terminal.Writer);
                break;
            case ReportFormat.Csv:
                RankingCsv.Write(ranking, terminal.Writer);
                break;
            case ReportFormat.Markdown:
                RankingMarkdown.Write(ranking, errors, terminal.Writer);
                break;
            default:
                RankingTable.Write(ranking, terminal);
                break;
        }

        terminal.Writer.Flush();
    }
}
