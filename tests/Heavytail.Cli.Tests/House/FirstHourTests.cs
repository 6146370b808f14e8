using System.Diagnostics;
using System.Text;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.House;

/// <summary>
/// <c>docs/first-hour.md</c>, <c>docs/theory.md</c> and <c>docs/check.md</c> show what their commands print, pipes to
/// jq and pandas included;
/// <c>UPDATE_GOLDEN=1</c> writes them anew. A command whose program is not here keeps what is written.
/// </summary>
public sealed class FirstHourTests
{
    private const string Page = "docs/first-hour.md";
    private const string Fence = "```console\n";

    [Theory]
    [InlineData(Page)]
    [InlineData("docs/theory.md")]
    [InlineData("docs/check.md")]
    [InlineData("docs/compare.md")]
    [InlineData("docs/surgery.md")]
    public void Every_console_block_shows_the_real_output(string path)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "needs bash");
        using var folder = ToolOnPath();
        string text = File.ReadAllText(Repository.Path(path));
        var page = new StringBuilder();
        foreach (string part in text.Split(Fence))
        {
            if (page.Length == 0)
            {
                page.Append(part);
                continue;
            }

            int end = part.IndexOf("```", StringComparison.Ordinal);
            page.Append(Fence).Append(Rewrite(part[..end], folder)).Append(part[end..]);
        }

        Golden.Verify(page.ToString(), path);
    }

    [Fact]
    public void Every_shell_block_runs()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "needs bash");
        using var folder = ToolOnPath();
        using var work = new TempFolder();
        File.CreateSymbolicLink(work.File("samples"), Repository.Path("samples"));
        string text = File.ReadAllText(Repository.Path(Page));
        string[] blocks = [.. text.Split("```sh\n").Skip(1).Select(
            rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)])];
        Assert.True(blocks.Length >= 5, "the page lost its commands");
        foreach (string block in blocks.Where(
            block => !block.Contains("jq", StringComparison.Ordinal) || Has("jq --version")))
        {
            (int code, string output) = Bash(block, folder, work.Path);
            Assert.True(code == 0, $"{block}\nexit {code}\n{output}");
        }
    }

    private static string Rewrite(string block, TempFolder folder)
    {
        // A command goes on while its quotes are open.
        string[] lines = block.Split('\n');
        int used = 1;
        while (used < lines.Length && lines[..used].Sum(line => line.Count(c => c == '\'')) % 2 == 1)
        {
            used++;
        }

        string command = string.Join('\n', lines[..used])[2..];
        bool needsJq = command.Contains("| jq", StringComparison.Ordinal)
            || command.StartsWith("bash samples/ci", StringComparison.Ordinal);
        bool isHere = (!needsJq || Has("jq --version"))
            && (!command.Contains("pandas", StringComparison.Ordinal) || Has("python3 -c 'import pandas'"));
        if (!isHere)
        {
            return block;
        }

        (int code, string output) = Bash(command, folder, Repository.Root);
        Assert.True(code == 0, $"{command}\nexit {code}\n{output}");
        return $"$ {command}\n{output.TrimEnd('\n')}\n";
    }

    private static bool Has(string command)
    {
        using var folder = new TempFolder();
        return Bash($"{command} > /dev/null 2>&1", folder, folder.Path).Code == 0;
    }

    private static (int Code, string Output) Bash(string command, TempFolder tool, string folder)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", command])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        start.Environment["PATH"] = $"{tool.Path}:/usr/bin:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["COLUMNS"] = "80";
        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private static TempFolder ToolOnPath()
    {
        var folder = new TempFolder();
        string dotnet = Environment.ProcessPath is string path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";
        File.WriteAllText(folder.File("heavytail"), $"#!/bin/sh\nexec '{dotnet}' '{Tool.Assembly}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.File("heavytail"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return folder;
    }
}
