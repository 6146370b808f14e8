using System.CommandLine;
using System.CommandLine.Completions;
using Heavytail.Cli.Options;

namespace Heavytail.Cli.Commands.Plan;

/// <summary>The options of what a plan follows from: a metric of the model, or scores of a file.</summary>
/// <param name="kind">The kind of plan.</param>
internal sealed class PlanScoreOptions(PlanKind kind)
{
    private readonly Option<string?> _metric = new("--metric")
    {
        Description =
            $"Score of a layer: {string.Join(", ", PlanScores.Names)}, or any column of `analyze` "
            + (kind.Metric.Length == 0 ? "that is a share of singular values [default: by --method]"
                : $"[default: {kind.Metric}]"),
        HelpName = "NAME",
    };

    private readonly Option<string?> _file = new("--score")
    {
        Description =
            "Scores by layer from a CSV, Parquet or JSON file in place of a metric; the model may then be left out",
        HelpName = "FILE",
    };

    private readonly Option<string?> _column = new("--score-column")
    {
        Description = "Column of the score in that file [default: score, snr, alpha or value]",
        HelpName = "NAME",
    };

    public void AddTo(Command command)
    {
        _file.RefuseEmpty();
        _metric.CompletionSources.Add(_ => PlanScores.Names
            .Concat(MetricTable.BuiltIn.Default.Select(metric => metric.Name))
            .Select(name => new CompletionItem(name)));
        foreach (Option option in new Option[] { _metric, _file, _column })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(_column) is not null && result.GetResult(_file) is null)
            {
                result.AddError($"`{_column.Name}` chooses from `{_file.Name}`, which is not given");
            }

            if (result.GetResult(_metric) is not null && result.GetResult(_file) is not null)
            {
                result.AddError($"`{_metric.Name}` and `{_file.Name}` exclude each other");
            }
        });
    }

    /// <summary>The files that are read, beside the model.</summary>
    public IEnumerable<string> Files(ParseResult parsed) => parsed.GetValue(_file) is string file ? [file] : [];

    /// <summary>The metric; empty where the method of the kind is the score.</summary>
    public string Metric(ParseResult parsed) => parsed.GetValue(_metric) ?? kind.Metric;

    /// <summary>Refuses an unknown metric before the work.</summary>
    /// <exception cref="UnknownNameException">No metric has the name.</exception>
    public static void Check(string metric, MetricTable metrics)
    {
        if (metric.Length > 0 && !PlanScores.Names.Contains(metric))
        {
            metrics.Find(metric);
        }
    }

    /// <summary>The layers with their scores.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="layers">Those of the model; null where there is none.</param>
    /// <param name="path">The path of the model.</param>
    /// <exception cref="TableException">The file cannot be used.</exception>
    /// <exception cref="UsageException">There is neither a model nor a file.</exception>
    public IReadOnlyList<PlanLayer> Read(ParseResult parsed, IReadOnlyList<PlanLayer>? layers, string? path)
    {
        string? column = parsed.GetValue(_column);
        return (layers, parsed.GetValue(_file)) switch
        {
            (null, null) => throw new UsageException(
                "there is neither a model nor a file of scores",
                $"`{HeavytailTool.Name} plan {kind.Name} MODEL`, or `{_file.Name} FILE` with a score for each layer"),
            (null, string file) => PlanScores.FromFile(file, column),
            ({ Count: 0 }, _) => throw new UsageException($"`{path}` has no layer to plan"),
            ({ } known, string file) => PlanScores.WithFile(known, file, column),
            ({ } known, null) => known,
        };
    }

    /// <summary>What to say of names in the file that no layer has; null where all have one.</summary>
    public string? Remark(ParseResult parsed, IReadOnlyList<PlanLayer> layers)
    {
        const int shown = 4;
        if (parsed.GetValue(_file) is not string file
            || PlanScores.Unmatched(layers, file, parsed.GetValue(_column)) is not { Count: > 0 } names)
        {
            return null;
        }

        string more = names.Count <= shown ? "" : $" and {names.Count - shown} more";
        return $"no layer has these names of `{file}`: {string.Join(", ", names.Take(shown))}{more}";
    }

    /// <summary>What the scores are, for people.</summary>
    public string Describe(ParseResult parsed, string metric) =>
        parsed.GetValue(_file) ?? (metric.Length > 0 ? metric : "singular values");
}
