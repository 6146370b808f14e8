
using Heavytail.Reports;

namespace Heavytail.Cli.Output;

/// <summary>A report in one of its forms.</summary>
internal static class ReportWriter
{
    public static void Write(
        Report report,
        ReportFormat format,
        TableView view,
        Terminal terminal,
        Verbosity verbosity,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        report = view.Apply(report, format);
        switch (format)
        {
            case ReportFormat.Json:
                ReportJson.Write(report, terminal.Writer);
                break;
            case ReportFormat.JsonLines:
                ReportJsonLines.Write(report, terminal.Writer);
                break;
            case ReportFormat.Csv:
                ReportCsv.Write(report, view.Columns ?? ReportColumns.All, terminal.Writer);
                break;
            case ReportFormat.Markdown:
                ReportMarkdown.Write(report, view.Columns ?? ReportColumns.Select(ReportColumns.Default), terminal.Writer);
                break;
            default:
                ReportTable.Write(report, view, terminal, verbosity);
                break;
        }

        terminal.Writer.Flush();
    }
}

/// <summary>A description in one of its forms.</summary>
internal static class DescriptionWriter
{
    public static void Write(DescriptionReport report, ReportFormat format, Terminal terminal)
    {
        switch (format)
        {
            case ReportFormat.Json:
                DescriptionJson.Write(report, terminal.Writer);
                break;
            case ReportFormat.JsonLines:
                DescriptionJsonLines.Write(report, terminal.Writer);
                break;
            case ReportFormat.Csv:
                DescriptionCsv.Write(report, terminal.Writer);
                break;
            case ReportFormat.Markdown:
                DescriptionMarkdown.Write(report, terminal.Writer);
                break;
            default:
                DescriptionTable.Write(report, terminal);
                break;
        }

        terminal.Writer.Flush();
    }
}
