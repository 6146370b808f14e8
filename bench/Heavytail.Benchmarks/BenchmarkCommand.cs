using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using Heavytail.Benchmarks.Adapters;
using Heavytail.Benchmarks.Bulk;
using Heavytail.Benchmarks.Calibration;
using Heavytail.Benchmarks.Comparison;
using Heavytail.Benchmarks.Evidence;
using Heavytail.Benchmarks.Reports;
using Heavytail.Benchmarks.Traps;
using Heavytail.Benchmarks.Workers;
using Heavytail.LinearAlgebra.Kernels;

namespace Heavytail.Benchmarks;

/// <summary>The command line: what to measure, and where the tables go.</summary>
internal static class BenchmarkCommand
{
    private const int Done = 0;
    private const int Disagreement = 1;
    private const int Failed = 2;

    /// <summary>Relative to λ_max. Both results err by about √M·ε, a wrong eigenvalue by far more.</summary>
    private const double DoubleTolerance = 1e-13;

    private const double SingleTolerance = 1e-6;

    public static int Run(string[] args)
    {
        var parsed = Create().Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            foreach (var error in parsed.Errors)
            {
                Console.Error.WriteLine($"error: {error.Message}");
            }

            return Failed;
        }

        return parsed.Invoke();
    }

    private static RootCommand Create()
    {
        var options = new BenchmarkOptions();
        var root = new RootCommand(
            "Times the spectrum of WᵀW stage by stage, against LAPACK in alternating runs. Markdown goes to standard output.");
        options.AddTo(root);
        root.Subcommands.Add(WorkerCommand.Create());
        root.Subcommands.Add(CalibrateCommand.Create());
        root.Subcommands.Add(TrapsCommand.Create());
        root.Subcommands.Add(BulkCommand.Create());
        root.Subcommands.Add(EvidenceCommand.Labels());
        root.Subcommands.Add(EvidenceCommand.Phases());
        root.Subcommands.Add(EvidenceCommand.Pareto());
        root.Subcommands.Add(CostCommand.Create());
        root.Subcommands.Add(AdaptersCommand.Create());
        root.SetAction(int (parsed) =>
        {
            BenchmarkSettings settings;
            KernelSet kernels;
            try
            {
                settings = options.Read(parsed);
                kernels = KernelSet.Choose(settings.Kernels);
            }
            catch (ArgumentException e)
            {
                Console.Error.WriteLine($"error: {e.Message}");
                return Failed;
            }

            return options.OnlyStatistics(parsed)
                ? MeasureStatistics(settings)
                : Measure(settings, kernels, options.Writes(parsed));
        });
        return root;
    }

    private static int Measure(BenchmarkSettings settings, KernelSet kernels, bool write)
    {
        using var tournament = Tournament.Start(settings, Console.Error);
        var results = new ResultTable([.. settings.Sizes.SelectMany(tournament.Play)]);
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        new BenchmarkReport(settings, kernels.Name, tournament.OpenBlasVersion, tournament.Notes, results).Write(text);
        if (settings.Fit)
        {
            CoreAffinity.Pinned(1, () =>
            {
                FitBenchmark.Run([512, 2048, 16_384], settings.Clock, text);
                return 0;
            });
        }

        Console.Out.Write(text);
        if (write)
        {
            Console.Error.WriteLine($"written to {ResultFile.Write(settings, kernels, text.ToString())}");
        }

        return Check(settings, results);
    }

    private static int MeasureStatistics(BenchmarkSettings settings) => CoreAffinity.Pinned(1, () =>
    {
        StatisticsBenchmark.Run(settings.Clock, Console.Out);
        return Done;
    });

    private static int Check(BenchmarkSettings settings, ResultTable results)
    {
        var deviating = results.Deviating(settings.Precision == Precision.Double ? DoubleTolerance : SingleTolerance);
        foreach (var result in deviating)
        {
            Console.Error.WriteLine(
                $"error: {result.Size}: eigenvalues of {result.Contender} are {FigureText.Error(result.Deviation)}·λ_max off ours");
        }

        return deviating.Count == 0 ? Done : Disagreement;
    }
}
