using System.Diagnostics;

namespace Heavytail.Cli.Tests.Kills;

/// <summary>How a run ended.</summary>
/// <param name="ExitCode">Of the tool.</param>
/// <param name="Latency">From the signal to the end; null where it had ended before.</param>
/// <param name="Problems">What should not be.</param>
/// <param name="Leftovers">Files that are neither outputs nor inputs.</param>
internal sealed record KillRun(
    int ExitCode, TimeSpan? Latency, IReadOnlyList<string> Problems, IReadOnlyList<string> Leftovers)
{
    /// <summary>The longest that an end may take on a machine that has other things to do, too.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs a command in a folder, and sends a signal after a time.</summary>
    /// <param name="tool">The program and its first arguments.</param>
    /// <param name="scenario">The command.</param>
    /// <param name="folder">Where it writes; empty but for files that it replaces.</param>
    /// <param name="signal">The name, such as INT; null for none.</param>
    /// <param name="delay">From the start to the signal.</param>
    public static KillRun Start(
        string[] tool, Scenario scenario, string folder, Signal? signal, TimeSpan delay)
    {
        string temporary = Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName;
        var before = Snapshot(folder);
        var start = new ProcessStartInfo(
            "env", ["--default-signal=INT,HUP", .. tool, .. scenario.In(folder)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = temporary;
        start.Environment["HEAVYTAIL_THREADS"] = "1";

        // The runtime's own sockets stay where it is killed.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var latency = signal is null ? null : Send(process, signal, delay);
        var problems = new List<string>();
        if (!process.WaitForExit(s_patience))
        {
            problems.Add("it did not end");
            process.Kill();
            process.WaitForExit();
        }

        int code = process.ExitCode;
        _ = output.Result;
        problems.AddRange(Spoken(error.Result, code, signal));
        problems.AddRange(Files(scenario, folder, before, code));
        string[] leftovers =
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(path => scenario.Outputs.All(file => Path.Combine(folder, file.File) != path)),
        ];
        if (code != Signal.Kill.ExitCode)
        {
            problems.AddRange(leftovers.Select(path => $"left {path}"));
        }

        return new KillRun(code, latency, problems, leftovers);
    }

    private static TimeSpan? Send(Process process, Signal signal, TimeSpan delay)
    {
        if (process.WaitForExit(delay))
        {
            return null;
        }

        var clock = Stopwatch.StartNew();
        using (var kill = Process.Start(
            new ProcessStartInfo("kill", [$"-{signal.Name}", $"{process.Id}"]) { RedirectStandardError = true })!)
        {
            kill.WaitForExit();
        }

        return process.WaitForExit(s_patience) ? clock.Elapsed : null;
    }

    private static IEnumerable<string> Spoken(string error, int code, Signal? signal)
    {
        int[] allowed = signal is null ? [0] : [0, signal.ExitCode];
        if (!allowed.Contains(code))
        {
            yield return $"exit code {code}, expected {string.Join(" or ", allowed)}: {error}";
        }

        if (error.Contains("   at ", StringComparison.Ordinal) || error.Contains("internal", StringComparison.Ordinal))
        {
            yield return $"said {error}";
        }
    }

    /// <summary>Each output is whole, or as it was before; after success each is there.</summary>
    private static IEnumerable<string> Files(
        Scenario scenario, string folder, Dictionary<string, byte[]> before, int code)
    {
        foreach (var (_, file) in scenario.Outputs)
        {
            string path = Path.Combine(folder, file);
            if (!File.Exists(path))
            {
                if (code == 0 || before.ContainsKey(path))
                {
                    yield return $"{file} is not there, exit code {code}";
                }
            }
            else if (!(before.TryGetValue(path, out byte[]? old) && old.AsSpan().SequenceEqual(File.ReadAllBytes(path)))
                && OutputCheck.Problem(path) is { } problem)
            {
                yield return $"{file} is not whole, exit code {code}: {problem}";
            }
        }
    }

    private static Dictionary<string, byte[]> Snapshot(string folder) =>
        Directory.GetFiles(folder).ToDictionary(path => path, File.ReadAllBytes);
}
