using System.Diagnostics;

namespace Heavytail.Cli.Tests.Support;

/// <summary>What a run of the tool left behind.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error);

/// <summary>Runs the built tool as a process, as a shell would.</summary>
internal sealed class Tool
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, string> _environment = new()
    {
        ["COLUMNS"] = "80",
        ["NO_COLOR"] = "",
        ["HEAVYTAIL_THREADS"] = "2",
    };

    /// <summary>Where it runs.</summary>
    public string Folder { get; init; } = Repository.Root;

    /// <summary>What it reads.</summary>
    public string Input { get; init; } = "";

    public static string Assembly => typeof(ExitCode).Assembly.Location;

    public static ToolResult Run(params string[] args) => new Tool().Start(args);

    public Tool With(string variable, string value)
    {
        _environment[variable] = value;
        return this;
    }

    public ToolResult Start(params string[] args)
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

    /// <summary>Starts it and returns at once.</summary>
    public Process Launch(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly, .. args])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in _environment)
        {
            start.Environment[variable] = value;
        }

        return Process.Start(start)!;
    }
}
