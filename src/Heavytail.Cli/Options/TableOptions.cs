using System.CommandLine;
using System.CommandLine.Completions;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Options;

/// <summary>The options of layer tables.</summary>
internal sealed class TableOptions
{
    /// <summary>The word for every column.</summary>
    public const string All = "all";

    private readonly Option<string?> _columns = new("--columns")
    {
        Description =
            $"Columns of {OutputFormat.Words(HasChoice, "and")}: comma-separated names, or `all`",
        HelpName = OptionRules.ListOf("NAME"),
    };

    private readonly Option<string?> _sort = new("--sort")
    {
        Description = "Sort layers by a column, and the table of models by its mean or by a count such as "
            + "`uncertain`; `-COLUMN` sorts in descending order; missing values come last",
        HelpName = "COLUMN",
    };

    private readonly Option<bool> _summaryOnly = new("--summary-only")
    {
        Description = "Leave out layers: the verdict and one row for each model",
    };

    private readonly Option<int?> _top = OptionRules.Count("--top", "Show only the first N layers of each model");

    public void AddTo(Command command)
    {
        _columns.CompletionSources.Add(_ => Names.Prepend(All).Select(name => new CompletionItem(name)));
        _sort.CompletionSources.Add(_ => Names.Concat(Names.Select(name => $"-{name}"))
            .Select(name => new CompletionItem(name)));
        command.Options.Add(_columns);
        command.Options.Add(_sort);
        command.Options.Add(_top);
        command.Options.Add(_summaryOnly);
    }

    /// <summary>The view of layers.</summary>
    /// <exception cref="UsageException">The options do not fit the formats that will be written.</exception>
    /// <exception cref="UnknownNameException">There is no such column.</exception>
    public LayerView Read(ParseResult parsed, IEnumerable<OutputFormat> formats)
    {
        string? sort = parsed.GetValue(_sort);
        var view = new LayerView
        {
            Columns = Columns(parsed.GetValue(_columns)),
            SortBy = sort is null ? null : OptionRules.Spelled(sort.TrimStart('-'), [.. Names, .. Counts]),
            Descending = sort?.StartsWith('-') ?? false,
            Top = parsed.GetValue(_top),
            SummaryOnly = parsed.GetValue(_summaryOnly),
        };
        view.Check(MeasureCatalog.Metrics);
        CheckEffects(view, [.. formats]);
        return view;
    }

    /// <summary>The view of an analysis that has more columns: <c>--columns all</c> shows these too.</summary>
    public LayerView For(LayerView view, ParseResult parsed, AnalysisOptions options) =>
        IsAll(parsed.GetValue(_columns))
        ? view with { Columns = [.. AnalysisDocument.ColumnsOf(options).Select(column => column.Name)] }
        : view;

    private static bool IsAll(string? list) => list?.Equals(All, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>An option that changes nothing that will be written is a mistake; one that changes some of it is not.
    /// </summary>
    private static void CheckEffects(LayerView view, OutputFormat[] formats)
    {
        if (view.SummaryOnly && formats.All(format => format == OutputFormat.Json))
        {
            throw new UsageException(
                "`--summary-only` has no effect: JSON always has layers",
                $"use --format {OutputFormat.Words(format => format != OutputFormat.Json, "or")}; "
                    + "`jq 'del(.models[].layers)'` takes the layers out of JSON");
        }

        bool hasTop = view.Top is not null && !formats.Contains(OutputFormat.Json);
        if (view.SummaryOnly && (view.Columns is not null || hasTop))
        {
            string option = view.Columns is not null ? "--columns" : "--top";
            throw new UsageException(
                $"`{option}` has no effect: it chooses from layers, which `--summary-only` leaves out",
                $"leave out `{option}` or `--summary-only`");
        }

        if (view.Columns is not null && !formats.Any(HasChoice))
        {
            throw new UsageException(
                "`--columns` has no effect: JSON holds every column",
                $"use --format {OutputFormat.Words(HasChoice, "or")}");
        }
    }

    private static readonly Dictionary<string, string> s_headings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["spikes"] = "num_spikes",
        ["tail"] = "num_pl_spikes",
        ["traps"] = "num_traps",
    };

    private static bool HasChoice(OutputFormat format) => !format.HasEveryColumn;

    /// <summary>A column by its name, or by its heading in the table.</summary>
    private static string Column(string name) => s_headings.GetValueOrDefault(name)
        ?? OptionRules.Spelled(name, Names);

    private static string[]? Columns(string? list)
    {
        string[]? names = list switch
        {
            null => null,
            _ when IsAll(list) => [.. AnalysisDocument.Columns.Select(column => column.Name)],
            _ => [.. OptionRules.SplitList([list]).Select(Column)],
        };
        return names is { Length: 0 } ? throw new UsageException("`--columns` names no column") : names;
    }

    /// <summary>What models can be sorted by, beside means of columns.</summary>
    private static IEnumerable<string> Counts =>
        MetricCatalog.All.Select(column => column.Name).Concat(["inside", "outside", "uncertain"]);

    private static IEnumerable<string> Names => AnalysisDocument.KnownColumns.Select(column => column.Name);
}
