using System.Diagnostics;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.Support;

/// <summary>Bash with the built tool as <c>heavytail</c> on its path.</summary>
internal sealed class ToolShell : IDisposable
{
    private const string Program = "/bin/bash";

    private readonly TempFolder _tools = new();
    private readonly Dictionary<string, string> _variables = [];

    public ToolShell()
    {
        Assert.SkipUnless(File.Exists(Program), "needs bash");
        Add("heavytail", $"#!/bin/sh\nexec {Tool.ShellWords} \"$@\"\n");
    }

    /// <summary>The folder that a command runs in.</summary>
    public string Folder { get; init; } = Repository.Root;

    /// <summary>Whether what is written to standard error is in the output, too.</summary>
    public bool WithErrors { get; init; }

    /// <summary>Puts another program on the path.</summary>
    public ToolShell Add(string name, string script)
    {
        string file = _tools.File(name);
        File.WriteAllText(file, script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return this;
    }

    /// <summary>Sets an environment variable.</summary>
    public ToolShell With(string variable, string value)
    {
        _variables[variable] = value;
        return this;
    }

    public (int Code, string Output) Run(string command)
    {
        var start = new ProcessStartInfo(Program, ["-c", WithErrors ? $"{{ {command}\n}} 2>&1" : command])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
        };
        start.Environment["PATH"] = $"{_tools.Path}:/usr/bin:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["COLUMNS"] = "80";
        start.Environment["NO_COLOR"] = "1";
        foreach (var (variable, value) in _variables)
        {
            start.Environment[variable] = value;
        }

        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    /// <summary>Whether a command ends well, such as one that asks a program for its version.</summary>
    public bool Has(string command) => Run($"{command} > /dev/null 2>&1").Code == 0;

    public void Dispose() => _tools.Dispose();
}
