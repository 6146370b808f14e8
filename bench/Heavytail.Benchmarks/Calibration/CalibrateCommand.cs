using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Heavytail.Benchmarks.Reports;

namespace Heavytail.Benchmarks.Calibration;

/// <summary>The verb that measures what intervals and p-values are worth.</summary>
internal static class CalibrateCommand
{
    private static readonly (string Name, Action<CalibrationEffort, TextWriter> Run)[] s_parts =
    [
        ("cost", CostTable.Run),
        ("coverage", CoverageTable.Run),
        ("matrices", MatrixTable.Run),
        ("goodness", GoodnessTable.Run),
        ("rivals", RivalTable.Run),
    ];

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "A tenth of the samples" };
        var seed = new Option<int>("--seed") { Description = "Seed of all samples", DefaultValueFactory = _ => 1 };
        var parts = new Argument<string[]>("PART")
        {
            Description = "What to measure [default: all]",
            Arity = ArgumentArity.ZeroOrMore,
        };
        parts.AcceptOnlyFromAmong([.. s_parts.Select(part => part.Name)]);
        var command = new Command(
            "calibrate", "Prints what intervals, p-values and likelihood ratios of tails are worth on planted laws")
        {
            parts, quick, seed,
        };
        command.SetAction(parsed =>
        {
            string[] named = parsed.GetValue(parts) ?? [];
            var effort = new CalibrationEffort(parsed.GetValue(quick) ? 0.1 : 1, parsed.GetValue(seed));
            Console.Out.Write($"# Calibration of tails\n\n{Machine.Current.Name}. {Machine.System}.\n");
            foreach (var part in s_parts.Where(part => named.Length == 0 || named.Contains(part.Name)))
            {
                long start = Stopwatch.GetTimestamp();
                part.Run(effort, Console.Out);
                Console.Out.Write(string.Create(
                    CultureInfo.InvariantCulture, $"\n{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s.\n"));
            }
        });
        return command;
    }
}
