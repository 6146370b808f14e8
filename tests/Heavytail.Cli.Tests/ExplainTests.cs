using System.Globalization;
using System.Text.Json;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

public sealed class ExplainTests
{
    /// <summary>Every word that a report may print.</summary>
    public static TheoryData<string> Printed =>
    [
        .. MetricCatalog.All.Select(metric => metric.Name),
        .. Enum.GetValues<TrainingWarning>().Select(warning => warning.Word()).Where(word => word.Length > 0),
        .. Enum.GetValues<LayerStatus>().Select(status => status.Word()),
        .. Enum.GetValues<SkipReason>().Select(reason => reason.Word()),
        .. Enum.GetValues<LayerLabel>().Select(label => label.Word()).Where(word => word.Length > 0).Except(
            Enum.GetValues<TrainingWarning>().Select(warning => warning.Word())),
        .. Enum.GetValues<LayerKind>().Select(kind => kind.Word()),
        .. Enum.GetValues<TrainingPhase>().Select(phase => phase.Word()).Except(["random-like"]),
        .. MeasureCatalog.All.Select(measure => measure.Name),
        .. MeasureCatalog.Metrics.All.SelectMany(metric => metric.Words)
            .Except(["none", "no", "yes", "random-like", "entries", .. TrainingPhases.Words]).Distinct(),
        .. Convention.All.Select(convention => convention.Name),
    ];

    [Theory]
    [MemberData(nameof(Printed))]
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
    [InlineData("hidden", "--columns")]
    [InlineData("complete", "run it again")]
    [InlineData("under-trained", "whole interval of")]
    [InlineData("random-like", "--randomize")]
    [InlineData("measure", "alpha_null")]
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
    [InlineData("no-alpha", "no alpha")]
    [InlineData("without_alpha", "no alpha")]
    [InlineData("WeightWatcher", "weightwatcher")]
    [InlineData("Kendall", "tau")]
    [InlineData("random", "noise")]
    [InlineData("Rank_Alpha", "rank_…")]
    [InlineData("MP", "bulk")]
    [InlineData("looks untrained:", "untrained")]
    [InlineData("noise:", "noise")]
    [InlineData("By alpha alone", "by alpha alone")]
    [InlineData("tracy-widom", "Tracy–Widom")]
    [InlineData("eigenvalue", "spectrum")]
    [InlineData("λ", "spectrum")]
    [InlineData("σ", "sigma")]
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
        string header = Tool.Run(Words(command)).Output.Split('\n')[0].Trim();
        Assert.All(header.Split(','), IsKnown);
    }

    /// <summary>Keys of JSON below which terms stand, by command; others of a document are about the file.</summary>
    [Theory]
    [InlineData("trend samples/fashion-mnist/models.csv", "families.0.metrics.0")]
    [InlineData("rank {0} {1} --reference samples/fashion-mnist/models.csv", "models.0")]
    [InlineData("rank {0} {1} --reference samples/fashion-mnist/models.csv", "reference")]
    [InlineData("analyze {0} --convention sdm2020 --percentile sdm2020/VGG", "models.0.percentiles.metrics.0")]
    [InlineData("analyze {0}", "models.0.verdict")]
    [InlineData("analyze {0}", "models.0.skipped.0")]
    [InlineData("analyze {0}", "models.0.summary")]
    [InlineData("describe {0}", "models.0.tensors.0")]
    public void Every_term_of_json_is_explained(string command, string path)
    {
        using var json = JsonDocument.Parse(Tool.Run(Words(command + " --json")).Output);
        var element = json.RootElement;
        foreach (string step in path.Split('.'))
        {
            element = int.TryParse(step, CultureInfo.InvariantCulture, out int index)
                ? element[index]
                : element.GetProperty(step);
        }

        Assert.All(element.EnumerateObject().Select(property => property.Name).Except(["source", "models"]), IsKnown);
    }

    [Theory]
    [InlineData("trend --corpus sdm2020")]
    [InlineData("trend samples/fashion-mnist/models.csv")]
    [InlineData("rank {0} {1}")]
    [InlineData("analyze {0} --convention sdm2020 --percentile sdm2020/VGG")]
    [InlineData("analyze {0} {1}")]
    [InlineData("describe {0}")]
    [InlineData("corpus list")]
    public void Every_heading_of_markdown_is_explained(string command)
    {
        string[] lines = Tool.Run([.. Words(command), "-f", "markdown"]).Output.Split('\n');
        string[] headings =
        [
            .. lines.Where((_, k) => k + 1 < lines.Length && IsRule(lines[k + 1]))
                .SelectMany(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries)).Distinct()
                .Except(["name", "families", "title", "source", "accuracies"]),
        ];
        Assert.NotEmpty(headings);
        Assert.All(headings, IsKnown);
    }

    [Fact]
    public void What_is_known_is_explained_before_the_error_for_the_rest()
    {
        var result = Tool.Run("explain", "inside", "xyzzy-plugh", "warning", "trend");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(Tool.Run("explain", "inside", "warning").Output, result.Output);
        Assert.Equal(
            "error: no column, label, status, reason or term is named `xyzzy-plugh`\n"
                + "hint: `heavytail explain` lists columns and other words\n"
                + "error: `trend` is a command\nhint: `heavytail help trend` explains it, with its options\n",
            result.Error);
    }

    [Theory]
    [InlineData("trend")]
    [InlineData("Rank")]
    [InlineData("analyze")]
    public void A_command_is_explained_by_its_help(string command) => Assert.Contains(
        $"hint: `heavytail help {command.ToLowerInvariant()}`",
        Tool.Run("explain", command).Error,
        StringComparison.Ordinal);

    [Fact]
    public void How_to_read_a_column_comes_before_its_formula()
    {
        string text = Tool.Run("explain", "alpha").Output;
        string[] sections = ["\ndefinition\n", "\nhow to read it\n", "\nformula\n", "\nsource\n"];
        int[] at = [.. sections.Select(title => text.IndexOf(title, StringComparison.Ordinal))];
        Assert.Equal([.. at.Order()], at);
        Assert.True(at[0] >= 0);
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
        Assert.All(Printed, word => Assert.Contains($"\n  {word.Data} ", text, StringComparison.Ordinal));
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    private static bool IsRule(string line) => line.StartsWith("| --", StringComparison.Ordinal)
        || line.StartsWith("| :--", StringComparison.Ordinal);

    private static void IsKnown(string word)
    {
        var result = Tool.Run("explain", word);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    private static string[] Words(string command) =>
    [
        .. command.Split(' ').Select(word => word
            .Replace("{0}", "samples/fashion-mnist/batch-0016.safetensors", StringComparison.Ordinal)
            .Replace("{1}", "samples/fashion-mnist/batch-1024.safetensors", StringComparison.Ordinal)),
    ];
}
