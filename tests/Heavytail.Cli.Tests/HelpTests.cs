using System.CommandLine;
using Heavytail.Cli.Commands;
using Heavytail.Cli.Commands.Completions;
using Heavytail.Cli.Commands.Help;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

public sealed class HelpTests
{
    /// <summary>
    /// A line that is too long for a window, because a word of it is: an example has a line of its own.
    /// </summary>
    private const int LongestWord = 40;

    public static TheoryData<string> Commands =>
    [
        "", "analyze", "describe", "plot", "trend", "rank", "check", "plan", "plan sparsity", "plan bits",
        "surgery", "surgery smooth", "surgery low-rank", "surgery traps", "surgery project",
        "corpus", "corpus list", "corpus show", "explain", "completions", "help",
    ];

    [Fact]
    public void Without_arguments_the_page_goes_to_stderr_and_the_code_is_that_of_a_mistake()
    {
        var result = Tool.Run();
        Assert.True(result == new ToolResult(2, "", Tool.Run("--help").Output), result.ToString());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_of_a_command_is_what_its_option_shows(string command)
    {
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var help = Tool.Run(["help", .. words]);
        Assert.Equal(0, help.ExitCode);
        Assert.Equal(Tool.Run([.. words, "--help"]), help);
        Assert.Equal(Tool.Run([.. words, "-h"]), help);
    }

    [Theory]
    [InlineData("analyze --no-such-option --help")]
    [InlineData("analyze x --top many -h")]
    public void Help_is_shown_whatever_is_wrong(string command) =>
        Assert.Equal(Tool.Run("help", "analyze"), Tool.Run(command.Split(' ')));

    [Fact]
    public void The_version_has_a_short_option() => Assert.Equal(Tool.Run("--version"), Tool.Run("-V"));

    [Theory]
    [MemberData(nameof(Commands))]
    public void Lines_fit_the_window_and_columns_of_text_are_wide(string command)
    {
        string[] words = ["help", .. command.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        foreach (int width in new[] { 40, 60, 80, 100, 200 })
        {
            string[] lines = new Tool { Columns = width }.Start(words).Output.Split('\n');
            int most = Math.Min(100, width);
            Assert.All(lines, line => Assert.True(line.Length <= most || IsLabel(line), $"{width}: {line}"));
        }

        // A column of text has half of 80 and more.
        string[] rows = Tool.Run(words).Output.Split('\n');
        Assert.All(rows, row => Assert.True(row.Length - row.TrimStart().Length <= 40, row));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Words_to_choose_from_leave_the_description_on_their_line(string command)
    {
        string[] words = ["help", .. command.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        foreach (int width in new[] { 80, 100 })
        {
            string[] lines = new Tool { Columns = width }.Start(words).Output.Split('\n');
            Assert.All(lines, line => Assert.False(
                line.TrimStart().StartsWith('-') && line.TrimEnd().Split(' ')[^1].Contains('|')
                    && !line.TrimStart().Contains("  "),
                $"{width}: {line}"));
        }
    }

    [Fact]
    public void Piped_output_is_at_most_100_wide()
    {
        var result = new Tool().With("COLUMNS", "").StartProcess("help", "analyze");
        Assert.Equal(0, result.ExitCode);
        Assert.All(result.Output.Split('\n'), line => Assert.True(line.Length <= 100, line));
    }

    [Fact]
    public void Every_measure_is_named()
    {
        string help = Tool.Run("analyze", "--help").Output;
        Assert.All(
            MeasureCatalog.All.Except(MeasureCatalog.Default),
            measure => Assert.Contains(measure.Name, help, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("foo", "hint: the measures are entries, bulk, ")]
    [InlineData("randomise", "hint: did you mean `randomize`?")]
    public void An_unknown_measure_is_told_the_known_ones(string name, string hint)
    {
        var result = Tool.Run("analyze", "samples", "--measure", name);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(hint, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_is_in_a_group()
    {
        using var interruption = new Interruption();
        var root = HeavytailTool.Create(TextReader.Null, TextWriter.Null, TextWriter.Null, interruption);
        var ungrouped = All(root).SelectMany(command => command.Options)
            .Where(option => !option.Hidden && HelpGroups.Of(option) == HelpGroup.Other).Select(option => option.Name);
        Assert.Empty(ungrouped);
    }

    [Fact]
    public void Every_command_has_examples_and_they_run()
    {
        using var interruption = new Interruption();
        using var folder = Examples();
        var root = HeavytailTool.Create(TextReader.Null, TextWriter.Null, TextWriter.Null, interruption);
        foreach (var command in All(root))
        {
            var examples = HelpExamples.Of(command);
            Assert.InRange(examples.Count, 2, 4);
            foreach (string example in examples.Select(example => example.Command))
            {
                string words = example.Replace("source <(", "", StringComparison.Ordinal).Split(" >>")[0].TrimEnd(')');
                Assert.StartsWith("heavytail ", words, StringComparison.Ordinal);
                var result = new Tool { Folder = folder.Path }.Start(
                    [.. ShellWords.Split(words + " ").Before.Skip(1)]);
                Assert.True(result.ExitCode == 0, $"{example}\n{result}");
                bool writesFile = words.Split(' ') is [.., "-o", var file] && File.Exists(folder.File(file));
                Assert.True(result.Output.Length > 0 || writesFile, $"{example} writes nothing");
            }
        }
    }

    /// <summary>The files that examples name.</summary>
    private static TempFolder Examples()
    {
        var folder = new TempFolder();
        string samples = Repository.Path("samples/fashion-mnist");
        Directory.CreateDirectory(folder.File("checkpoints"));
        Directory.CreateDirectory(folder.File("runs"));
        foreach (string name in new[] { "model.safetensors", "model.pt", "checkpoints/a.safetensors", "runs/a.pt" })
        {
            File.Copy(Path.Combine(samples, "batch-0016.safetensors"), folder.File(name));
        }

        File.Copy(Path.Combine(samples, "batch-0032.safetensors"), folder.File("checkpoints/b.safetensors"));
        File.Copy(Path.Combine(samples, "batch-0032.safetensors"), folder.File("runs/b.pt"));
        foreach (string file in Directory.EnumerateFiles(samples, "*.safetensors"))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }

        var blocks = new SampleFile();
        for (int k = 0; k < 4; k++)
        {
            blocks.Add($"model.layers.{k}.mlp.up_proj.weight", 96, 64);
        }

        blocks.Write(folder.File("llm.safetensors"));
        File.Copy(Path.Combine(samples, "models.csv"), folder.File("models.csv"));
        new Tool { Folder = folder.Path }.Start("analyze", "model.pt", "-q", "-o", "baseline.json");
        return folder;
    }

    private static IEnumerable<Command> All(Command command) => command.Hidden
        ? []
        : command.Subcommands.SelectMany(All).Prepend(command);

    private static bool IsLabel(string line) =>
        line.Split(' ').Any(word => word.Length > LongestWord) || line.TrimStart().StartsWith(
            "--", StringComparison.Ordinal);
}
