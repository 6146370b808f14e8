using System.CommandLine;
using System.CommandLine.Parsing;
using Heavytail.Cli.Commands.Completions;

namespace Heavytail.Cli.Options;

/// <summary>The options that select what is analyzed, shared by all commands that read weights.</summary>
internal sealed class SelectionOptions
{
    private readonly Option<string[]> _layers;

    private readonly Option<int?> _minEvals = OptionRules.Count(
        "--min-evals",
        $"Skip layers with fewer eigenvalues [default: {Convention.WeightWatcher.DefaultMinEvals}; "
            + "1 in the historical conventions]");

    private readonly Option<int?> _maxEvals = OptionRules.Count("--max-evals", "Skip layers with more eigenvalues");

    private readonly Option<string> _convention = new("--convention")
    {
        Description =
            "How weights are scaled, pooled and fitted: as WeightWatcher does, without its quirks or as 0.7.5.5 with "
            + "them, or slice by slice as in one of two papers; see `explain convention`",
        HelpName = string.Join('|', Convention.All.Select(convention => convention.Name)),
        DefaultValueFactory = _ => Convention.WeightWatcher.Name,
    };

    private readonly Option<string> _compat = new("--compat")
    {
        Description = "Reproduce another tool, quirks included: `weightwatcher` is 0.7.5.5 to the printed digits",
        HelpName = "none|weightwatcher",
        DefaultValueFactory = _ => Convention.WeightWatcher.Compatibility,
    };

    private readonly Option<string> _recurrent = new("--rnn")
    {
        Description =
            "Gates of LSTMs and GRUs one by one, or stacked as stored "
            + "[default: gates; stacked with --compat weightwatcher and the historical conventions]",
        HelpName = "gates|stacked",
    };

    private readonly RulesOption _rules = new();

    private readonly ComputingOptions _computing = new();

    /// <summary>Options for any number of layers.</summary>
    public SelectionOptions()
        : this("--layers", "Only layers whose name or tensor name matches; `!GLOB` excludes; repeatable")
    {
    }

    private SelectionOptions(string layers, string description) => _layers = new Option<string[]>(layers)
    {
        Description = description,
        HelpName = "GLOB",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    /// <summary>Options for one layer.</summary>
    public static SelectionOptions OfOneLayer() => new(
        "--layer", "The layer: its name, its tensor's name, or a glob that only it matches; needless for a single one");

    /// <summary>The options that also apply to published figures, which have no weights.</summary>
    public IEnumerable<Option> OfFigures => [_convention];

    public void AddTo(Command command, bool computes)
    {
        _convention.AllowOnly([.. Convention.All.Select(convention => convention.Name)]);
        _compat.AllowOnly([.. Convention.All.Select(convention => convention.Compatibility).Distinct()]);
        command.Validators.Add(result =>
        {
            var named = Named(result);
            if (named is not null
                && named != Convention.WeightWatcher
                && result.WordOf(_compat) is string compat
                && compat != named.Compatibility)
            {
                result.AddError($"`{_convention.Name} {named}` and `{_compat.Name} {compat}` exclude each other");
            }
        });
        _layers.CompletionSources.Add(context => LayerCompletions.Of(context.ParseResult));
        command.Options.Add(_layers);
        command.Options.Add(_minEvals);
        command.Options.Add(_maxEvals);
        command.Options.Add(_convention);
        command.Options.Add(_compat);
        _recurrent.AllowOnly("gates", "stacked");
        command.Options.Add(_recurrent);
        _rules.AddTo(command);
        _computing.AddTo(command, Asked, computes);
    }

    public AnalysisOptions Read(ParseResult parsed, bool hashFiles = false)
    {
        // `--compat weightwatcher` is another name for `--convention weightwatcher-0.7.5.5`.
        var convention = parsed.GetValue(_compat) == Convention.WeightWatcher0755.Compatibility
            ? Convention.WeightWatcher0755
            : Convention.Find(parsed.GetValue(_convention)!);
        var selection = new LayerSelection
        {
            Layers = parsed.GetValue(_layers)!,
            MinEvals = parsed.GetValue(_minEvals),
            MaxEvals = parsed.GetValue(_maxEvals),
            Recurrent = parsed.GetValue(_recurrent) switch
            {
                "gates" => RecurrentCut.Gates,
                "stacked" => RecurrentCut.Stacked,
                _ => null,
            },
            Rules = _rules.Read(parsed),
        };
        int minEvals = selection.MinEvals ?? convention.DefaultMinEvals;
        return selection.MaxEvals < minEvals
            ? throw new UsageException(
                $"--max-evals {selection.MaxEvals} is below --min-evals {minEvals}: no layer could pass")
            : _computing.Read(parsed, new AnalysisOptions
            {
                Selection = selection,
                Method = new MethodOptions { Convention = convention },
                Execution = new ExecutionOptions { HashFiles = hashFiles },
            });
    }

    /// <summary>The files that the options read.</summary>
    public IReadOnlyList<string> Files(ParseResult parsed) => _rules.Files(parsed);

    /// <summary>Checks the convention against that of metrics which somebody else computed.</summary>
    /// <exception cref="UsageException">The option names another one.</exception>
    public void CheckConvention(ParseResult parsed, string? found, string source)
    {
        if (found is not null && Named(parsed.CommandResult) is { } named && named.Scaling != found)
        {
            throw new UsageException(
                $"`{_convention.Name} {named}`: the metrics of `{source}` follow convention {found}",
                "omit the option");
        }
    }

    /// <summary>The convention that `--convention` names; null where it is not given, or names none.</summary>
    private Convention? Named(SymbolResult result) => result.WordOf(_convention) is string name
        ? Convention.All.FirstOrDefault(convention => convention.Name == name)
        : null;

    /// <summary>The convention in force, and the option that asks for it; null where none does.</summary>
    private (Convention Convention, string Option)? Asked(SymbolResult result)
    {
        var digits = Convention.WeightWatcher0755;
        return result.WordOf(_compat) == digits.Compatibility
            ? (digits, $"{_compat.Name} {digits.Compatibility}")
            : Named(result) is { } named ? (named, $"{_convention.Name} {named}") : null;
    }
}
