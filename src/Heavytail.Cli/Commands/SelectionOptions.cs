using System.CommandLine;
using System.Globalization;
using Heavytail.Analysis;
using Heavytail.Spectra;

namespace Heavytail.Cli.Commands;

/// <summary>The options that say what is analyzed, shared by <c>analyze</c> and <c>describe</c>.</summary>
internal sealed class SelectionOptions
{
    private const string ThreadsVariable = "HEAVYTAIL_THREADS";
    private const string MemoryVariable = "HEAVYTAIL_MEMORY";

    private static readonly AnalysisOptions s_defaults = new();

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "Weight files, folders, globs; `-` reads paths from standard input, one a line",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _layers = new("--layers")
    {
        Description = "Only tensors whose name matches; `!GLOB` leaves out; may be given several times",
        HelpName = "GLOB",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int?> _minEvals = OptionRules.Count(
        "--min-evals", $"Skip layers with fewer eigenvalues [default: {s_defaults.MinEvals}]");

    private readonly Option<int?> _maxEvals = OptionRules.Count("--max-evals", "Skip layers with more eigenvalues");

    private readonly Option<string> _convention = new("--convention")
    {
        Description = "How weights are scaled and pooled",
        HelpName = "NAME",
        DefaultValueFactory = _ => Convention.WeightWatcher.Word(),
    };

    private readonly Option<string> _compat = new("--compat")
    {
        Description = "Reproduce a tool with its quirks: `weightwatcher` is 0.7.5.5 to the printed digits",
        HelpName = "none|weightwatcher",
        DefaultValueFactory = _ => Compatibility.None.Word(),
    };

    private readonly Option<int?> _threads = OptionRules.Count(
        "--threads",
        $"Most threads that compute at a time; the result does not depend on it [default: {ThreadsVariable}, or the number of cores]",
        "-j");

    private readonly Option<long?> _memory = SizeOption.Create(
        "--memory",
        $"Most memory for the layers in work; one that needs more is skipped [default: {MemoryVariable}, or three quarters of what there is]");

    public void AddTo(Command command, bool computes)
    {
        _convention.AllowOnly([.. Enum.GetValues<Convention>().Select(convention => convention.Word())]);
        _compat.AllowOnly([.. Enum.GetValues<Compatibility>().Select(compat => compat.Word())]);
        _paths.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0))
            {
                result.AddError("a path is empty");
            }

            string? unknown = result.Tokens.Select(token => token.Value)
                .FirstOrDefault(value => value.Length > 1 && value.StartsWith('-') && !Path.Exists(value));
            if (unknown is not null)
            {
                result.AddError(UsageMessage.UnknownOption(unknown));
            }
        });
        command.Arguments.Add(_paths);
        command.Options.Add(_layers);
        command.Options.Add(_minEvals);
        command.Options.Add(_maxEvals);
        command.Options.Add(_convention);
        command.Options.Add(_compat);
        command.Options.Add(_memory);
        if (computes)
        {
            command.Options.Add(_threads);
        }
    }

    public string[] Paths(ParseResult parsed) => parsed.GetValue(_paths)!;

    public AnalysisOptions Read(ParseResult parsed)
    {
        int minEvals = parsed.GetValue(_minEvals) ?? s_defaults.MinEvals;
        int? maxEvals = parsed.GetValue(_maxEvals);
        if (maxEvals < minEvals)
        {
            throw new UsageException($"--max-evals {maxEvals} is below --min-evals {minEvals}: no layer could pass");
        }

        return new AnalysisOptions
        {
            Layers = parsed.GetValue(_layers)!,
            MinEvals = minEvals,
            MaxEvals = maxEvals,
            Convention = Enum.GetValues<Convention>().First(value => value.Word() == parsed.GetValue(_convention)),
            Compatibility = Enum.GetValues<Compatibility>().First(value => value.Word() == parsed.GetValue(_compat)),
            Threads = parsed.GetValue(_threads) ?? DefaultThreads(),
            Memory = parsed.GetValue(_memory) ?? DefaultMemory(),
        };
    }

    private static int DefaultThreads()
    {
        string? variable = Environment.GetEnvironmentVariable(ThreadsVariable);
        return string.IsNullOrEmpty(variable)
            ? Environment.ProcessorCount
            : int.TryParse(variable, CultureInfo.InvariantCulture, out int threads) && threads > 0
                ? threads
                : throw new UsageException($"{ThreadsVariable}={variable}: expected a whole number from 1 on");
    }

    private static long? DefaultMemory()
    {
        string? variable = Environment.GetEnvironmentVariable(MemoryVariable);
        return string.IsNullOrEmpty(variable)
            ? null
            : SizeOption.Parse(variable) ?? throw new UsageException($"{MemoryVariable}={variable}: {SizeOption.Expected}");
    }
}
