using System.CommandLine;
using System.Globalization;
using Heavytail.Benchmarks.Reports;
using Heavytail.Benchmarks.Solvers;
using Heavytail.Benchmarks.Workers;

namespace Heavytail.Benchmarks.Evidence;

/// <summary>The verb that times whole analyses, with more and more measures.</summary>
internal static class CostCommand
{
    private const string Verb = "cost";
    private const string Once = "--once";
    private const string Folder = "../shared/models/";
    private const string LoadFile = "/proc/loadavg";

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds")
        {
            Description = "Rounds in which each set of measures takes a turn",
            DefaultValueFactory = _ => 9,
        };
        var resNet20 = new Option<string>("--resnet20")
        {
            Description = "Weights of ResNet-20; left out where the file is missing",
            HelpName = "FILE",
            DefaultValueFactory = _ => Folder + "cifar10-akamaster-resnet20/resnet20-12fca82f.th",
        };
        var resNet56 = new Option<string>("--resnet56")
        {
            Description = "Weights of ResNet-56; left out where the file is missing",
            HelpName = "FILE",
            DefaultValueFactory = _ => Folder + "cifar10-akamaster-resnet56/resnet56-4bfd9763.th",
        };
        var withoutEverything = new Option<bool>("--no-everything")
        {
            Description = "Leaves the set of all measures out, which takes minutes",
        };
        var withoutDense = new Option<bool>("--no-dense")
        {
            Description = "Leaves the dense model out, which takes minutes",
        };
        var once = new Option<string?>(Once)
        {
            Description = "Analyzes the file once with this set of measures, and prints the time of the process",
            HelpName = "SET",
            Hidden = true,
        };
        var repeats = new Option<int>("--repeats")
        {
            Description = "Analyses of --once: many of them show a profiler where the time goes",
            DefaultValueFactory = _ => 1,
            Hidden = true,
        };
        var command = new Command(Verb, "Times whole analyses on one core, in process and as processes")
        {
            rounds, resNet20, resNet56, withoutDense, withoutEverything, once, repeats,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(once) is string name)
            {
                var named = MeasureSet.All.Single(set => set.Name == name);
                for (int k = 0; k < parsed.GetValue(repeats); k++)
                {
                    named.Analyze(parsed.GetValue(resNet20)!);
                }

                var time = Environment.CpuUsage.TotalTime;
                Console.Out.Write(time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
                return 0;
            }

            return CoreAffinity.Pinned(
                1, () => Print(
                    [
                        (parsed.GetValue(resNet20)!, CostedModel.ResNet20),
                        (parsed.GetValue(resNet56)!, CostedModel.ResNet56),
                    ],
                    !parsed.GetValue(withoutDense),
                    [.. MeasureSet.All.Where(set =>
                        set != MeasureSet.Everything || !parsed.GetValue(withoutEverything))],
                    parsed.GetValue(rounds),
                    Console.Out));
        });
        return command;
    }

    /// <summary>The command line of a whole process.</summary>
    public static IEnumerable<string> ProcessArguments(MeasureSet set, CostedModel model) =>
        [Verb, Once, set.Name, "--resnet20", model.Path];

    private static int Print(
        IReadOnlyList<(string Path, Func<string, CostedModel> Model)> files,
        bool withDense,
        IReadOnlyList<MeasureSet> sets,
        int rounds,
        TextWriter output)
    {
        var clock = OperatingSystem.IsLinux() ? Clock.Cpu : Clock.Wall;
        output.Write($"# Cost of analyses\n\n{Machine.Current.Name}. {Machine.System}.\n");
        output.Write($"{clock} time, one core, one thread, {rounds} alternating runs.\n");
        output.Write($"Load average at the start: {Load()}.\n");
        string folder = Directory.CreateTempSubdirectory("heavytail-cost").FullName;
        try
        {
            if (withDense)
            {
                AnalysisCost.Write(CostedModel.Dense(folder), sets, rounds, clock, output);
            }

            foreach (var (path, model) in files)
            {
                if (File.Exists(path))
                {
                    AnalysisCost.Write(model(path), sets, rounds, clock, output);
                }
                else
                {
                    output.Write($"\nLeft out: no `{path}`.\n");
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        output.Write($"\nLoad average at the end: {Load()}.\n");
        return 0;
    }

    private static string Load() => File.Exists(LoadFile)
        ? string.Join(' ', File.ReadAllText(LoadFile).Split(' ').Take(3))
        : "unknown";
}
