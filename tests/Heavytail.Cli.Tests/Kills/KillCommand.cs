using System.Diagnostics;
using System.Globalization;
using Heavytail.Cli.Tests.Support;

namespace Heavytail.Cli.Tests.Kills;

/// <summary>
/// Ends the tool by signals at random moments, from its start to a little after its end, and looks at what is left: no
/// half file, nothing temporary, the exit code of the signal. After SIGKILL the same command runs once more beside what
/// is left.
/// </summary>
internal static class KillCommand
{
    public const string Verb = "kills";

    private const string Help = """
        kills: ends the tool at random moments
          --count N      runs; default 1000
          --seed S       of the moments; default 1
          --tool PATH    the tool; default: the one built with the tests
        """;

    public static int Run(string[] args)
    {
        int count = 1000;
        int seed = 1;
        string[] tool = [.. Tool.Program];
        for (int i = 0; i < args.Length; i += 2)
        {
            string value = i + 1 < args.Length ? args[i + 1] : "";
            switch (args[i])
            {
                case "--count" when int.TryParse(value, CultureInfo.InvariantCulture, out count):
                case "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out seed):
                    break;
                case "--tool" when File.Exists(value):
                    tool = [Path.GetFullPath(value)];
                    break;
                default:
                    Console.Error.WriteLine(Help);
                    return 1;
            }
        }

        return Run(tool, count, new Random(seed), Console.Out);
    }

    /// <summary>0, or 2 where something should not be.</summary>
    public static int Run(string[] tool, int count, Random random, TextWriter log)
    {
        using var inputs = new TempFolder();
        var scenarios = Scenario.All(inputs.Path);
        var times = scenarios.Select(scenario => Whole(tool, scenario)).ToArray();
        var runs = new List<(string Scenario, Signal Signal, KillRun Run)>();
        for (int i = 0; i < count; i++)
        {
            int chosen = i % scenarios.Count;
            var signal = Signal.All[i / scenarios.Count % Signal.All.Count];
            var delay = times[chosen] * (1.1 * random.NextDouble());
            var run = Once(tool, scenarios[chosen], signal, delay);
            runs.Add((scenarios[chosen].Name, signal, run));
            foreach (string problem in run.Problems)
            {
                log.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"run {i}, {scenarios[chosen].Name}, SIG{signal.Name} after {delay.TotalSeconds:F3} s: {problem}"));
            }

            if ((i + 1) % 100 == 0)
            {
                log.WriteLine($"{i + 1} runs, {runs.Sum(done => done.Run.Problems.Count)} problems");
                log.Flush();
            }
        }

        Print(runs.GroupBy(done => done.Scenario).Select(group => (group.Key, group.Select(done => done.Run))), log);
        Print(runs.GroupBy(done => "SIG" + done.Signal.Name).Select(g => (g.Key, g.Select(done => done.Run))), log);
        return runs.Any(done => done.Run.Problems.Count > 0) ? 2 : 0;
    }

    /// <summary>How long the whole command takes; the longer of two runs.</summary>
    private static TimeSpan Whole(string[] tool, Scenario scenario)
    {
        var longest = TimeSpan.Zero;
        for (int i = 0; i < 2; i++)
        {
            using var folder = new TempFolder();
            var clock = Stopwatch.StartNew();
            var run = KillRun.Start(tool, scenario, folder.Path, null, TimeSpan.Zero);
            longest = clock.Elapsed > longest ? clock.Elapsed : longest;
            if (run.Problems.Count > 0)
            {
                throw new InvalidOperationException($"{scenario.Name}: {string.Join("; ", run.Problems)}");
            }
        }

        return longest;
    }

    private static KillRun Once(string[] tool, Scenario scenario, Signal signal, TimeSpan delay)
    {
        using var folder = new TempFolder();
        if (scenario.IsReplacing)
        {
            foreach (var (_, file) in scenario.Outputs)
            {
                File.WriteAllText(folder.File(file), "old");
            }
        }

        var run = KillRun.Start(tool, scenario, folder.Path, signal, delay);
        if (run.Leftovers.Count == 0 || signal != Signal.Kill)
        {
            return run;
        }

        var again = KillRun.Start(tool, scenario, folder.Path, null, TimeSpan.Zero);
        string[] inTheWay = [.. again.Problems.Where(problem => !run.Leftovers.Any(path => problem == $"left {path}"))];
        return run with { Problems = [.. run.Problems, .. inTheWay.Select(problem => $"the next run: {problem}")] };
    }

    private static void Print(IEnumerable<(string Name, IEnumerable<KillRun> Runs)> groups, TextWriter log)
    {
        log.WriteLine(
            $"\n{"",-18}{"runs",6}{"killed",8}{"finished",10}{"left",6}{"problems",10}{"median s",10}{"max s",8}");
        foreach (var (name, group) in groups)
        {
            KillRun[] runs = [.. group];
            double[] seconds = [.. runs.Where(run => run.ExitCode != 0 && run.Latency is not null)
                .Select(run => run.Latency!.Value.TotalSeconds).Order()];
            double median = seconds.Length == 0 ? 0 : seconds[seconds.Length / 2];
            double max = seconds.LastOrDefault();
            log.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-18}{runs.Length,6}{runs.Count(run => run.ExitCode != 0),8}"
                + $"{runs.Count(run => run.ExitCode == 0),10}{runs.Count(run => run.Leftovers.Count > 0),6}"
                + $"{runs.Sum(run => run.Problems.Count),10}{median,10:F3}{max,8:F3}"));
        }
    }
}
