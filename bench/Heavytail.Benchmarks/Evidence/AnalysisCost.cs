using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Heavytail.Benchmarks.Solvers;
using Heavytail.Reports;
using MathNet.Numerics.Statistics;
using FigureText = Heavytail.Benchmarks.Reports.FigureText;

namespace Heavytail.Benchmarks.Evidence;

/// <summary>Times of an analysis with each set of measures, and against those without any.</summary>
internal static class AnalysisCost
{
    /// <summary>The least time of a turn: short analyses are repeated.</summary>
    private const double TurnMilliseconds = 100;

    /// <summary>
    /// A set is analyzed for so long before its turns count: what has been compiled in haste is compiled again, well,
    /// after some thirty calls, by a thread that shares the core.
    /// </summary>
    private const double WarmUpMilliseconds = 6000;

    private const int WarmUps = 3;

    /// <summary>A clock that runs backwards in each of so many turns is broken.</summary>
    private const int MostAttempts = 10;

    private static readonly SheetColumn[] s_columns =
    [
        new("measures", ColumnKind.Text), new("in process, ms", ColumnKind.Real), new("/ plain", ColumnKind.Real),
        new("asked", ColumnKind.Text), new("decompositions a layer", ColumnKind.Real),
        new("whole process, ms", ColumnKind.Real), new("/ plain", ColumnKind.Real),
    ];

    public static void Write(
        CostedModel model, IReadOnlyList<MeasureSet> sets, int rounds, Clock clock, TextWriter output)
    {
        var (inside, ratios) = Rounds(rounds, sets, Turn(model, sets, clock));
        var (processes, processRatios) = Rounds(rounds, sets, set => ProcessTime(set, model));
        output.Write($"\n## {model.Name}\n\n");
        output.Write("Times are the lower quartiles of the turns: what a busy neighbor slows is left out. ");
        output.Write("Ratios are the medians of those to a turn of plain right before.\n\n");
        MarkdownWriter.WriteTable(s_columns, sets.Select((set, k) => (string[])
        [
            set.Name,
            FigureText.Milliseconds(Typical(inside[k])), FigureText.Ratio(ratios[k].Median()),
            model.Limits.TryGetValue(set.Name, out double limit) ? $"≤ {FigureText.Ratio(limit)}" : "",
            set.Decompositions(model.Path).ToString("0.##", CultureInfo.InvariantCulture),
            FigureText.Milliseconds(Typical(processes[k])),
            FigureText.Ratio(processRatios[k].Median()),
        ]), output);
        if (model.WeightWatcher.Count > 0)
        {
            WriteQuoted(model, inside, output);
        }
    }

    private static void WriteQuoted(CostedModel model, double[][] inside, TextWriter output)
    {
        output.Write("\nWeightWatcher's times are quoted, of another machine and not of this run:\n\n");
        foreach (var (name, option, quoted) in model.WeightWatcher)
        {
            double ours = Typical(inside[MeasureSet.All.Index().First(set => set.Item.Name == name).Index]);
            output.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"- `{option}` {quoted / 1000:F1} s, {quoted / ours:F0} times our {name}\n"));
        }
    }

    /// <summary>
    /// The times of each set, one a round, and their ratios to the first set right before: CPUs change their speed
    /// within a second. Sets that take longer than all others together come last.
    /// </summary>
    private static (double[][] Times, double[][] Ratios) Rounds(
        int rounds, IReadOnlyList<MeasureSet> sets, Func<MeasureSet, double> time)
    {
        double[][] times = [.. sets.Select(_ => new double[rounds])];
        double[][] ratios = [.. sets.Select(_ => new double[rounds])];
        foreach (var together in sets.Index().GroupBy(set => set.Item == MeasureSet.Everything))
        {
            for (int round = 0; round < rounds; round++)
            {
                foreach (var (k, set) in together)
                {
                    double first = time(sets[0]);
                    times[k][round] = k == 0 ? first : time(set);
                    ratios[k][round] = times[k][round] / first;
                }
            }
        }

        return (times, ratios);
    }

    /// <summary>A warm turn of a set, in milliseconds an analysis.</summary>
    private static Func<MeasureSet, double> Turn(
        CostedModel model, IReadOnlyList<MeasureSet> sets, Clock clock)
    {
        var repeats = new Dictionary<string, int>();
        foreach (var set in sets.Reverse())
        {
            double once = 0, sum = 0;
            for (int k = 0; k < WarmUps || sum < WarmUpMilliseconds; k++)
            {
                once = Time(set, 1);
                sum += once;
            }

            repeats[set.Name] = Math.Max(1, (int)Math.Ceiling(TurnMilliseconds / once));
        }

        return set => Time(set, repeats[set.Name]);

        double Time(MeasureSet set, int repeats)
        {
            for (int attempt = 1; ; attempt++)
            {
                GC.Collect(); // each turn starts with an empty heap, whatever came before
                long start = clock.Now();
                for (int k = 0; k < repeats; k++)
                {
                    set.Analyze(model.Path);
                }

                try
                {
                    return clock.Since(start) * 1e3 / Stopwatch.Frequency / repeats;
                }
                catch (ClockRanBackwardsException) when (attempt < MostAttempts)
                {
                    // This turn does not count.
                }
            }
        }
    }

    /// <summary>The processor time of a process that does nothing else, in milliseconds.</summary>
    private static double ProcessTime(MeasureSet set, CostedModel model)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        string[] program = Path.GetFileNameWithoutExtension(start.FileName) == "dotnet"
            ? [Assembly.GetExecutingAssembly().Location]
            : [];
        foreach (string argument in program.Concat(CostCommand.ProcessArguments(set, model)))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        string milliseconds = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? double.Parse(milliseconds, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"`{set.Name}` ended with {process.ExitCode}");
    }

    /// <summary>The lower quartile.</summary>
    private static double Typical(double[] values) => values.Order().ElementAt(values.Length / 4);
}
