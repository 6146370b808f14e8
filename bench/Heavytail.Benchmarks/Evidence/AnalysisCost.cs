using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Heavytail.Benchmarks.Solvers;
using Heavytail.Reports;
using FigureText = Heavytail.Benchmarks.Reports.FigureText;

namespace Heavytail.Benchmarks.Evidence;

/// <summary>Times of an analysis with each set of measures, and against those without any.</summary>
internal static class AnalysisCost
{
    /// <summary>The least time of a turn: short analyses are repeated.</summary>
    private const double TurnMilliseconds = 100;

    private const int WarmUps = 3;

    /// <summary>A clock that runs backwards in each of so many turns is broken.</summary>
    private const int MostAttempts = 10;

    private static readonly SheetColumn[] s_columns =
    [
        new("measures", ColumnKind.Text), new("in process, ms", ColumnKind.Real), new("/ plain", ColumnKind.Real),
        new("asked", ColumnKind.Text), new("decompositions a layer", ColumnKind.Real),
        new("whole process, ms", ColumnKind.Real), new("/ plain", ColumnKind.Real),
    ];

    public static void Write(CostedModel model, int rounds, Clock clock, TextWriter output)
    {
        var sets = MeasureSet.All;
        double[][] inside = Rounds(rounds, sets, Turn(model, clock));
        double[][] processes = Rounds(rounds, sets, set => ProcessTime(set, model));
        output.Write($"\n## {model.Name}\n\nRatios are medians of those of a round.\n\n");
        MarkdownWriter.WriteTable(s_columns, sets.Select((set, k) => (string[])
        [
            set.Name,
            FigureText.Milliseconds(Median(inside[k])), Ratio(inside, k),
            model.Limits.TryGetValue(set.Name, out double limit) ? $"≤ {FigureText.Ratio(limit)}" : "",
            set.Decompositions(model.Path).ToString("0.##", CultureInfo.InvariantCulture),
            FigureText.Milliseconds(Median(processes[k])), Ratio(processes, k),
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
            double ours = Median(inside[MeasureSet.All.Index().First(set => set.Item.Name == name).Index]);
            output.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"- `{option}` {quoted / 1000:F1} s, {quoted / ours:F0} times our {name}\n"));
        }
    }

    /// <summary>The times of each set, one a round.</summary>
    private static double[][] Rounds(int rounds, IReadOnlyList<MeasureSet> sets, Func<MeasureSet, double> time)
    {
        double[][] times = [.. sets.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int k = 0; k < sets.Count; k++)
            {
                times[k][round] = time(sets[k]);
            }
        }

        return times;
    }

    /// <summary>A warm turn of a set, in milliseconds an analysis.</summary>
    private static Func<MeasureSet, double> Turn(CostedModel model, Clock clock)
    {
        var repeats = new Dictionary<string, int>();
        foreach (var set in MeasureSet.All.Reverse())
        {
            double once = 0;
            for (int k = 0; k < WarmUps; k++)
            {
                once = Time(set, 1);
            }

            repeats[set.Name] = Math.Max(1, (int)Math.Ceiling(TurnMilliseconds / once));
        }

        return set => Time(set, repeats[set.Name]);

        double Time(MeasureSet set, int repeats)
        {
            for (int attempt = 1; ; attempt++)
            {
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

    private static string Ratio(double[][] times, int k) =>
        FigureText.Ratio(Median([.. times[k].Zip(times[0], (time, plain) => time / plain)]));

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
