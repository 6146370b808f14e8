using Heavytail.Reports;

namespace Heavytail.Tests.Reports;

/// <summary>Every exporter, by the name of its golden file.</summary>
internal static class Exports
{
    public static IReadOnlyDictionary<string, Action<TextWriter>> Of(Report report, DescriptionReport description) =>
        new Dictionary<string, Action<TextWriter>>
        {
            ["Report.json"] = writer => ReportJson.Write(report, writer),
            ["Report.jsonl"] = writer => ReportJsonLines.Write(report, writer),
            ["Report.csv"] = writer => ReportCsv.Write(report, ReportColumns.All, writer),
            ["Report.md"] = writer => ReportMarkdown.Write(report, ReportColumns.Select(ReportColumns.Default), writer),
            ["Description.json"] = writer => DescriptionJson.Write(description, writer),
            ["Description.jsonl"] = writer => DescriptionJsonLines.Write(description, writer),
            ["Description.csv"] = writer => DescriptionCsv.Write(description, writer),
            ["Description.md"] = writer => DescriptionMarkdown.Write(description, writer),
        };

    /// <summary>What an exporter writes, the version of the library left out.</summary>
    public static string Text(Action<TextWriter> export)
    {
        var writer = new StringWriter();
        export(writer);
        return writer.ToString().Replace(
            $"\"version\": \"{Report.ToolVersion}\"", "\"version\": \"VERSION\"", StringComparison.Ordinal);
    }
}
