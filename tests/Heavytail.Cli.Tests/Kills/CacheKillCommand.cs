using System.Diagnostics;
using System.Globalization;
using Heavytail.Cli.Store;
using Heavytail.Cli.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Heavytail.Cli.Tests.Kills;

/// <summary>
/// Ends analyses by SIGKILL at random moments, all on one cache, every third time beside another analysis that goes on.
/// After each the cache is sound, and the next run says what one without a cache says.
/// </summary>
internal static class CacheKillCommand
{
    public const string Verb = "cachekills";

    /// <summary>Runs for each kill: some end before.</summary>
    private const int MostRuns = 4;

    private const string Help = """
        cachekills: ends analyses with a cache at random moments
          --count N      kills; default 1000
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
        using var folder = new TempFolder();
        string[] models =
        [
            new SampleFile().Add("a.weight", 900, 800).Add("b.weight", 900, 900).Add("c.weight", 700, 700)
                .Write(folder.File("small.safetensors")),
            new SampleFile().Add("a.weight", 1000, 1000).Add("b.weight", 800, 1000).Add("c.weight", 800, 800)
                .Add("d.weight", 700, 900).Add("e.weight", 60, 80).Write(folder.File("middle.safetensors")),
        ];
        string[] plain = [.. models.Select(model => Plain(tool, model))];

        // The next run is one of this process, whose build may have another version.
        string[] here = [.. models.Select(model => Tool.Run("analyze", model, "--json", "--cache", "none").Output)];
        var location = CacheLocation.From(folder.File("cache"));
        var whole = models.Select(model => Whole(tool, model, folder)).ToArray();
        var tally = new Tally();
        for (int i = 0; tally.Killed < count && i < MostRuns * count; i++)
        {
            int chosen = i % models.Length;
            Forget(location, random);
            var delay = whole[chosen] * (1.1 * random.NextDouble());
            var clock = Stopwatch.StartNew();
            using var other = i % 3 == 0 ? Start(tool, models[1 - chosen], location.Folder!) : null;
            using var killed = Start(tool, models[chosen], location.Folder!);
            if (!killed.WaitForExit(delay))
            {
                tally.Killed++;
                killed.Kill(); // SIGKILL

                // A run takes longer or shorter by what is kept and by what else the machine does.
                whole[chosen] *= 1.01;
            }
            else
            {
                whole[chosen] = (whole[chosen] + clock.Elapsed) / 2;
            }

            string output = killed.StandardOutput.ReadToEnd();
            killed.WaitForExit();
            var problems = new List<string>();
            if (killed.ExitCode == 0 && output != plain[chosen])
            {
                problems.Add("it ended before, and said something else than without a cache");
            }

            if (other is not null)
            {
                string result = other.StandardOutput.ReadToEnd();
                string error = other.StandardError.ReadToEnd();
                if (result != plain[1 - chosen] || error.Length > 0)
                {
                    string which = result == plain[1 - chosen] ? "the same result" : "another result";
                    problems.Add($"the run beside it had {which} as without a cache, and said `{error.Trim()}`");
                }
            }

            var check = CacheCheck.Run(location, default);
            problems.AddRange(check.Damages.Select(damage => damage.Problem));
            tally.Kept += check.Spectra > 0 ? 1 : 0;
            var next = Tool.Run("analyze", models[chosen], "--json", "--cache", location.Folder!);
            if (next.Output != here[chosen] || next.Error.Length > 0 || next.ExitCode != 0)
            {
                problems.Add($"the next run: {next}");
            }

            tally.Problems += problems.Count;
            foreach (string problem in problems)
            {
                log.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"run {i}, killed after {delay.TotalSeconds:F3} s: {problem}"));
            }

            if ((i + 1) % 100 == 0 || tally.Killed == count)
            {
                log.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{i + 1} runs: {tally.Killed} killed, {i + 1 - tally.Killed} ended before, {tally.Kept} left "
                    + $"spectra, {tally.Problems} problems"));
                log.Flush();
            }
        }

        return tally.Problems > 0 ? 2 : 0;
    }

    /// <summary>Makes work for the next run: no cache, an empty one, one without some spectra, or one that is old.
    /// </summary>
    private static void Forget(CacheLocation location, Random random)
    {
        int kind = random.Next(6);
        if (!File.Exists(location.File) || kind == 0)
        {
            if (Directory.Exists(location.Folder))
            {
                Directory.Delete(location.Folder, recursive: true);
            }

            return;
        }

        using var connection = new SqliteConnection($"Data Source={location.File};Pooling=False");
        connection.Open();
        connection.Execute("PRAGMA foreign_keys = ON; UPDATE spectra SET used = 0");
        connection.Execute(string.Create(
            CultureInfo.InvariantCulture, $"DELETE FROM spectra WHERE abs(random()) % 5 < {kind}"));
    }

    private static string Plain(string[] tool, string model)
    {
        using var process = Start(tool, model, CacheLocation.None);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private static TimeSpan Whole(string[] tool, string model, TempFolder folder)
    {
        var longest = TimeSpan.Zero;
        for (int i = 0; i < 2; i++)
        {
            var clock = Stopwatch.StartNew();
            using var process = Start(tool, model, folder.File($"timed{i}"));
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            longest = clock.Elapsed > longest ? clock.Elapsed : longest;
        }

        return longest;
    }

    private static Process Start(string[] tool, string model, string cache)
    {
        var start = new ProcessStartInfo(tool[0], [.. tool[1..], "analyze", model, "--json", "--cache", cache])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Process.Start(start)!;
    }

    private sealed class Tally
    {
        public int Killed { get; set; }

        public int Kept { get; set; }

        public int Problems { get; set; }
    }
}
