using System.Text.Json;
using Heavytail.Cli.Output;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>What a person meets at the terminal: widths, verdicts, streams, and what is left after Ctrl-C.</summary>
public sealed class AnalysisHandsTests
{
    [Theory]
    [InlineData("table")]
    [InlineData("jsonl")]
    [InlineData("csv")]
    [InlineData("markdown")]
    public void An_interrupt_keeps_the_models_that_are_done(string format)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs POSIX signals");
        using var folder = new TempFolder();
        string first = new SampleFile().Add("a.weight", 20, 30).Write(folder.File("1.safetensors"));
        string second = new SampleFile().Add("a.weight", 3000, 3000).Write(folder.File("2.safetensors"));
        string[] args = ["analyze", first, second, "-j", "1", "-f", format];
        using var process = new Tool().LaunchInterruptible([.. args, "-v", "-o", folder.File("o.csv")]);
        Assert.StartsWith($"{first}: 1 layer in ", process.StandardError.ReadLine(), StringComparison.Ordinal);
        Assert.Equal(130, Signals.End(process, "-INT"));
        string alone = new Tool().Start("analyze", first, "-j", "1", "-f", format, "-v").Output;
        Assert.StartsWith(alone, process.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("o.csv")));
    }

    [Fact]
    public void An_interrupt_of_json_says_that_it_is_not_complete()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs POSIX signals");
        using var folder = new TempFolder();
        string first = new SampleFile().Add("a.weight", 20, 30).Write(folder.File("1.safetensors"));
        string second = new SampleFile().Add("a.weight", 3000, 3000).Write(folder.File("2.safetensors"));
        using var process = new Tool().LaunchInterruptible("analyze", first, second, "-j", "1", "--json", "-v");
        Assert.StartsWith($"{first}: 1 layer in ", process.StandardError.ReadLine(), StringComparison.Ordinal);
        Assert.Equal(130, Signals.End(process, "-INT"));
        using var report = JsonDocument.Parse(process.StandardOutput.ReadToEnd());
        Assert.False(report.RootElement.GetProperty("complete").GetBoolean());
        Assert.Equal(first, report.RootElement.GetProperty("models")[0].GetProperty("path").GetString());
    }

    [Fact]
    public void Summary_only_sorts_models_and_leaves_layers_out()
    {
        using var folder = new TempFolder();
        new SampleFile().Add("x.weight", 20, 30).Write(folder.File("1.safetensors"));
        new SampleFile().Add("x.weight", 40, 60).Add("y.weight", 40, 50).Write(folder.File("2.safetensors"));
        var tool = new Tool { Folder = folder.Path };
        string table = tool.Start("analyze", "1.safetensors", "2.safetensors", "--summary-only", "--sort", "-layers")
            .Output;
        Assert.StartsWith(
            " verdict: of 2 models, 0 look untrained, and 0 have layers outside\n alpha: of 3 layers of 2 models, ",
            table,
            StringComparison.Ordinal);
        Assert.DoesNotContain("± sigma", table, StringComparison.Ordinal);
        Assert.True(
            table.IndexOf(" 2.safetensors", StringComparison.Ordinal)
                < table.IndexOf(" 1.safetensors", StringComparison.Ordinal),
            table);
        string[] csv = tool.Start(
            "analyze", "1.safetensors", "2.safetensors", "--summary-only", "--sort", "-layers", "-f", "csv")
            .Output.Split('\n');
        Assert.StartsWith("model,format,layers,", csv[0], StringComparison.Ordinal);
        Assert.StartsWith("2.safetensors,safetensors,2,", csv[1], StringComparison.Ordinal);
        Assert.Equal(4, csv.Length);
    }

    [Fact]
    public void A_parquet_file_is_written_beside_the_table()
    {
        using var folder = new TempFolder();
        string path = new SampleFile().Add("x.weight", 20, 30).Write(folder.File("m.safetensors"));
        string file = folder.File("layers.parquet");
        Assert.Contains("verdict:", Tool.Run("analyze", path, "-o", file).Output, StringComparison.Ordinal);
        Assert.Equal("PAR1"u8.ToArray(), File.ReadAllBytes(file)[..4]);
        var alone = Tool.Run("analyze", path, "-f", "parquet", "-o", file);
        Assert.Equal(("", 0), (alone.Output, alone.ExitCode));
    }

    [Theory]
    [InlineData("net.fc1")]
    [InlineData("fc1")]
    [InlineData("#0")]
    public void Layers_are_selected_by_the_name_that_is_printed(string pattern)
    {
        using var folder = new TempFolder();
        string path = new SampleFile().Add("net.fc1.weight", 20, 30).Add("net.fc2.weight", 20, 30)
            .Write(folder.File("m.safetensors"));
        string output = Tool.Run("analyze", path, "--layers", pattern).Output;
        Assert.Contains("\n all names begin with net.\n", output, StringComparison.Ordinal);
        Assert.Contains("\n fc1  ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\n fc2  ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_without_a_layer_names_the_nearest()
    {
        using var folder = new TempFolder();
        string path = new SampleFile().Add("module.net.fc1.weight", 20, 30).Add("module.net.fc2.weight", 20, 30)
            .Write(folder.File("m.safetensors"));
        var result = Tool.Run("analyze", path, "--layers", "fd2", "--layers", "fc1");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no layer is named `fd2`", result.Error, StringComparison.Ordinal);
        Assert.Contains("`fc2`", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_without_a_layer_names_numbers()
    {
        using var folder = new TempFolder();
        string path = new SampleFile().Add("a.bias", 20).Add("fc1.weight", 20, 30).Add("fc2.weight", 20, 30)
            .Write(folder.File("m.safetensors"));
        var result = Tool.Run("analyze", path, "--layers", "#0");
        Assert.Equal(2, result.ExitCode);
        Assert.EndsWith(
            "error: no layer is named `#0`\nhint: layers are `#1` fc1, `#2` fc2\n",
            result.Error,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    public void A_command_in_a_message_is_one_line(int width)
    {
        using var writer = new StringWriter();
        const string Command = "`hf download some-organization/a-name --include \"*.safetensors\" --local-dir a-name`,";
        new ErrorMessage("no such file", $"download it with {Command} and give the path `a-name`")
            .Write(Terminal.Window(writer, width));
        string[] lines = writer.ToString().Split('\n');
        Assert.Contains(Command, lines);
        Assert.All(lines.Where(line => line != Command), line => Assert.True(line.Length <= width, line));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public void Tables_and_messages_of_a_window_fit_it(int width)
    {
        using var writer = new StringWriter();
        const string Text = "`some/path/to/a/model.safetensors`: nothing to analyze: the file holds 77 biases, norms "
            + "and other vectors, 20 layers that --layers leaves out";
        new ErrorMessage(Text, Text).Write(Terminal.Window(writer, width));
        string[] lines = writer.ToString().Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        Assert.Contains(lines, line => line.StartsWith("       ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("`./runs/first/run001-batch-0008.safetensors`: no such file", 30)]
    [InlineData("`./runs/first/run001-batch-0008.safetensors`: no such file", 44)]
    [InlineData("`./runs/first/run001-batch-0008.safetensors`: no such file", 45)]
    [InlineData("`./runs/first/run001-batch-0008.safetensors`: no such file", 46)]
    [InlineData("`./runs/first/run001-batch-0008.safetensors`: no such file", 50)]
    [InlineData("no layer in 2 of 3 files, such as `/a/long/way/to/a/file/of-a-model.pt`", 38)]
    public void A_path_that_does_not_fit_has_lines_of_its_own(string text, int width)
    {
        using var writer = new StringWriter();
        new ErrorMessage(text, text).Write(Terminal.Window(writer, width));
        string[] lines = writer.ToString().TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        Assert.All(lines, line => Assert.Contains(line, char.IsLetter));
        string[] path = [.. lines.Where(line => line.Contains('/', StringComparison.Ordinal))];
        Assert.All(
            path,
            line => Assert.True(line[0] == ' ' || line[^1] is '/' or ':' or '`' || width <= 40, line));
    }

    [Fact]
    public void Messages_in_a_file_are_one_line_each()
    {
        using var writer = new StringWriter();
        new ErrorMessage(new string('x', 60) + " " + new string('y', 60), null).Write(Terminal.Plain(writer));
        Assert.Equal(1, writer.ToString().Count(c => c == '\n'));
    }

    [Fact]
    public void A_pipe_that_closes_ends_the_work_and_files_are_written_all_the_same()
    {
        using var failing = new ResultWriter(new ClosedWriter());
        failing.Write("x");
        failing.Flush();
        failing.Write("y");
        failing.Flush();
        Assert.True(failing.HasFailed);
        Assert.Equal("Broken pipe", Assert.Throws<StandardOutputException>(failing.ThrowIfFailed).Message);
    }

    private sealed class ClosedWriter : StringWriter
    {
        public override void Write(string? value) => throw new IOException("Broken pipe");
    }
}
