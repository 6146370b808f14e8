using System.Diagnostics;
using System.Globalization;
using Heavytail.Cli.Commands;
using Heavytail.Tests.Support;

namespace Heavytail.Cli.Tests.Support;

/// <summary>The exit code of a run of the tool, and what it wrote.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    /// <summary>All of it, for the message of a test that fails.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"exit {ExitCode}\n--- stdout\n{Output}--- stderr\n{Error}---");
}

/// <summary>
/// Runs the tool. <see cref="Run"/> and <see cref="Start"/> call its entry point in this process, which is fast; the
/// current folder and the width belong to the whole process, so one run waits for another. <see cref="StartProcess"/>
/// is for
/// what needs a process: signals, pipes, other environment variables, memory, startup. Where the environment variable
/// HEAVYTAIL_TEST_PROGRAM names a published program, all of them run that program instead of what was built.
/// </summary>
internal sealed class Tool
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private static readonly Lock s_oneRun = new();

    private readonly Dictionary<string, string> _variables = [];

    /// <summary>The folder it runs in.</summary>
    public string Folder { get; init; } = Repository.Root;

    /// <summary>The width of the terminal.</summary>
    public int Columns { get; init; } = 80;

    /// <summary>Its standard input.</summary>
    public string Input { get; init; } = "";

    /// <summary>The program and its first arguments.</summary>
    public static IReadOnlyList<string> Program { get; } = Published is { } path
        ? [path]
        : [DotNet, typeof(ExitCode).Assembly.Location];

    /// <summary>The same as a shell reads it.</summary>
    public static string ShellWords { get; } = string.Join(' ', Program.Select(static word => $"'{word}'"));

    // The path is needed by tests that set their own.
    private static string DotNet => System.Environment.ProcessPath is string path
        && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    private static string? Published => System.Environment.GetEnvironmentVariable("HEAVYTAIL_TEST_PROGRAM");

    private Dictionary<string, string> Environment => new(_variables)
    {
        ["COLUMNS"] = Columns.ToString(CultureInfo.InvariantCulture),
        ["HEAVYTAIL_THREADS"] = _variables.GetValueOrDefault("HEAVYTAIL_THREADS", "2"),
        ["LINES"] = "30",
        ["TERM"] = _variables.GetValueOrDefault("TERM", "xterm"),
        ["LC_ALL"] = _variables.GetValueOrDefault("LC_ALL", "C.UTF-8"),
        ["NO_COLOR"] = _variables.GetValueOrDefault("NO_COLOR", ""),
    };

    public static ToolResult Run(params string[] args) => new Tool().Start(args);

    /// <summary>Sets an environment variable of the process that <see cref="StartProcess"/> starts.</summary>
    public Tool With(string variable, string value)
    {
        _variables[variable] = value;
        return this;
    }

    /// <summary>Runs it in this process.</summary>
    public ToolResult Start(params string[] args)
    {
        if (_variables.Count > 0)
        {
            throw new InvalidOperationException($"{string.Join(", ", _variables.Keys)}: use {nameof(StartProcess)}");
        }

        if (Published is not null)
        {
            return StartProcess(args);
        }

        using var patience = new CancellationTokenSource(s_patience);
        using var interruption = new Interruption(patience.Token);
        using var input = new StringReader(Input);
        using var output = new StringWriter();
        using var error = new StringWriter();
        lock (s_oneRun)
        {
            using var state = new ProcessState(Folder, Environment);
            int code = HeavytailTool.Run(args, input, output, error, interruption);
            return new ToolResult(code, output.ToString(), error.ToString());
        }
    }

    /// <summary>Runs the built tool as a process, as a shell would.</summary>
    public ToolResult StartProcess(params string[] args)
    {
        using var process = Launch(args);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(Input);
        process.StandardInput.Close();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill();
            throw new TimeoutException($"heavytail {string.Join(' ', args)} did not end");
        }

        return new ToolResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Starts the process and returns at once.</summary>
    public Process Launch(params string[] args) => Launch(Program[0], [.. Program.Skip(1), .. args]);

    /// <summary>
    /// The same with SIGINT and SIGHUP at their default: a job that a script starts in the background
    /// (<c>nohup … &amp;</c>) ignores them, and so does every process below.
    /// </summary>
    public Process LaunchInterruptible(params string[] args) =>
        Launch("env", ["--default-signal=INT,HUP", .. Program, .. args]);

    /// <summary>The same within another program, which becomes the tool.</summary>
    /// <param name="wrapper">The program and its first arguments.</param>
    /// <param name="args">The arguments of the tool.</param>
    public Process LaunchInterruptible(string[] wrapper, params string[] args) =>
        Launch("env", ["--default-signal=INT,HUP", .. wrapper, .. Program, .. args]);

    private Process Launch(string program, string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in Environment)
        {
            start.Environment[variable] = value;
        }

        return Process.Start(start)!;
    }
}
