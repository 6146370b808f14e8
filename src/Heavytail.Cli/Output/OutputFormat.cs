namespace Heavytail.Cli.Output;

/// <summary>A format of results. Help, messages and completions follow from <see cref="All"/>.</summary>
/// <param name="Name">The word on the command line.</param>
/// <param name="Extension">The extension of files in it.</param>
/// <param name="Document">The format of the document; null for the table that people read.</param>
internal sealed record OutputFormat(string Name, string Extension, DocumentFormat? Document)
{
    public static OutputFormat Table { get; } = new("table", ".txt", null);

    public static OutputFormat Json { get; } = new("json", ".json", DocumentFormat.Json) { HasEveryColumn = true };

    public static OutputFormat JsonLines { get; } =
        new("jsonl", ".jsonl", DocumentFormat.JsonLines) { HasEveryColumn = true };

    public static OutputFormat Csv { get; } = new("csv", ".csv", DocumentFormat.Csv) { IsSheet = true };

    public static OutputFormat Markdown { get; } = new("markdown", ".md", DocumentFormat.Markdown);

    /// <summary>The rows of CSV, with types: no text, and so for files alone.</summary>
    public static OutputFormat Parquet { get; } = new("parquet", ".parquet", null) { IsSheet = true, IsBinary = true };

    /// <summary>A page for a browser, in one file.</summary>
    public static OutputFormat Html { get; } = new("html", ".html", null) { IsBinary = true, IsPage = true };

    /// <summary>The formats of findings, which other tools read. Annotations are read from standard output.</summary>
    public static IReadOnlyList<OutputFormat> OfFindings { get; } =
    [
        new("junit", ".xml", null) { Findings = FindingFormat.JUnit },
        new("sarif", ".sarif", null) { Findings = FindingFormat.Sarif },
        new("github", "", null) { Findings = FindingFormat.GitHub },
    ];

    /// <summary>All formats, in the order of help.</summary>
    public static IReadOnlyList<OutputFormat> All { get; } =
        [Table, Json, JsonLines, Csv, Markdown, Parquet, Html, .. OfFindings];

    /// <summary>The extensions, in the order of help.</summary>
    public static IEnumerable<string> Extensions =>
        DocumentsFirst.Select(format => format.Extension).Where(extension => extension.Length > 0);

    /// <summary>The format of the findings of a check; null for a format that every result has.</summary>
    public FindingFormat? Findings { get; init; }

    /// <summary>Whether it has every column, whatever was asked for: JSON, which programs read.</summary>
    public bool HasEveryColumn { get; init; }

    /// <summary>Whether it is one sheet of layers, with nothing about whole models.</summary>
    public bool IsSheet { get; init; }

    /// <summary>Whether it cannot be written to standard output.</summary>
    public bool IsBinary { get; init; }

    /// <summary>Whether it is a page, which not every command has.</summary>
    public bool IsPage { get; init; }

    private static IEnumerable<OutputFormat> DocumentsFirst => All.OrderBy(format => format == Table);

    /// <summary>The format of a word that is known to be one.</summary>
    public static OutputFormat Parse(string name) => All.First(format => format.Name == name);

    /// <summary>
    /// The formats that have a property, but for pages and findings, as a hint: <c>csv, markdown or table</c>.
    /// </summary>
    public static string Words(Func<OutputFormat, bool> have, string conjunction) =>
        WordList.Join(
            [
                .. DocumentsFirst.Where(format => !format.IsPage && format.Findings is null && have(format))
                    .Select(format => format.Name),
            ],
            conjunction);

    /// <summary>The format that a file's extension asks for.</summary>
    /// <param name="path">The path.</param>
    /// <param name="extensions">The extensions that the command writes.</param>
    /// <exception cref="UsageException">The extension is unknown, or no format of the command.</exception>
    public static OutputFormat OfFile(string path, IReadOnlyList<string> extensions)
    {
        string extension = Path.GetExtension(path);
        var format = extension.Length == 0 ? null : All.FirstOrDefault(
            format => format.Extension.Equals(extension, StringComparison.OrdinalIgnoreCase));
        if (format is { IsPage: true } && !extensions.Contains(format.Extension))
        {
            throw new UsageException(
                $"`--output {path}`: this command writes no pages",
                "`heavytail report` writes an analysis as a page, `trend` and `rank` theirs");
        }

        format = format is { Findings: not null } && !extensions.Contains(format.Extension) ? null : format;
        return format ?? throw new UsageException(
            $"`--output {path}`: {UnknownExtension(extension)}",
            Spelling.DidYouMean(extension, extensions) ?? $"extensions are {string.Join(", ", extensions)}");
    }

    /// <summary>What is wrong with a file name whose extension selects no format.</summary>
    public static string UnknownExtension(string extension) =>
        (extension.Length == 0 ? "no extension" : $"unknown extension `{extension}`") + "; it selects the format";
}
