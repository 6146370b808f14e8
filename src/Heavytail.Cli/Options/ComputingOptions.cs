using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Heavytail.Cli.Options;

/// <summary>The options for computing a spectrum: memory, threads, precision.</summary>
internal sealed class ComputingOptions
{
    private const string ThreadsVariable = "HEAVYTAIL_THREADS";
    private const string MemoryVariable = "HEAVYTAIL_MEMORY";

    private readonly CacheOption _cache = new();

    private bool _computes;

    private readonly Option<int?> _threads = OptionRules.Count(
        "--threads",
        "Maximum number of threads; the result does not depend on it "
            + $"[default: {ThreadsVariable}, or the number of cores]",
        "-j");

    private readonly Option<long?> _memory = SizeOption.Create(
        "--memory",
        "Memory limit for layers being processed; a layer that needs more is skipped "
            + $"[default: {MemoryVariable}, or three quarters of the available memory]");

    private readonly Option<string> _precision = new("--precision")
    {
        Description = $"`single` takes about a quarter less time for large layers; {Precision.Single.Bound()}",
        HelpName = "double|single",
        DefaultValueFactory = _ => Precision.Double.Word(),
    };

    /// <summary>
    /// Adds the options that a command can use: memory decides on layers too, the others matter only where spectra are
    /// computed.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="asked">The convention that is asked for, and the option that does; null where none does.</param>
    /// <param name="computes">Whether the command computes spectra.</param>
    public void AddTo(
        Command command, Func<SymbolResult, (Convention Convention, string Option)?> asked, bool computes)
    {
        command.Options.Add(_memory);
        if (!computes)
        {
            return;
        }

        _computes = true;
        _precision.AllowOnly([.. Enum.GetValues<Precision>().Select(precision => precision.Word())]);
        command.Options.Add(_threads);
        command.Options.Add(_precision);
        _cache.AddTo(command);
        command.Validators.Add(result =>
        {
            string single = Precision.Single.Word();
            if (result.WordOf(_precision) == single
                && asked(result) is { Convention.AllowsSinglePrecision: false, Option: string option })
            {
                result.AddError($"`{_precision.Name} {single}` and `{option}` exclude each other");
            }
        });
    }

    /// <summary>The options with the values of these.</summary>
    /// <exception cref="UsageException">The environment asks for something that cannot be done.</exception>
    /// <exception cref="UnknownKernelsException">It names kernels that do not exist.</exception>
    public AnalysisOptions Read(ParseResult parsed, AnalysisOptions options)
    {
        _ = _computes ? KernelChoice.Name : null;
        return options with
        {
            Method = options.Method with
            {
                Precision = parsed.GetValue(_precision) == Precision.Single.Word()
                    ? Precision.Single
                    : Precision.Double,
            },
            Execution = options.Execution with
            {
                Threads = parsed.GetValue(_threads) ?? DefaultThreads(),
                Memory = parsed.GetValue(_memory) ?? DefaultMemory(),
                KeepSpectra = false,
                Store = _computes ? _cache.Read(parsed) : null,
            },
        };
    }

    private static int DefaultThreads()
    {
        string? variable = Environment.GetEnvironmentVariable(ThreadsVariable);
        return string.IsNullOrEmpty(variable)
            ? Environment.ProcessorCount
            : int.TryParse(variable, CultureInfo.InvariantCulture, out int threads) && threads > 0
                ? threads
                : throw new UsageException($"{ThreadsVariable}={variable}: expected a positive integer");
    }

    private static long? DefaultMemory()
    {
        string? variable = Environment.GetEnvironmentVariable(MemoryVariable);
        return string.IsNullOrEmpty(variable)
            ? null
            : SizeOption.Parse(variable)
                ?? throw new UsageException($"{MemoryVariable}={variable}: {SizeOption.Expected}");
    }
}
