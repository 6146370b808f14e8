using System.Text.Json;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary><c>heavytail rank</c> as a shell sees it: forms, files, exit codes, and what each mistake prints.</summary>
public sealed class RankCommandTests
{
    private const string Small = "samples/fashion-mnist/batch-0016.safetensors";

    private const string Large = "samples/fashion-mnist/batch-1024.safetensors";

    private const string Reference = "samples/fashion-mnist/models.csv";

    [Theory]
    [InlineData("rank-reference", 80, $"rank {Small} {Large} --reference {Reference}")]
    [InlineData("rank-wide", 140, $"rank {Small} {Large} samples/fashion-mnist/initial.safetensors")]
    [InlineData(
        "rank-markdown", 80,
        $"rank {Small} {Large} --reference {Reference} --metric alpha --metric log_norm -f markdown")]
    [InlineData("rank-one-metric", 100, $"rank {Small} {Large} --metric alpha_weighted --draws 200 --seed 7")]
    public void The_output_is_as_committed(string name, int width, string command)
    {
        var result = new Tool { Columns = width }.Start(command.Split(' '));
        GoldenOutput.Check(
            name, $"$ heavytail {command}\n{result.Output}--- stderr\n{result.Error}--- exit {result.ExitCode}\n");
    }

    [Fact]
    public void Json_has_the_options_of_analyses()
    {
        using var json = JsonDocument.Parse(Succeed("rank", Small, Large, "--compat", "weightwatcher", "--json"));
        Assert.Equal("weightwatcher", json.RootElement.GetProperty("options").GetProperty("compat").GetString());
        string table = Succeed("rank", Small, Large, "--compat", "weightwatcher");
        Assert.Contains("convention weightwatcher, --compat weightwatcher\n", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_and_json_lines_hold_the_models_and_their_reference()
    {
        using var json = JsonDocument.Parse(Succeed("rank", Small, Large, "--reference", Reference, "--json", "-q"));
        var root = json.RootElement;
        Assert.Equal(
            [1, 2], root.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("place").GetInt32()));
        Assert.Equal(8, root.GetProperty("reference").GetProperty("n").GetInt32());
        Assert.Equal(0, root.GetProperty("errors").GetArrayLength());

        string[] lines = Lines(Succeed("rank", Small, Large, "--reference", Reference, "-f", "jsonl", "-q"));
        Assert.Equal(3, lines.Length);
        Assert.Equal(["ranking", "model", "model"], lines.Select(line =>
        {
            using var element = JsonDocument.Parse(line);
            return element.RootElement.GetProperty("kind").GetString();
        }));
    }

    [Fact]
    public void Csv_has_as_many_fields_in_every_line()
    {
        string[] lines = Lines(Succeed("rank", Small, Large, "--reference", Reference, "-f", "csv", "-q"));
        Assert.Equal(3, lines.Length);
        Assert.StartsWith(
            "place,model,mean_rank,first_share,place_low,place_high,", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(
            ",predicted_accuracy,predicted_low,predicted_high,predicted_confidence,prediction_note,convention",
            lines[0],
            StringComparison.Ordinal);
        Assert.Single(lines.Select(line => line.Count(c => c == ',')).Distinct());
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    [InlineData("jsonl")]
    [InlineData("csv")]
    [InlineData("markdown")]
    public void The_same_bytes_for_any_number_of_threads_and_every_run(string format)
    {
        var results = new[] { "1", "2", "2" }.Select(
            threads => Tool.Run("rank", Small, Large, "-f", format, "-j", threads)).ToArray();
        Assert.Equal(0, results[0].ExitCode);
        Assert.All(results, result => Assert.Equal(results[0], result));
    }

    [Fact]
    public void Files_get_the_form_of_their_extension()
    {
        using var folder = new TempFolder();
        string[] options = [.. new[] { "r.json", "r.jsonl", "r.csv", "r.md", "r.txt" }.SelectMany(
            name => new[] { "-o", folder.File(name) })];
        string shown = Succeed(["rank", Small, Large, .. options]);
        Assert.StartsWith("by the shape of spectra", shown, StringComparison.Ordinal);
        Assert.Equal(Succeed("rank", Small, Large, "--json"), File.ReadAllText(folder.File("r.json")));
        Assert.Equal(Succeed("rank", Small, Large, "-f", "jsonl"), File.ReadAllText(folder.File("r.jsonl")));
        Assert.Equal(Succeed("rank", Small, Large, "-f", "csv"), File.ReadAllText(folder.File("r.csv")));
        Assert.Equal(Succeed("rank", Small, Large, "-f", "markdown"), File.ReadAllText(folder.File("r.md")));
        Assert.StartsWith(
            "by the shape of spectra", File.ReadAllText(folder.File("r.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_among_three_is_told_and_the_others_are_ranked()
    {
        var result = Tool.Run("rank", Small, "no-such.safetensors", Large, "--json");
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("error: `no-such.safetensors`: no such file", result.Error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(2, json.RootElement.GetProperty("models").GetArrayLength());
        Assert.Equal("no-such.safetensors", json.RootElement.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Fact]
    public void Different_architectures_are_refused_unless_forced()
    {
        using var folder = new TempFolder();
        new SampleFile().Add("a.weight", 20, 30).Add("b.weight", 24, 40).Write(folder.File("one.safetensors"));
        new SampleFile().Add("a.weight", 20, 30).Add("b.weight", 32, 40).Write(folder.File("two.safetensors"));
        var tool = new Tool { Folder = folder.Path };
        var refused = tool.Start("rank", "one.safetensors", "two.safetensors");
        Assert.Equal(2, refused.ExitCode);
        Assert.Equal("", refused.Output);
        Assert.StartsWith(
            "error: the models are not comparable; these layers differ: ", refused.Error, StringComparison.Ordinal);
        Assert.Contains("one.safetensors: b (", refused.Error, StringComparison.Ordinal);
        Assert.Contains("two.safetensors: b (", refused.Error, StringComparison.Ordinal);
        Assert.Contains("`--force` ranks the models anyway", refused.Error, StringComparison.Ordinal);

        var forced = tool.Start("rank", "one.safetensors", "two.safetensors", "--force");
        Assert.Equal(0, forced.ExitCode);
        Assert.Contains("not common to all: ", forced.Output, StringComparison.Ordinal);
        Assert.Equal(0, tool.Start("rank", "one.safetensors", "two.safetensors", "--layers", "a.*").ExitCode);
    }

    [Theory]
    [InlineData(
        $"rank {Small}", "error: a ranking needs two networks or more; 1 could be read",
        "hint: `heavytail analyze` handles single networks")]
    [InlineData(
        $"rank {Small} {Large} --family x", "error: `--family` chooses from `--reference`, which is not given",
        "hint: try `heavytail rank --help`")]
    [InlineData(
        $"rank {Small} {Large} --metric alhpa", "error: no metric that ranks is named `alhpa`",
        "hint: did you mean `alpha`?")]
    [InlineData(
        $"rank {Small} {Large} --metric entropy", "error: no metric that ranks is named `entropy`",
        "hint: did you mean `log_norm`, `")]
    [InlineData(
        $"rank {Small} {Large} --layers none*", "error: no layer is named `none*`",
        "hint: layers are `conv1`, `conv2`, `fc1`, `fc2`, `fc3`")]
    [InlineData(
        $"rank {Small} {Large} --layers !*", $"error: `{Small}`: no layer has a metric to rank by",
        "hint: `heavytail describe` says which layers there are")]
    [InlineData($"rank {Small} {Large} --reference no-such.csv", "error: `no-such.csv`: no such file", null)]
    [InlineData(
        $"rank {Small} {Large} --reference sdm2020",
        "error: `--reference sdm2020` has metrics by convention sdm2020, this ranking uses weightwatcher",
        "hint: add `--convention sdm2020`")]
    [InlineData(
        $"rank {Small} {Large} --reference sdm2020 --convention sdm2020",
        "error: `sdm2020.csv`: 9 families: `VGG`, `ResNet`, ", "hint: choose one with `--family GLOB`")]
    [InlineData(
        $"rank {Small} {Large} --reference sdm2020 --convention sdm2020 --family Vgg",
        "error: `sdm2020.csv`: no family `Vgg`", "hint: did you mean `VGG`?")]
    [InlineData(
        $"rank {Small} {Large} --draws 0", "error: `--draws 0`: expected a positive integer",
        "hint: try `heavytail rank --help`")]
    public void A_mistake_ends_with_2_and_a_hint(string command, string error, string? hint) =>
        Mistake.Check(command, error, hint);

    /// <summary>Of the two, the larger is in the range of the family, from 4.19 to 5.54.</summary>
    [Fact]
    public void A_family_of_a_corpus_predicts_scores()
    {
        using var json = JsonDocument.Parse(Succeed(
            "rank", Small, Large, "--reference", "sdm2020", "--convention", "sdm2020", "--family", "MobileNet v1",
            "--json"));
        Assert.Equal("MobileNet v1", json.RootElement.GetProperty("reference").GetProperty("family").GetString());
        var model = json.RootElement.GetProperty("models").EnumerateArray()
            .Single(model => model.GetProperty("model").GetString() == Small);
        Assert.InRange(
            model.GetProperty("predicted_accuracy").GetDouble(),
            model.GetProperty("predicted_low").GetDouble(),
            model.GetProperty("predicted_high").GetDouble());
    }

    [Fact]
    public void An_untrained_network_has_no_place_and_no_predicted_score()
    {
        using var json = JsonDocument.Parse(Tool.Run(
            "rank", "samples/fashion-mnist", "--reference", Reference, "--json", "--draws", "50").Output);
        var models = json.RootElement.GetProperty("models").EnumerateArray().ToArray();
        Assert.Equal(9, models.Length);
        Assert.EndsWith("initial.safetensors", models[8].GetProperty("model").GetString(), StringComparison.Ordinal);
        Assert.Equal("looks untrained", models[8].GetProperty("unplaced").GetString());
        Assert.Equal("its layers look random", models[8].GetProperty("remark").GetString());
        Assert.Equal("refused: it looks untrained", models[8].GetProperty("prediction_note").GetString());
        string[] empty =
            ["place", "mean_rank", "first_share", "place_low", "scale_rank", "rank_alpha", "predicted_accuracy"];
        Assert.All(empty, name => Assert.Equal(JsonValueKind.Null, models[8].GetProperty(name).ValueKind));
        Assert.Equal(Enumerable.Range(1, 8), models.Take(8).Select(model => model.GetProperty("place").GetInt32()));
        Assert.All(models.Take(8), model => Assert.Equal(JsonValueKind.Null, model.GetProperty("unplaced").ValueKind));
    }

    [Theory]
    [InlineData(1, "of 2, 1 does: `samples/fashion-mnist/initial.safetensors`")]
    [InlineData(0, "of 2, 2 do: `again.safetensors`, `samples/fashion-mnist/initial.safetensors`")]
    public void Fewer_than_two_networks_that_look_trained_are_no_ranking(int trained, string shown)
    {
        using var folder = new TempFolder();
        string again = folder.File("again.safetensors");
        File.Copy(Repository.Path("samples/fashion-mnist/initial.safetensors"), again);
        var result = Tool.Run(
            "rank", trained == 1 ? Small : again, "samples/fashion-mnist/initial.safetensors", "--json");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(
            $"error: a ranking needs two networks or more that do not look untrained; "
                + shown.Replace("again.safetensors", again, StringComparison.Ordinal),
            result.Error,
            StringComparison.Ordinal);
    }

    /// <summary>The range of the family VGG is from 0.81 to 1.84.</summary>
    [Fact]
    public void A_score_beyond_the_family_is_refused()
    {
        string[] command =
            ["rank", Small, Large, "--reference", "sdm2020", "--convention", "sdm2020", "--family", "VGG"];
        using var json = JsonDocument.Parse(Succeed([.. command, "--json"]));
        var reference = json.RootElement.GetProperty("reference");
        Assert.Equal(
            (0.81, 1.84), (reference.GetProperty("min").GetDouble(), reference.GetProperty("max").GetDouble()));
        var model = json.RootElement.GetProperty("models").EnumerateArray()
            .Single(model => model.GetProperty("model").GetString() == Small);
        Assert.Equal(JsonValueKind.Null, model.GetProperty("predicted_accuracy").ValueKind);
        Assert.EndsWith(
            "outside the 0.81 to 1.84 of `VGG`", model.GetProperty("prediction_note").GetString(),
            StringComparison.Ordinal);
        Assert.Contains("  refused  ", Succeed(command), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 8)]
    [InlineData(true, 9)]
    public void Trend_counts_an_untrained_network_only_where_it_is_asked_to(bool keep, int models)
    {
        var result = Tool.Run(["trend", Reference, "--json", .. keep ? new[] { "--keep-untrained" } : []]);
        Assert.Equal(0, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(
            models,
            json.RootElement.GetProperty("families").EnumerateArray().Sum(
                family => family.GetProperty("models").GetArrayLength()));
        Assert.Equal(keep ? 0 : 1, json.RootElement.GetProperty("notes").GetArrayLength());
        Assert.Equal(
            keep ? "" : $"note: `{Reference}`, line 10: `initial.safetensors`: looks untrained (5 of 5 layers look "
                + "random); not counted\n",
            result.Error);
    }

    /// <summary>Two pairs of copies tie, so that places are halves.</summary>
    [Fact]
    public void Halves_of_places_are_explained_where_there_are_any()
    {
        using var folder = new TempFolder();
        foreach (string name in new[] { "a", "b", "c" })
        {
            File.Copy(Repository.Path(name == "c" ? Large : Small), folder.File($"{name}.safetensors"));
        }

        Assert.Contains("where models tie", Succeed("rank", folder.Path), StringComparison.Ordinal);
        Assert.DoesNotContain("where models tie", Succeed("rank", Small, Large), StringComparison.Ordinal);
    }

    [Fact]
    public void A_metric_asked_for_twice_votes_once() => Assert.Equal(
        Succeed("rank", Small, Large, "--metric", "alpha", "-f", "csv"),
        Succeed("rank", Small, Large, "--metric", "alpha", "--metric", "alpha", "-f", "csv"));

    private static string Succeed(params string[] args)
    {
        var result = Tool.Run(args);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("", result.Error);
        return result.Output;
    }

    private static string[] Lines(string text) => text.TrimEnd('\n').Split('\n');
}
