using System.Globalization;
using Heavytail.Tests.Support;

namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>The options of the fuzz.</summary>
internal sealed record FuzzOptions
{
    public const string Help = """
        fuzz: structure-aware mutants of all formats, tables and rules
          --mutants N     of all targets together; default 1000000, the size for a night
          --seed S        another seed makes other mutants; default 1
          --target NAME   only this one; repeated, each adds one
          --index I       only this mutant of the target, in this process: replays a finding
          --jobs N        processes; default: one for each core
          --out FOLDER    log and findings; default artifacts/fuzz
          --resume        go on where the log in the folder ends
        """;

    public int Mutants { get; init; } = 1_000_000;

    public int Seed { get; init; } = 1;

    public int? Index { get; init; }

    public int Jobs { get; init; } = Environment.ProcessorCount;

    public string Out { get; init; } = Repository.Path("artifacts/fuzz");

    public bool IsResumed { get; init; }

    public IReadOnlyList<string> Targets { get; init; } = [];

    public static FuzzOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new FuzzOptions();
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--resume")
            {
                options = options with { IsResumed = true };
                continue;
            }

            string value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} needs a value");
            options = args[i++] switch
            {
                "--mutants" => options with { Mutants = Number(value) },
                "--seed" => options with { Seed = Number(value) },
                "--index" => options with { Index = Number(value) },
                "--jobs" => options with { Jobs = Math.Max(1, Number(value)) },
                "--out" => options with { Out = Path.GetFullPath(value) },
                "--target" => options with { Targets = [.. options.Targets, FuzzTargets.Find(value).Name] },
                string other => throw new ArgumentException($"no option {other}"),
            };
        }

        return options.Targets.Count > 0
            ? options
            : options with { Targets = [.. FuzzTargets.All.Select(target => target.Name)] };
    }

    private static int Number(string text) => int.TryParse(
        text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        ? number
        : throw new ArgumentException($"`{text}` is not a number");
}
