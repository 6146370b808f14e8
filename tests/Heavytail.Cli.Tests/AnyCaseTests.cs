using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>Columns, metrics and words of options are known in any case.</summary>
public sealed class AnyCaseTests
{
    private const string Model = "samples/fashion-mnist/initial.safetensors";
    private const string Table = "samples/fashion-mnist/models.csv";

    [Theory]
    [InlineData($"analyze {Model} -f CSV --columns NAME,Alpha,d", $"analyze {Model} -f csv --columns name,alpha,D")]
    [InlineData($"analyze {Model} -f csv --columns ALL", $"analyze {Model} -f csv --columns all")]
    [InlineData($"analyze {Model} --sort -ALPHA", $"analyze {Model} --sort -alpha")]
    [InlineData($"analyze {Model} --sort Uncertain", $"analyze {Model} --sort uncertain")]
    [InlineData($"analyze {Model} --convention SDM2020", $"analyze {Model} --convention sdm2020")]
    [InlineData($"analyze {Model} --compat WeightWatcher", $"analyze {Model} --compat weightwatcher")]
    [InlineData($"describe {Model} -f Json", $"describe {Model} -f json")]
    [InlineData($"trend {Table} --metric Alpha,LOG_NORM", $"trend {Table} --metric alpha,log_norm")]
    [InlineData($"trend {Table} --score Train_Loss --by EPOCHS", $"trend {Table} --score train_loss --by epochs")]
    [InlineData($"trend {Table} --where Batch_Size=*6", $"trend {Table} --where batch_size=*6")]
    [InlineData("trend --corpus sdm2020 --score-direction Higher", "trend --corpus sdm2020 --score-direction higher")]
    [InlineData("completions BASH", "completions bash")]
    public void A_word_is_known_in_any_case(string typed, string spelled)
    {
        var expected = Tool.Run(spelled.Split(' '));
        Assert.Equal(0, expected.ExitCode);
        Assert.Equal(expected, Tool.Run(typed.Split(' ')));
    }

    [Fact]
    public void A_column_of_a_table_that_is_spelled_so_comes_before_a_metric()
    {
        using var folder = new TempFolder();
        string rows = string.Concat(Enumerable.Range(1, 5).Select(k => $"m{k},{k},{k * k}\n"));
        File.WriteAllText(folder.File("t.csv"), "model,accuracy,Alpha\n" + rows);
        var result = Tool.Run("trend", folder.File("t.csv"), "--metric", "Alpha", "-f", "csv");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(",Alpha,5,", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "analyze x -f yaml",
        "expected table, json, jsonl, csv, markdown or parquet (which needs `-o FILE.parquet`)")]
    [InlineData("completions", "SHELL is missing: expected bash, zsh, fish or pwsh")]
    public void An_error_names_the_words_that_there_are(string command, string words) =>
        Assert.Contains(words, Tool.Run(command.Split(' ')).Error, StringComparison.Ordinal);
}
