namespace Heavytail.Tests.Reports;

/// <summary>Every exporter, by the name of its golden file.</summary>
internal static class Exports
{
    public static IReadOnlyDictionary<string, Action<TextWriter>> Of(
        AnalysisDocument report, DescriptionDocument description)
    {
        var exports = new Dictionary<string, Action<TextWriter>>();
        foreach (var format in Enum.GetValues<DocumentFormat>())
        {
            exports.Add("Report" + Extension(format), writer => report.Write(format, writer));
            exports.Add("Description" + Extension(format), writer => description.Write(format, writer));
        }

        return exports;
    }

    /// <summary>A document in a format, the version of the library left out.</summary>
    public static string Text(Document document, DocumentFormat format) =>
        Text(writer => document.Write(format, writer));

    /// <summary>What an exporter writes, the version of the library left out.</summary>
    public static string Text(Action<TextWriter> export)
    {
        var writer = new StringWriter();
        export(writer);
        return writer.ToString()
            .Replace(
                $"\"version\": \"{Document.ToolVersion}\"", "\"version\": \"VERSION\"", StringComparison.Ordinal)
            .Replace($"version\":\"{Document.ToolVersion}\"", "version\":\"VERSION\"", StringComparison.Ordinal);
    }

    /// <summary>That of a golden file: the name of the format where it is not a usual one.</summary>
    private static string Extension(DocumentFormat format) => format switch
    {
        DocumentFormat.JsonLines => ".jsonl",
        DocumentFormat.Markdown => ".md",
        _ => "." + format.ToString().ToLowerInvariant(),
    };
}
