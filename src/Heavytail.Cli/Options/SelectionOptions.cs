using System.CommandLine;
using Heavytail.Analysis;
using Heavytail.Layers;
using Heavytail.Spectra;

namespace Heavytail.Cli.Options;

/// <summary>The options that select what is analyzed, shared by all commands that read weights.</summary>
internal sealed class SelectionOptions
{
    private static readonly AnalysisOptions s_defaults = new();

    private readonly Option<string[]> _layers = new("--layers")
    {
        Description = "Only layers whose name, or whose tensor's name, matches; `!GLOB` excludes; repeatable",
        HelpName = "GLOB",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int?> _minEvals = OptionRules.Count(
        "--min-evals",
        $"Skip layers with fewer eigenvalues [default: {s_defaults.LeastEvals}; 1 where slices are not pooled]");

    private readonly Option<int?> _maxEvals = OptionRules.Count("--max-evals", "Skip layers with more eigenvalues");

    private readonly Option<string> _convention = new("--convention")
    {
        Description =
            "How weights are scaled and slices are pooled: today's rule, or slice by slice as in one of two papers",
        HelpName = "weightwatcher|nature2021|sdm2020",
        DefaultValueFactory = _ => Convention.WeightWatcher.Word(),
    };

    private readonly Option<string> _compat = new("--compat")
    {
        Description = "Reproduce another tool, quirks included: `weightwatcher` is 0.7.5.5 to the printed digits",
        HelpName = "none|weightwatcher",
        DefaultValueFactory = _ => Compatibility.None.Word(),
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

    /// <summary>The options that also apply to published figures, which have no weights.</summary>
    public IEnumerable<Option> OfFigures => [_convention];

    public void AddTo(Command command, bool computes)
    {
        _convention.AllowOnly([.. Enum.GetValues<Convention>().Select(convention => convention.Word())]);
        _compat.AllowOnly([.. Enum.GetValues<Compatibility>().Select(compat => compat.Word())]);
        command.Validators.Add(result =>
        {
            (string today, string digits) = (Convention.WeightWatcher.Word(), Compatibility.WeightWatcher.Word());
            if (result.WordOf(_convention) is string convention && convention != today
                && result.WordOf(_compat) == digits)
            {
                result.AddError($"`{_convention.Name} {convention}` and `{_compat.Name} {digits}` exclude each other");
            }
        });
        command.Options.Add(_layers);
        command.Options.Add(_minEvals);
        command.Options.Add(_maxEvals);
        command.Options.Add(_convention);
        command.Options.Add(_compat);
        _recurrent.AllowOnly("gates", "stacked");
        command.Options.Add(_recurrent);
        _rules.AddTo(command);
        _computing.AddTo(command, _compat, computes);
    }

    public AnalysisOptions Read(ParseResult parsed)
    {
        var options = new AnalysisOptions
        {
            Layers = parsed.GetValue(_layers)!,
            MinEvals = parsed.GetValue(_minEvals),
            MaxEvals = parsed.GetValue(_maxEvals),
            Convention = Enum.GetValues<Convention>().First(value => value.Word() == parsed.GetValue(_convention)),
            Compatibility = Enum.GetValues<Compatibility>().First(value => value.Word() == parsed.GetValue(_compat)),
            Recurrent = parsed.GetValue(_recurrent) switch
            {
                "gates" => RecurrentCut.Gates,
                "stacked" => RecurrentCut.Stacked,
                _ => null,
            },
            Rules = _rules.Read(parsed),
        };
        return options.MaxEvals < options.LeastEvals
            ? throw new UsageException(
                $"--max-evals {options.MaxEvals} is below --min-evals {options.LeastEvals}: no layer could pass")
            : _computing.Read(parsed, options);
    }

    /// <summary>Checks the convention against that of metrics which somebody else computed.</summary>
    /// <exception cref="UsageException">The option names another one.</exception>
    public void CheckConvention(ParseResult parsed, string? found, string source)
    {
        if (found is not null && parsed.CommandResult.WordOf(_convention) is string asked && asked != found)
        {
            throw new UsageException(
                $"`{_convention.Name} {asked}`: the metrics of `{source}` follow convention {found}",
                "omit the option");
        }
    }
}
