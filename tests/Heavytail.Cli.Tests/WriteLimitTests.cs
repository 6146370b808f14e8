using System.Diagnostics;
using System.IO.Compression;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>Files that may not grow, and a closed standard input: no crash, no wait, no half file.</summary>
public sealed class WriteLimitTests
{
    private const string TooLarge = "the file would be larger than its file system or `ulimit -f` allows\n";

    [Fact]
    public void A_file_that_may_not_grow_costs_itself()
    {
        using var folder = Model();
        var result = Run(folder, "analyze m.safetensors --columns name -fcsv -o o.json -o o.csv --spectra s.csv", 1);
        Assert.Equal((2, "name\na\n"), (result.ExitCode, result.Output));
        Assert.Contains(
            $"error: `--output o.json` cannot be written: {TooLarge}", result.Error, StringComparison.Ordinal);
        Assert.Contains(
            $"error: `--spectra s.csv` cannot be written: {TooLarge}", result.Error, StringComparison.Ordinal);
        Assert.Equal(["m.safetensors", "o.csv"], Names(folder));
    }

    [Fact]
    public void Standard_output_that_may_not_grow_costs_no_file()
    {
        using var folder = Model();
        var result = Run(folder, "analyze m.safetensors --columns name -fjson -o o.csv >out", 1);
        Assert.Equal(
            new ToolResult(2, "", "error: standard input or output failed: " + TooLarge), result);
        Assert.Equal("name\na\n", File.ReadAllText(folder.File("o.csv")));
    }

    [Fact]
    public void No_room_to_unpack_costs_the_archive()
    {
        using var folder = Model();
        using (var packed = new GZipStream(File.Create(folder.File("p.gz")), CompressionLevel.Fastest))
        {
            packed.Write(File.ReadAllBytes(folder.File("m.safetensors")));
        }

        var result = Run(folder, "analyze p.gz m.safetensors --columns name -fcsv", 1);
        Assert.Equal((2, "name\na\n"), (result.ExitCode, result.Output));
        Assert.StartsWith("error: `p.gz`: cannot be unpacked into ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<&-")]
    [InlineData("</dev/null")]
    public void A_closed_standard_input_names_no_file(string redirection)
    {
        using var folder = Model();
        Assert.Equal(
            new ToolResult(2, "", "error: `-`: standard input names no file\n"),
            Run(folder, "analyze - -q " + redirection));
    }

    private static string[] Names(TempFolder folder) =>
        [.. Directory.GetFiles(folder.Path).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    private static TempFolder Model()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a POSIX shell and ulimit");
        var folder = new TempFolder();
        new SampleFile().Add("a.weight", 60, 80).Write(folder.File("m.safetensors"));
        return folder;
    }

    /// <param name="folder">The folder it runs in.</param>
    /// <param name="command">Arguments and redirections.</param>
    /// <param name="kilobytes">The most that a file may have; null for no limit.</param>
    private static ToolResult Run(TempFolder folder, string command, int? kilobytes = null)
    {
        string limit = kilobytes is null ? "" : FormattableString.Invariant($"ulimit -f {kilobytes}; ");
        var start = new ProcessStartInfo("bash", ["-c", $"{limit}timeout 60 {Tool.ShellWords} {command}"])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Two views of its own code are a file to the runtime, which would not start under the limit.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ToolResult(process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
