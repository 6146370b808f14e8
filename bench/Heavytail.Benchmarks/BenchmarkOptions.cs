using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Heavytail.Benchmarks.Solvers;
using Heavytail.Benchmarks.Workers;

namespace Heavytail.Benchmarks;

/// <summary>The options of the command line.</summary>
internal sealed class BenchmarkOptions
{
    private static readonly string[] s_sizes =
        ["128", "256", "512", "1024", "2048", "4096", "11008x4096", "4096x128", "2000x64x64"];

    private readonly Argument<MatrixSize[]> _sizes = new("SIZE")
    {
        Description = $"`4096` a square matrix, `11008x4096` another, `2000x64x64` a batch of 2000 [default: {string.Join(' ', s_sizes)}]",
        Arity = ArgumentArity.ZeroOrMore,
        CustomParser = result => [.. result.Tokens.Select(token => Size(token.Value, result)).OfType<MatrixSize>()],
    };

    private readonly Option<int[]> _threads = new("--threads")
    {
        Description = "Numbers of threads, each measured by itself on as many cores",
        HelpName = "N,…",
        DefaultValueFactory = _ => [1],
        CustomParser = result => [.. Words(result).Select(word => Count(word, result))],
    };

    private readonly Option<string[]> _coreTypes = new("--coretype")
    {
        Description = "Kernel sets of OpenBLAS, by the names its OPENBLAS_CORETYPE takes; DEFAULT is its own choice or that of your environment",
        HelpName = "NAME,…",
        DefaultValueFactory = _ => [Contender.DefaultCoreType, "SKYLAKEX", "ZEN"],
        CustomParser = result => [.. Words(result).Select(word => word.ToUpperInvariant())],
    };

    private readonly Option<string?> _kernels = new("--kernels")
    {
        Description = "Our kernel set by name [default: the best of this CPU]",
        HelpName = "NAME",
    };

    private readonly Option<string> _precision = new("--precision")
    {
        Description = "Our arithmetic in the reduction to a band; LAPACK's stays double",
        HelpName = "double|single",
        DefaultValueFactory = _ => "double",
    };

    private readonly Option<string> _clock = new("--clock")
    {
        Description = "`cpu` counts the time a process runs: for one thread on a machine that others use; Linux only",
        HelpName = "wall|cpu",
        DefaultValueFactory = _ => "wall",
    };

    private readonly Option<bool> _noLapack = new("--no-lapack") { Description = "Leave OpenBLAS out" };

    private readonly Option<bool> _noFit = new("--no-fit") { Description = "Leave the power-law fit out" };

    private readonly Option<bool> _statistics = new("--statistics")
    {
        Description = "Time the rank correlations and their permutation tests, at n = 8, 19, 50 and 300, and nothing else",
    };

    private readonly Option<bool> _write = new("--write") { Description = "Write the tables to bench/results/<CPU>.md as well" };

    public void AddTo(Command command)
    {
        _precision.AcceptOnlyFromAmong("double", "single");
        _clock.AcceptOnlyFromAmong("wall", "cpu");
        command.Arguments.Add(_sizes);
        foreach (Option option in new Option[] { _threads, _kernels, _precision, _coreTypes, _clock, _noLapack, _noFit, _statistics, _write })
        {
            command.Options.Add(option);
        }
    }

    public bool Writes(ParseResult parsed) => parsed.GetValue(_write);

    /// <summary>The rank correlations alone, which the files of bench/results do not have.</summary>
    public bool OnlyStatistics(ParseResult parsed) => parsed.GetValue(_statistics);

    /// <exception cref="ArgumentException">Options that do not go together.</exception>
    public BenchmarkSettings Read(ParseResult parsed)
    {
        if (OnlyStatistics(parsed) && (Writes(parsed) || parsed.GetValue(_sizes) is { Length: > 0 }))
        {
            throw new ArgumentException("`--statistics`: not with sizes or `--write`");
        }

        var settings = new BenchmarkSettings
        {
            Sizes = parsed.GetValue(_sizes) is { Length: > 0 } sizes ? [.. sizes.Distinct()] : [.. s_sizes.Select(Default)],
            Threads = parsed.GetValue(_threads)!,
            Kernels = parsed.GetValue(_kernels),
            Precision = Enum.Parse<Precision>(parsed.GetValue(_precision)!, ignoreCase: true),
            Clock = Enum.Parse<Clock>(parsed.GetValue(_clock)!, ignoreCase: true),
            CoreTypes = parsed.GetValue(_noLapack) ? [] : parsed.GetValue(_coreTypes)!,
            Fit = !parsed.GetValue(_noFit),
        };
        return settings.Clock == Clock.Wall || (OperatingSystem.IsLinux() && settings.Threads is [1])
            ? settings
            : throw new ArgumentException("`--clock cpu`: only with `--threads 1`, and on Linux");
    }

    private static MatrixSize Default(string text) =>
        MatrixSize.TryParse(text, out var size) ? size : throw new FormatException(text);

    private static MatrixSize? Size(string text, ArgumentResult result)
    {
        if (MatrixSize.TryParse(text, out var size))
        {
            return size;
        }

        result.AddError($"`{text}`: expected a size as 4096, 11008x4096 or 2000x64x64, of at most 2^31 numbers");
        return null;
    }

    private static int Count(string text, ArgumentResult result)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            || count < 1 || count > Environment.ProcessorCount)
        {
            result.AddError($"`--threads {text}`: expected a number from 1 to {Environment.ProcessorCount}, the cores at hand");
        }

        return count;
    }

    private static string[] Words(ArgumentResult result) =>
        [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries)).Distinct()];
}
