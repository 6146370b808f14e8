namespace Heavytail.Cli.Output;

/// <summary>A format of results.</summary>
/// <param name="Name">The word on the command line.</param>
/// <param name="Extension">The extension of files in it.</param>
/// <param name="Document">The format of the document; null for the table that people read.</param>
internal sealed record OutputFormat(string Name, string Extension, DocumentFormat? Document)
{
    public static OutputFormat Table { get; } = new("table", ".txt", null);

    public static OutputFormat Json { get; } = new("json", ".json", DocumentFormat.Json);

    public static OutputFormat JsonLines { get; } = new("jsonl", ".jsonl", DocumentFormat.JsonLines);

    public static OutputFormat Csv { get; } = new("csv", ".csv", DocumentFormat.Csv);

    public static OutputFormat Markdown { get; } = new("markdown", ".md", DocumentFormat.Markdown);

    /// <summary>All formats, in the order of help.</summary>
    public static IReadOnlyList<OutputFormat> All { get; } = [Table, Json, JsonLines, Csv, Markdown];

    /// <summary>The extensions, in the order of help.</summary>
    public static IEnumerable<string> Extensions =>
        All.OrderBy(format => format.Document is null).Select(format => format.Extension);

    /// <summary>Whether it is a form of JSON, which has every column.</summary>
    public bool IsJson => Document is DocumentFormat.Json or DocumentFormat.JsonLines;

    /// <summary>The format of a word that is known to be one.</summary>
    public static OutputFormat Parse(string name) => All.First(format => format.Name == name);

    /// <summary>The format that a file's extension asks for.</summary>
    /// <exception cref="UsageException">The extension is unknown.</exception>
    public static OutputFormat OfFile(string path)
    {
        string extension = Path.GetExtension(path);
        return All.FirstOrDefault(format => format.Extension.Equals(extension, StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException(
                $"`--output {path}`: {UnknownExtension(extension)}",
                $"extensions are {string.Join(", ", Extensions)}");
    }

    /// <summary>What is wrong with a file name whose extension selects no format.</summary>
    public static string UnknownExtension(string extension) =>
        (extension.Length == 0 ? "no extension" : $"unknown extension `{extension}`") + "; it selects the format";
}
