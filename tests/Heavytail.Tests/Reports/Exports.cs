namespace Heavytail.Tests.Reports;

/// <summary>Every exporter, by the name of its golden file.</summary>
internal static class Exports
{
    public static IReadOnlyDictionary<string, Action<TextWriter>> Of(
        AnalysisDocument report, DescriptionDocument description) => new Dictionary<string, Action<TextWriter>>
        {
            ["Report.json"] = writer => report.Write(DocumentFormat.Json, writer),
            ["Report.jsonl"] = writer => report.Write(DocumentFormat.JsonLines, writer),
            ["Report.csv"] = writer => report.Write(DocumentFormat.Csv, writer),
            ["Report.md"] = writer => report.Write(DocumentFormat.Markdown, writer),
            ["Description.json"] = writer => description.Write(DocumentFormat.Json, writer),
            ["Description.jsonl"] = writer => description.Write(DocumentFormat.JsonLines, writer),
            ["Description.csv"] = writer => description.Write(DocumentFormat.Csv, writer),
            ["Description.md"] = writer => description.Write(DocumentFormat.Markdown, writer),
        };

    /// <summary>A document in a format, the version of the library left out.</summary>
    public static string Text(Document document, DocumentFormat format) => Text(writer => document.Write(format, writer));

    /// <summary>What an exporter writes, the version of the library left out.</summary>
    public static string Text(Action<TextWriter> export)
    {
        var writer = new StringWriter();
        export(writer);
        return writer.ToString().Replace(
            $"\"version\": \"{Document.ToolVersion}\"", "\"version\": \"VERSION\"", StringComparison.Ordinal);
    }
}
