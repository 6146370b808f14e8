using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>What <c>heavytail trend</c> says first, and its table of models.</summary>
public sealed class TrendAnswerTests
{
    private const string Models = "samples/fashion-mnist/models.csv";

    /// <summary>Weights are analyzed once; their figures are a table that says the same.</summary>
    [Fact]
    public void Csv_of_models_is_a_table_that_trend_and_rank_read_again()
    {
        using var folder = new TempFolder();
        string csv = Succeed("trend", Models, "--per-model", "-f", "csv", "-q");
        string[] lines = Lines(csv);
        Assert.Equal(9, lines.Length); // without the untrained one
        Assert.StartsWith("model,family,accuracy,", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",parameters,layers,convention", lines[0], StringComparison.Ordinal);
        Assert.Contains(",195850,5,weightwatcher", lines[1], StringComparison.Ordinal);
        File.WriteAllText(folder.File("again.csv"), csv);
        Assert.Equal(
            Succeed("trend", Models, "-f", "csv", "-q"), Succeed("trend", folder.File("again.csv"), "-f", "csv", "-q"));
        Assert.Equal(csv, Succeed("trend", folder.File("again.csv"), "--per-model", "-f", "csv", "-q"));
        Assert.Contains(
            " vgg19_bn ",
            Succeed("trend", "--corpus", "nature2021", "--family", "VGG", "--per-model", "-q"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_lines_are_the_answer_and_more_is_asked_for()
    {
        string[] lines = Lines(Succeed("trend", "--corpus", "nature2021", "-q"));
        Assert.StartsWith(
            " Within families, `error` rises as",
            lines.First(line => line.StartsWith(' ') && !line.StartsWith("  ", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.Contains("Over 8 models", StringComparison.Ordinal));
        Assert.Contains(
            Lines(Succeed("trend", "--corpus", "nature2021", "-v")),
            line => line.Contains("Over 8 models", StringComparison.Ordinal));
    }

    [Fact]
    public void Empty_columns_take_no_room()
    {
        string table = Succeed("trend", "--corpus", "nature2021", "--family", "VGG", "-q");
        Assert.DoesNotContain("r|size", table, StringComparison.Ordinal);
        string csv = Succeed("trend", "--corpus", "nature2021", "-f", "csv", "-q");
        Assert.Contains("e-11,", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("E-", csv, StringComparison.Ordinal);
    }

    private static string Succeed(params string[] args)
    {
        var result = Tool.Run(args);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
