
using Heavytail.Comparison.Trends;
using Heavytail.Reports;

namespace Heavytail.Cli.Output;

/// <summary>Trends in one of their forms.</summary>
internal static class TrendWriter
{
    public static void Write(TrendAnalysis analysis, ReportFormat format, Terminal terminal, Verbosity verbosity)
    {
        switch (format)
        {
            case ReportFormat.Json:
                TrendJson.Write(analysis, terminal.Writer);
                break;
            case ReportFormat.JsonLines:
                TrendJsonLines.Write(analysis, terminal.Writer);
                break;
            case ReportFormat.Csv:
                TrendCsv.Write(analysis, terminal.Writer);
                break;
            case ReportFormat.Markdown:
                TrendMarkdown.Write(analysis, terminal.Writer);
                break;
            default:
                TrendTable.Write(analysis, terminal, verbosity);
                break;
        }

        terminal.Writer.Flush();
    }
}
