using System.Diagnostics;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>
/// Standard streams that are closed when the tool starts, in every combination: it ends, and at once.
/// </summary>
public sealed class ClosedStreamTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void A_file_that_nobody_may_read_is_no_stream()
    {
        Assert.False(StandardStreams.IsFailure(new UnauthorizedAccessException("Access to the path '/a' is denied.")));
        Assert.True(StandardStreams.IsFailure(
            new UnauthorizedAccessException("Access to the path is denied.", new IOException("Bad file", 9))));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("<&-", 0)]
    [InlineData(">&-", 2)]
    [InlineData("2>&-", 0)]
    [InlineData("<&- >&-", 2)]
    [InlineData("<&- 2>&-", 0)]
    [InlineData(">&- 2>&-", 2)]
    [InlineData("<&- >&- 2>&-", 2)]
    public void A_command_ends_with_the_code_of_its_results(string closed, int expected)
    {
        using var folder = new TempFolder();
        string model = new SampleFile().Add("a.weight", 20, 30).Write(folder.File("m.safetensors"));
        string output = folder.File("o.csv");
        Assert.Equal(expected, Run($"analyze '{model}' -o '{output}' --columns name -fcsv", closed));
        Assert.Equal("name\na\n", File.ReadAllText(output));
        Assert.Equal(expected, Run("explain", closed));
    }

    [Theory]
    [InlineData("<&-")]
    [InlineData("<&- >&- 2>&-")]
    public void A_list_of_paths_that_cannot_come_is_an_error(string closed) =>
        Assert.Equal(2, Run("analyze -", closed));

    [Theory]
    [InlineData(">&-", "it is closed")]
    [InlineData(">/dev/full", "No space left on device")]
    public void Results_that_go_nowhere_end_the_work_and_no_file_is_to_blame(string closed, string reason)
    {
        using var folder = new TempFolder();
        string one = new SampleFile().Add("a.weight", 20, 30).Write(folder.File("one.safetensors"));
        string two = new SampleFile().Add("b.weight", 20, 30).Write(folder.File("two.safetensors"));
        string said = folder.File("said.txt");
        foreach (string command in new[] { "analyze", "describe", "rank" })
        {
            foreach (string format in new[] { "table", "json", "jsonl", "csv" })
            {
                if (format == "jsonl" && command != "analyze")
                {
                    continue;
                }

                Assert.Equal(2, Run($"{command} '{one}' '{two}' -f {format}", $"{closed} 2>'{said}'"));
                Assert.Equal($"error: standard input or output failed: {reason}\n", File.ReadAllText(said));
            }
        }
    }

    private static int Run(string command, string closed)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a POSIX shell and /proc");
        string[] args = ["-c", $"{Tool.ShellWords} {command} {closed}"];
        using var process = Process.Start(new ProcessStartInfo("bash", args) { RedirectStandardOutput = true })!;
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{command} {closed}: it did not end");
        }

        return process.ExitCode;
    }
}
