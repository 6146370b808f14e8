using System.CommandLine;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands;

/// <summary>The options that say where results go and in which form, shared by <c>analyze</c> and <c>describe</c>.</summary>
internal sealed class OutputOptions
{
    private readonly Option<string> _format = new("--format", "-f")
    {
        Description = "Form of the result on standard output (default: table)",
        HelpName = "table|json|jsonl|csv|markdown",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Same as --format json" };

    private readonly Option<string[]> _files = new("--output", "-o")
    {
        Description = "Also write a file; its extension decides the form: .json .jsonl .csv .md .txt; `-` is standard output",
        HelpName = "FILE",
        DefaultValueFactory = _ => [],
    };

    public void AddTo(Command command)
    {
        _format.AllowOnly([.. Enum.GetValues<ReportFormat>().Select(format => format.Word())]);
        command.Options.Add(_format);
        command.Options.Add(_json);
        command.Options.Add(_files);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_json) && result.WordOf(_format) is string format && format != ReportFormat.Json.Word())
            {
                result.AddError($"`--json` and `--format {format}` exclude each other");
            }
        });
    }

    /// <summary>The form for standard output.</summary>
    public ReportFormat Format(ParseResult parsed) => parsed.GetValue(_json)
        ? ReportFormat.Json
        : ReportFormats.Parse(parsed.GetValue(_format) ?? ReportFormat.Table.Word());

    /// <summary>The files to write; <c>-</c> is standard output, which is written anyway.</summary>
    public IReadOnlyList<string> Files(ParseResult parsed)
    {
        string[] files = [.. parsed.GetValue(_files)!.Where(file => file != "-")];
        string? twice = files.GroupBy(Path.GetFullPath).FirstOrDefault(group => group.Count() > 1)?.First();
        return twice is null ? files : throw new UsageException($"`--output {twice}` is given twice");
    }
}

/// <summary>The options of layer tables.</summary>
internal sealed class TableOptions
{
    private readonly Option<string?> _columns = new("--columns")
    {
        Description = "Columns of tables, CSV and Markdown: names separated by commas, or `all`",
        HelpName = "NAME,…",
    };

    private readonly Option<string?> _sort = new("--sort")
    {
        Description = "Sort layers by a column; `-COLUMN` descends; missing values come last",
        HelpName = "COLUMN",
    };

    private readonly Option<int?> _top = OptionRules.Count("--top", "Show only the first N layers of each model");

    public void AddTo(Command command)
    {
        _columns.CompletionSources.Add(_ => Names.Prepend("all").Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        _sort.CompletionSources.Add(_ => Names.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        command.Options.Add(_columns);
        command.Options.Add(_sort);
        command.Options.Add(_top);
    }

    public TableView Read(ParseResult parsed) =>
        TableView.From(parsed.GetValue(_columns), parsed.GetValue(_sort), parsed.GetValue(_top));

    private static IEnumerable<string> Names => Reports.ReportColumns.All.Select(column => column.Name);
}
