using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("heavytail ", "analyze", "describe", "explain", "completions")]
    [InlineData("heavytail an", "analyze")]
    [InlineData("heavytail analyze --form", "--format")]
    [InlineData("heavytail analyze x --format ", "table", "json", "jsonl", "csv", "markdown")]
    [InlineData("heavytail analyze x --sort sta", "stable_rank", "status")]
    [InlineData("heavytail analyze x --precision ", "double", "single")]
    [InlineData("heavytail corpus ", "list", "show")]
    [InlineData("heavytail corpus show nat", "nature2021", "nature2021-osmr")]
    [InlineData("heavytail corpus show nature2021 --family ", "VGG", "ResNet-1K")]
    [InlineData("heavytail analyze x --percentile sdm", "sdm2020", "sdm2020/VGG")]
    [InlineData("heavytail explain log_", "log_norm", "log_alpha_norm", "log_spectral_norm")]
    public void The_line_so_far_is_completed(string line, params string[] expected)
    {
        var result = Tool.Run("complete", line);
        string[] words = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(expected, word => Assert.Contains(word, words));
        Assert.DoesNotContain("complete", words);
    }

    [Fact]
    public void The_bash_script_completes()
    {
        if (OperatingSystem.IsWindows() || !File.Exists("/bin/bash"))
        {
            Assert.Skip("needs bash");
            return;
        }

        using var folder = new TempFolder();
        File.WriteAllText(folder.File("heavytail"), $"#!/bin/sh\nexec dotnet '{Tool.Assembly}' \"$@\"\n");
        File.SetUnixFileMode(folder.File("heavytail"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string script = folder.File("test.sh");
        File.WriteAllText(script, """
            eval "$(heavytail completions bash)"
            COMP_LINE="heavytail desc"; COMP_POINT=14; COMP_WORDS=(heavytail desc); COMP_CWORD=1
            _heavytail
            echo "${COMPREPLY[@]}"
            """);
        var start = new System.Diagnostics.ProcessStartInfo("bash", [script]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = folder.Path + ":" + Environment.GetEnvironmentVariable("PATH");
        using var process = System.Diagnostics.Process.Start(start)!;
        Assert.Equal("describe", process.StandardOutput.ReadToEnd().Trim());
    }
}
