using System.Reflection;
using Heavytail.Reports;

namespace Heavytail;

/// <summary>The formats of a document. Each keeps its number, wherever a further one stands.</summary>
public enum DocumentFormat
{
    /// <summary>One JSON document, indented.</summary>
    Json = 0,

    /// <summary>JSON lines: one object a line.</summary>
    JsonLines = 1,

    /// <summary>Comma-separated values by RFC 4180, with a header.</summary>
    Csv = 2,

    /// <summary>GitHub's Markdown, for issues and READMEs: four significant digits.</summary>
    Markdown = 3,
}

/// <summary>
/// What a command found, in a form that every writer understands. The same document gives the same bytes in every
/// culture and on every system; lines end in a line feed.
/// </summary>
public abstract record Document
{
    /// <summary>The version of the JSON form; raised when a reader of the old form would misread the new one.</summary>
    public const int SchemaVersion = 2;

    /// <summary>The name that documents give as their maker.</summary>
    public const string ToolName = "heavytail";

    /// <summary>The version of the library that made it.</summary>
    public static string ToolVersion { get; } =
        typeof(Document).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];

    /// <summary>Writes the document.</summary>
    /// <param name="format">The format.</param>
    /// <param name="destination">The destination, in UTF-8.</param>
    /// <param name="neutralizesFormulas">
    /// Whether text in CSV that a spreadsheet would compute, since it begins with <c>=</c>, <c>+</c>, <c>-</c> or
    /// <c>@</c>, gets an apostrophe in front. Numbers stay as they are.
    /// </param>
    /// <remarks>
    /// In JSON, NaN and infinities are null. In CSV, missing values are empty and infinities are <c>inf</c> and
    /// <c>-inf</c>, as pandas reads them. In CSV and Markdown, text is what <see cref="VisibleText"/> makes of it; JSON
    /// has direction marks and other format characters as <c>\uXXXX</c>, so that its text is exact.
    /// </remarks>
    public void Write(DocumentFormat format, TextWriter destination, bool neutralizesFormulas = false)
    {
        ArgumentNullException.ThrowIfNull(destination);
        switch (format)
        {
            case DocumentFormat.Json:
                JsonWriter.Write(ToJson(), destination);
                break;
            case DocumentFormat.JsonLines:
                JsonWriter.WriteLines(ToLines(), destination);
                break;
            case DocumentFormat.Csv:
                new CsvWriter(neutralizesFormulas).Write(ToSheet(), destination);
                break;
            case DocumentFormat.Markdown:
                MarkdownWriter.Write(ToBlocks(), destination);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "not a format of documents");
        }
    }

    /// <summary>
    /// Writes the main table as Parquet: the columns of CSV, as text, 64-bit integers and doubles, null where there is
    /// no value.
    /// </summary>
    /// <param name="destination">The destination, which stays open.</param>
    public void WriteParquet(Stream destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ParquetSheet.Write(ToSheet(), destination);
    }

    /// <summary>Everything, as one JSON object.</summary>
    internal abstract Fields ToJson();

    /// <summary>Everything, as objects that each fit on a line.</summary>
    internal abstract IEnumerable<Fields> ToLines();

    /// <summary>The main table.</summary>
    internal abstract Sheet ToSheet();

    /// <summary>What people read.</summary>
    internal abstract IEnumerable<Block> ToBlocks();
}
