using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

public sealed class ExplainTests
{
    /// <summary>Every word that a report may print.</summary>
    public static TheoryData<string> Words =>
    [
        .. MetricCatalog.All.Select(metric => metric.Name),
        .. Enum.GetValues<TrainingWarning>().Select(warning => warning.Word()).Where(word => word.Length > 0),
        .. Enum.GetValues<LayerStatus>().Select(status => status.Word()),
        .. Enum.GetValues<SkipReason>().Select(reason => reason.Word()),
    ];

    [Theory]
    [MemberData(nameof(Words))]
    public void Every_word_of_a_report_is_explained(string word)
    {
        var result = Tool.Run("explain", word);
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith($"{word}  ", result.Output, StringComparison.Ordinal);
        Assert.All(result.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Theory]
    [InlineData("under-trained", "what to do")]
    [InlineData("non-finite-weights", "what to do")]
    [InlineData("adapter", "merge_and_unload")]
    [InlineData("esd", "eigenvalues")]
    public void It_says_what_to_do(string word, string advice) =>
        Assert.Contains(advice, Tool.Run("explain", word).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("ALPHA", "alpha")]
    [InlineData("d", "D")]
    [InlineData("Under-Trained", "under-trained")]
    [InlineData("stable-rank", "stable_rank")]
    [InlineData("Not_A_Matrix", "not-a-matrix")]
    [InlineData("loo-r2", "LOO R2")]
    [InlineData("loo_r2", "LOO R2")]
    [InlineData("kendall's w", "Kendall's W")]
    [InlineData("rank_alpha", "rank_…")]
    [InlineData("predicted_accuracy", "predicted_…")]
    [InlineData("p(rho)", "rho_p")]
    [InlineData("partial_r", "r|size")]
    public void Case_and_strokes_do_not_matter(string typed, string name) =>
        Assert.Equal(Tool.Run("explain", name), Tool.Run("explain", typed));

    [Theory]
    [InlineData("rank {0} {1} --reference samples/fashion-mnist/models.csv -f csv")]
    [InlineData("trend samples/fashion-mnist/models.csv -f csv")]
    [InlineData("trend --corpus nature2021 -f csv")]
    [InlineData("analyze {0} -f csv --columns all")]
    [InlineData("analyze {0} -f csv --summary-only")]
    public void Every_column_of_csv_is_explained(string command)
    {
        string[] words = [.. command.Split(' ').Select(word => word
            .Replace("{0}", "samples/fashion-mnist/batch-0016.safetensors", StringComparison.Ordinal)
            .Replace("{1}", "samples/fashion-mnist/batch-1024.safetensors", StringComparison.Ordinal))];
        string header = Tool.Run(words).Output.Split('\n')[0].Trim();
        Assert.All(header.Split(',').Where(name => name != "format"), name => Assert.Equal(
            0, Tool.Run("explain", name).ExitCode));
    }

    [Fact]
    public void Several_names_are_explained_in_their_order()
    {
        var result = Tool.Run("explain", "sigma", "under-trained", "sigma");
        Assert.Equal(
            Tool.Run("explain", "sigma").Output + "\n" + Tool.Run("explain", "under-trained").Output, result.Output);
    }

    [Fact]
    public void A_word_of_two_meanings_has_both()
    {
        string text = Tool.Run("explain", "shape").Output;
        Assert.Contains("shape  shape of the tensor\n", text, StringComparison.Ordinal);
        Assert.Contains("(reason for a skipped tensor)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_name_everything_is_listed_by_kind()
    {
        string text = Tool.Run("explain").Output;
        Assert.All(
            new[] { "Columns of layers:", "Counts of a model:", "Labels of layers", "Statuses", "Reasons", "Terms:" },
            heading => Assert.Contains(heading, text, StringComparison.Ordinal));
        Assert.All(Words, word => Assert.Contains($"\n  {word.Data} ", text, StringComparison.Ordinal));
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }
}
