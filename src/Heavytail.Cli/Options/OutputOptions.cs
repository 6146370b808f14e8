using System.CommandLine;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Options;

/// <summary>The options that say where results go, and in which format.</summary>
/// <param name="hasPage">Whether the command writes pages.</param>
/// <param name="hasFindings">Whether the command writes findings for other tools.</param>
/// <param name="isOther">Whether the command itself writes a file of <c>--output</c>; null for none.</param>
/// <param name="others">The extensions of such files.</param>
/// <param name="othersAre">What such files are, for help.</param>
internal sealed class OutputOptions(
    bool hasPage = false,
    bool hasFindings = false,
    Func<ParseResult, string, bool>? isOther = null,
    IReadOnlyList<string>? others = null,
    string othersAre = "for other tools")
{
    private readonly OutputFormat[] _formats = FormatsOf(hasPage, hasFindings);

    private readonly Option<string> _format = new("--format", "-f")
    {
        Description = "Format of the result on standard output; `parquet` needs `-o FILE.parquet` [default: table]",
        HelpName = string.Join('|', OnStandardOutput(hasFindings)),
    };

    private readonly Option<bool> _json = new("--json") { Description = "Same as --format json" };

    private readonly Option<string[]> _files = new("--output", "-o")
    {
        Description =
            "Also write a file; its extension selects the format: "
            + (others is null ? "" : $"{string.Join(' ', OtherThanJson(others))} {othersAre}; ")
            + string.Join(' ', ExtensionsOf(hasPage, hasFindings).Except(OtherThanJson(others)))
            + "; `-` is standard output",
        HelpName = "FILE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string> _csvSafe = new("--csv-safe")
    {
        Description =
            "When text in CSV that a spreadsheet would compute (it begins with = + - @) gets an apostrophe in front; "
            + "auto: where CSV goes to a terminal",
        HelpName = "auto|always|never",
        DefaultValueFactory = _ => "auto",
    };

    /// <summary>The extensions of files that the command writes.</summary>
    public IReadOnlyList<string> Extensions => [.. ExtensionsOf(hasPage, hasFindings).Union(others ?? [])];

    private static OutputFormat[] FormatsOf(bool hasPage, bool hasFindings) =>
    [
        .. OutputFormat.All.Where(
            format => (hasPage || !format.IsPage) && (hasFindings || format.Findings is null)),
    ];

    /// <summary>The formats that are text: help and completions do not name the one of files alone.</summary>
    private static string[] OnStandardOutput(bool hasFindings) =>
        [.. FormatsOf(false, hasFindings).Where(format => !format.IsBinary).Select(format => format.Name)];

    private static IEnumerable<string> OtherThanJson(IReadOnlyList<string>? extensions) =>
        (extensions ?? []).Where(extension => extension != OutputFormat.Json.Extension);

    private static string[] ExtensionsOf(bool hasPage, bool hasFindings) =>
    [
        .. OutputFormat.Extensions.Intersect(FormatsOf(hasPage, hasFindings).Select(format => format.Extension)),
    ];

    public void AddTo(Command command)
    {
        _csvSafe.AllowOnly("auto", "always", "never");
        _format.AllowOnly(
            [.. _formats.Select(format => format.Name)],
            [
                .. OnStandardOutput(hasFindings),
                .. _formats.Where(format => format.IsBinary)
                    .Select(format => $"{format.Name} (which needs `-o FILE{format.Extension}`)"),
            ]);
        _format.CompletionSources.Clear();
        _format.CompletionSources.Add(OnStandardOutput(hasFindings));
        command.Options.Add(_format);
        command.Options.Add(_json);
        command.Options.Add(_files);
        command.Options.Add(_csvSafe);
        _files.RefuseEmpty();
        command.Validators.Add(result =>
        {
            if (result.GetValue(_json) && result.WordOf(_format) is string format && format != OutputFormat.Json.Name)
            {
                result.AddError($"`--json` and `--format {format}` exclude each other");
            }
        });
    }

    /// <summary>The format of standard output.</summary>
    public OutputFormat Format(ParseResult parsed) => parsed.GetValue(_json)
        ? OutputFormat.Json
        : OutputFormat.Parse(parsed.GetValue(_format) ?? OutputFormat.Table.Name);

    /// <summary>Whether formulas in CSV are made text.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isTerminal">Whether the CSV goes to a terminal.</param>
    public bool NeutralizesFormulas(ParseResult parsed, bool isTerminal) => parsed.GetValue(_csvSafe) switch
    {
        "always" => true,
        "never" => false,
        _ => isTerminal,
    };

    /// <summary>The files of documents to write; <c>-</c> is standard output, which is written anyway.</summary>
    public IReadOnlyList<string> Files(ParseResult parsed) =>
        isOther is null ? AllFiles(parsed) : [.. AllFiles(parsed).Where(file => !isOther(parsed, file))];

    /// <summary>The files to write, those of other tools among them.</summary>
    public IReadOnlyList<string> AllFiles(ParseResult parsed)
    {
        string[] files = [.. parsed.GetValue(_files)!.Where(file => file != "-")];
        string? twice = files.GroupBy(Path.GetFullPath).FirstOrDefault(group => group.Count() > 1)?.First();
        return twice is null ? files : throw new UsageException($"`--output {twice}` is given twice");
    }
}
