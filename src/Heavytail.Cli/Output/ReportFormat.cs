namespace Heavytail.Cli.Output;

/// <summary>The forms of a result.</summary>
internal enum ReportFormat
{
    Table,
    Json,
    JsonLines,
    Csv,
    Markdown,
}

/// <summary>Words and file extensions of forms.</summary>
internal static class ReportFormats
{
    private static readonly Dictionary<string, ReportFormat> s_extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        [".json"] = ReportFormat.Json,
        [".jsonl"] = ReportFormat.JsonLines,
        [".csv"] = ReportFormat.Csv,
        [".md"] = ReportFormat.Markdown,
        [".txt"] = ReportFormat.Table,
    };

    public static string Word(this ReportFormat format) => format switch
    {
        ReportFormat.Table => "table",
        ReportFormat.Json => "json",
        ReportFormat.JsonLines => "jsonl",
        ReportFormat.Csv => "csv",
        _ => "markdown",
    };

    public static ReportFormat Parse(string word) => Enum.GetValues<ReportFormat>().First(format => format.Word() == word);

    /// <summary>The form that a file's extension asks for.</summary>
    public static ReportFormat OfFile(string path) =>
        s_extensions.TryGetValue(Path.GetExtension(path), out var format)
            ? format
            : throw new UsageException(
                $"`--output {path}`: the extension decides the form, and `{Path.GetExtension(path)}` is none",
                $"extensions are {string.Join(", ", s_extensions.Keys)}");
}
