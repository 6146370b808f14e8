using System.Diagnostics;
using System.Text.Json;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>Where results go, and that they are whole or not there.</summary>
public sealed class OutputTests
{
    [Fact]
    public void Files_get_the_form_of_their_extension_and_the_table_is_still_shown()
    {
        using var folder = new TempFolder();
        string path = new SampleFile().Add("a.weight", 20, 30).Write(folder.File("m.safetensors"));
        string[] outputs = [.. new[] { "r.json", "r.jsonl", "r.csv", "r.md", "r.txt" }.Select(folder.File)];
        var result = Tool.Run(["analyze", path, .. outputs.SelectMany(output => new[] { "-o", output })]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("alpha", result.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(outputs[0]));
        Assert.Equal(
            64,
            json.RootElement.GetProperty("models")[0].GetProperty("files")[0].GetProperty("sha256")
                .GetString()!.Length);
        Assert.StartsWith("{", File.ReadAllText(outputs[1]), StringComparison.Ordinal);
        Assert.StartsWith("model,layer_id,name", File.ReadAllText(outputs[2]), StringComparison.Ordinal);
        Assert.Contains("| ", File.ReadAllText(outputs[3]), StringComparison.Ordinal);
        Assert.Equal(result.Output.Length, File.ReadAllText(outputs[4]).Length, 400.0);
        Assert.Equal(6, Directory.GetFiles(folder.Path).Length);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    [InlineData("jsonl")]
    [InlineData("csv")]
    [InlineData("markdown")]
    public void The_same_bytes_for_any_number_of_threads_and_every_run(string format)
    {
        var results = new[] { "1", "2", "2", "7" }.Select(threads =>
            Tool.Run("analyze", "samples/fashion-mnist", "-f", format, "-j", threads)).ToArray();
        Assert.All(results, result => Assert.Equal(results[0], result));
        Assert.Equal(0, results[0].ExitCode);
        Assert.True(results[0].Output.Length > 1000);
    }

    [Fact]
    public void Avx2_gives_the_same_bytes_as_Avx512()
    {
        var wide = Tool.Run("analyze", "samples/fashion-mnist", "-f", "csv");
        var narrow = new Tool().With("DOTNET_EnableAVX512", "0").StartProcess(
            "analyze", "samples/fashion-mnist", "-f", "csv");
        Assert.Equal(wide, narrow);
    }

    [Fact]
    public void Describe_writes_every_form()
    {
        foreach (string format in new[] { "table", "json", "jsonl", "csv", "markdown" })
        {
            var result = Tool.Run("describe", "samples/fashion-mnist/initial.safetensors", "-f", format);
            Assert.True(result.ExitCode == 0, result.Error);
            Assert.Contains("fc1.weight", result.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(140)]
    public void The_table_fits_the_terminal(int width)
    {
        using var folder = new TempFolder();
        string name = "decoder.blocks.11.attention.self.query_key_value.weight";
        string path = new SampleFile().Add(name, 20, 30).Add("a.weight", 20, 30).Write(folder.File("m.safetensors"));
        var result = new Tool { Folder = folder.Path, Columns = width }.Start(
            "analyze", "m.safetensors", "describe-me");
        string[] table = [.. result.Output.Split('\n').Skip(2).TakeWhile(line => line.Length > 0)];
        Assert.Equal(4, table.Length);
        Assert.StartsWith(" hidden: ", table[3], StringComparison.Ordinal);
        Assert.All(table, line => Assert.True(line.Length <= width, $"{line.Length} columns: {line}"));
        Assert.Contains("alpha", table[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Names_from_a_file_cannot_steer_the_terminal()
    {
        using var folder = new TempFolder();
        string path = new SampleFile().Add("[red]\u001b[2J\n\u202ea.weight", 20, 30).Write(
            folder.File("m.safetensors"));
        var result = Tool.Run("analyze", path, "--color", "always", "--columns", "name,M");
        Assert.Contains("[red]\\u001b[2J\\u000a\\u202ea", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[2J", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Colour_is_used_only_where_it_is_wanted()
    {
        string[] command = ["analyze", "samples/fashion-mnist/initial.safetensors"];
        Assert.DoesNotContain("\u001b", Tool.Run(command).Output, StringComparison.Ordinal);
        Assert.Contains("\u001b[", Tool.Run([.. command, "--color", "always"]).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", Tool.Run([.. command, "--color", "never"]).Output, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "\u001b", new Tool().With("NO_COLOR", "1").StartProcess(command).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Verbose_lists_what_was_skipped_and_tells_the_time()
    {
        var result = Tool.Run("analyze", "samples/fashion-mnist/initial.safetensors", "-v");
        Assert.Contains("conv1.bias: one-dimensional (a bias or a norm)", result.Output, StringComparison.Ordinal);
        Assert.Contains("5 layers in", result.Error, StringComparison.Ordinal);
        var alone = Tool.Run(
            "analyze", "samples/fashion-mnist/initial.safetensors", "-v", "-j", "1", "--layers", "fc1.weight");
        Assert.Contains("1 layer in", alone.Error, StringComparison.Ordinal);
        Assert.EndsWith($" kernels, 1 thread{Environment.NewLine}", alone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_that_goes_away_is_no_error()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a POSIX shell");
        var start = new ProcessStartInfo(
            "bash",
            ["-c", $"{Tool.ShellWords} analyze samples/fashion-mnist -f csv | head -1; echo ${{PIPESTATUS[0]}}"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        string[] lines = process.StandardOutput.ReadToEnd().TrimEnd().Split('\n');
        Assert.Equal("", process.StandardError.ReadToEnd());
        Assert.Equal("0", lines[^1]);
    }

    [Theory]
    [InlineData("-INT", 130)]
    [InlineData("-TERM", 143)]
    [InlineData("-HUP", 129)]
    public void An_interrupt_ends_with_128_and_its_number_and_leaves_no_half_file(string signal, int exitCode)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs POSIX signals");
        using var folder = new TempFolder();
        string path = new SampleFile().Add("a.weight", 3000, 3000).Write(folder.File("m.safetensors"));
        using var process = new Tool().LaunchInterruptible(
            "analyze", path, "-o", folder.File("out.json"), "-j", "1");
        WaitFor(() => Directory.GetFiles(folder.Path, ".heavytail-*.tmp").Length == 1);
        using var kill = Process.Start("kill", [signal, $"{process.Id}"]);
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(20)));
        Assert.Equal(exitCode, process.ExitCode);

        // On a busy machine the signal comes before the file is opened.
        string unwritten = $"; `--output {folder.File("out.json")}` is not written "
            + "(`-f jsonl > FILE` writes each model when it is done)\n";
        Assert.Contains(
            process.StandardError.ReadToEnd(),
            new[] { $"interrupted{unwritten}", $"interrupted after 0 of 1 layers{unwritten}" });
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    private static void WaitFor(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "it did not happen");
            Thread.Sleep(10);
        }

        // The work itself must have begun, not only the preparation.
        Thread.Sleep(300);
    }
}
