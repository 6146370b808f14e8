using System.Text.Json;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>
/// <c>heavytail trend</c> as a shell sees it: forms, files, exit codes, and what each mistake prints.
/// </summary>
public sealed class TrendCommandTests
{
    private const string Models = "samples/fashion-mnist/models.csv";

    private const string Weights = "samples/fashion-mnist/";

    [Theory]
    [InlineData("trend-table", 80, "trend samples/fashion-mnist/models.csv")]
    [InlineData("trend-table-wide", 140, "trend samples/fashion-mnist/models.csv --family fashion-mnist-cnn")]
    [InlineData("trend-corpus", 80, "trend --corpus sdm2020")]
    [InlineData("trend-family-markdown", 80, "trend --corpus sdm2020 --family ResNet -f markdown")]
    [InlineData(
        "trend-by", 100,
        "trend --corpus nature2021 --where family=VGG --by dataset --metric alpha_weighted --metric log_norm")]
    public void The_output_is_as_committed(string name, int width, string command)
    {
        string[] args = command.Split(' ');
        var result = new Tool { Columns = width }.Start(args);
        GoldenOutput.Check(
            name, $"$ heavytail {command}\n{result.Output}--- stderr\n{result.Error}--- exit {result.ExitCode}\n");
    }

    [Fact]
    public void Json_holds_families_summary_and_pooled_trends()
    {
        using var json = JsonDocument.Parse(Succeed("trend", "--corpus", "sdm2020", "--json"));
        var root = json.RootElement;
        Assert.Equal(14, root.GetProperty("families").GetArrayLength());
        Assert.Equal(61, root.GetProperty("families").EnumerateArray().Sum(
            family => family.GetProperty("models").GetArrayLength()));
        Assert.Equal("alpha_weighted", root.GetProperty("summary")[0].GetProperty("metric").GetString());
        Assert.Equal(61, root.GetProperty("pooled")[0].GetProperty("pooled").GetProperty("n").GetInt32());
    }

    /// <summary>A corpus and a table of metrics have no analyses, and so no options of them.</summary>
    [Theory]
    [InlineData("weightwatcher", "trend", Models, "--compat", "weightwatcher")]
    [InlineData("none", "trend", Models)]
    [InlineData(null, "trend", "--corpus", "sdm2020")]
    public void Json_has_the_options_of_analyses(string? compat, params string[] command)
    {
        using var json = JsonDocument.Parse(Tool.Run([.. command, "--json", "-q"]).Output);
        var options = json.RootElement.GetProperty("options");
        Assert.Equal(
            compat, options.ValueKind == JsonValueKind.Null ? null : options.GetProperty("compat").GetString());
    }

    [Fact]
    public void Every_line_of_json_lines_is_an_object_with_a_kind()
    {
        string[] kinds = [.. Lines(Succeed("trend", "--corpus", "nature2021", "-f", "jsonl", "-q")).Select(line =>
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("kind").GetString()!;
        })];
        Assert.Equal("table", kinds[0]);
        Assert.Contains("trend", kinds);
        Assert.Contains("sentence", kinds);
    }

    [Fact]
    public void Csv_has_as_many_fields_in_every_line()
    {
        string[] lines = Lines(Succeed("trend", "--corpus", "nature2021", "-f", "csv", "-q"));
        Assert.StartsWith("scope,family,metric,n,", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",score,score_direction,convention", lines[0], StringComparison.Ordinal);
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
        var results = new[] { "1", "2", "2" }.Select(threads =>
            Tool.Run("trend", Models, "--where", "batch_size=*6*", "-f", format, "-j", threads)).ToArray();
        Assert.Equal(0, results[0].ExitCode);
        Assert.True(results[0].Output.Length > 400);
        Assert.All(results, result => Assert.Equal(results[0], result));
    }

    [Fact]
    public void Files_get_the_form_of_their_extension()
    {
        using var folder = new TempFolder();
        string[] options = [.. new[] { "t.json", "t.jsonl", "t.csv", "t.md", "t.txt" }.SelectMany(
            name => new[] { "-o", folder.File(name) })];
        string shown = Succeed(["trend", "--corpus", "sdm2020", "--family", "VGG", .. options]);
        foreach (string format in new[] { "json", "jsonl", "csv" })
        {
            Assert.Equal(Succeed("trend", "--corpus", "sdm2020", "--family", "VGG", "-f", format), File.ReadAllText(
                folder.File($"t.{format}")));
        }

        Assert.Contains("#### VGG\n", File.ReadAllText(folder.File("t.md")), StringComparison.Ordinal);
        Assert.Contains("VGG  8 models", File.ReadAllText(folder.File("t.txt")), StringComparison.Ordinal);
        Assert.Contains("VGG  8 models", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_weight_file_that_cannot_be_read_is_told_and_the_others_stay()
    {
        using var folder = new TempFolder();
        string[] names = ["batch-0016.safetensors", "batch-0064.safetensors", "batch-1024.safetensors"];
        foreach (string name in names)
        {
            File.Copy(Repository.Path(Weights + name), folder.File(name));
        }

        File.WriteAllText(folder.File("broken.pt"), "no");
        File.WriteAllText(
            folder.File("models.csv"),
            $"model,accuracy\n{names[0]},89.4\nbroken.pt,90\nmissing.pt,91\n{names[1]},89.45\n{names[2]},89\n");
        var result = new Tool { Folder = folder.Path }.Start("trend", "models.csv", "-f", "csv");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("error: `models.csv`, line 3: `broken.pt`: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(
            "error: `models.csv`, line 4: `missing.pt`: no such file\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("\nfamily,all models,alpha_weighted,3,0,", result.Output, StringComparison.Ordinal);
        Assert.Equal(2, new Tool { Folder = folder.Path }.Start("trend", "models.csv", "-qq").ExitCode);
    }

    [Theory]
    [InlineData(
        "model,loss,alpha\na,1,2\n", "no column `accuracy` or `error`; its columns are model, loss, alpha",
        "name the column of the score with `--score COLUMN`")]
    [InlineData(
        "name,accuracy,alpha\na,1,2\n", "no column `model`; its columns are name, accuracy, alpha",
        "give this name to the column of the models, or of their weight files")]
    [InlineData("model,accuracy,alpha\n", "has a header and no rows", null)]
    public void A_table_that_cannot_be_used_is_named(string csv, string error, string? hint)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("models.csv"), csv);
        var result = new Tool { Folder = folder.Path }.Start("trend", "models.csv", "-f", "csv");
        Assert.Equal(2, result.ExitCode);
        Assert.DoesNotContain("alpha", result.Output, StringComparison.Ordinal);
        string expected = $"error: `models.csv`: {error}\n" + (hint is null ? "" : $"hint: {hint}\n");
        Assert.Equal(expected, result.Error);
    }

    [Theory]
    [InlineData("trend", "error: expected a table, or `--corpus NAME`", "hint: try `heavytail trend --help`")]
    [InlineData(
        "trend models.csv --corpus sdm2020", "error: a table and `--corpus` exclude each other",
        "hint: try `heavytail trend --help`")]
    [InlineData(
        "trend --corpus sdm2020 -j 2", "error: `--threads` is about weights, and `--corpus` has none",
        "hint: try `heavytail trend --help`")]
    [InlineData(
        "trend --corpus sdm2020 --layers conv* --min-evals 3",
        "error: `--layers` is about weights, and `--corpus` has none",
        null)]
    [InlineData(
        "trend --corpus sdm2020 --score-direction up", "error: `--score-direction up`: expected higher or lower", null)]
    [InlineData(
        "trend --corpus sdm2020 --score-direction higher --lower-is-better",
        "error: `--score-direction higher` and `--lower-is-better` exclude each other", null)]
    [InlineData("trend --corpus sdm202", "error: no corpus is named `sdm202`", "hint: did you mean `sdm2020`?")]
    [InlineData(
        "trend --corpus elsewhere", "error: no corpus is named `elsewhere`",
        "hint: did you mean `sdm2020`, `nature2021` or `nature2021-osmr`?")]
    [InlineData(
        "trend --corpus sdm2020 --metric alpha_wieghted", "error: no column or metric is named `alpha_wieghted`",
        "hint: did you mean `alpha_weighted`?")]
    [InlineData("trend --corpus sdm2020 --where family", "error: `--where family`: expected COLUMN=GLOB", null)]
    [InlineData(
        "trend --corpus sdm2020 --where fam=V*", "error: `sdm2020.csv`: no column `fam`; its columns are ",
        "hint: did you mean `family`?")]
    [InlineData(
        "trend --corpus sdm2020 --by depth", "error: `sdm2020.csv`: no column `depth`; its columns are ",
        "hint: choose one of them with `--by COLUMN`")]
    [InlineData(
        "trend --corpus sdm2020 --score top1", "error: `sdm2020.csv`: no column `top1`; its columns are ",
        "hint: choose one of them with `--score COLUMN`")]
    [InlineData("trend --corpus sdm2020 --seed x", "error: `--seed x`: expected a positive integer", null)]
    [InlineData("trend no-such.csv", "error: `no-such.csv`: no such file", null)]
    public void A_mistake_ends_with_2_and_a_hint(string command, string error, string? hint) =>
        Mistake.Check(command, error, hint);

    [Fact]
    public void A_family_that_nobody_is_of_is_a_mistake_that_names_those_there_are()
    {
        var result = Tool.Run("trend", "--corpus", "sdm2020", "--family", "Vgg", "-f", "csv");
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(
            "error: `sdm2020.csv`: no row matches --family and --where (61 rows read)", result.Error,
            StringComparison.Ordinal);
        Assert.Contains("\nhint: did you mean `VGG`?", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "table", "score quality (higher is better, as assumed)")]
    [InlineData("--score-direction lower", "table", "score quality (lower is better)")]
    [InlineData("--lower-is-better", "markdown", "score quality (lower is better)")]
    [InlineData("--score-direction higher", "json", "\"score_direction\": \"higher\"")]
    [InlineData("--score-direction lower", "json", "\"score_direction_from\": \"option\"")]
    [InlineData("--score-direction lower", "csv", ",quality,lower,")]
    public void The_better_end_of_the_score_is_in_every_output(string options, string format, string expected)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("models.csv"), "model,quality,alpha\na,1,2\nb,2,3\nc,3,5\n");
        string[] args =
        [
            "trend", "models.csv", "--score", "quality", "-f", format,
            .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ];
        var result = new Tool { Folder = folder.Path, Columns = 120 }.Start(args);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
        Assert.Equal(
            options.Length == 0, result.Error.Contains("--score-direction higher|lower", StringComparison.Ordinal));
    }

    [Fact]
    public void Options_about_weights_without_effect_are_noted()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("models.csv"), "model,accuracy,alpha\na,1,2\nb,2,3\nc,3,5\n");
        var tool = new Tool { Folder = folder.Path };
        var result = tool.Start("trend", "models.csv", "--layers", "conv*", "-j", "2", "-f", "csv");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(
            "no weights are read, as the table has metrics: `--layers`, `--threads` have no effect", result.Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain(
            "no effect", tool.Start("trend", "models.csv", "-f", "csv").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_asked_for_twice_are_there_once() => Assert.Equal(
        Succeed("trend", "--corpus", "nature2021", "--family", "VGG", "--metric", "alpha_weighted", "-f", "csv"),
        Succeed(
            "trend", "--corpus", "nature2021", "--family", "VGG", "--metric", "alpha_weighted", "--metric",
            "alpha_weighted", "-f", "csv"));

    [Fact]
    public void Help_names_every_option()
    {
        string help = Succeed("trend", "--help");
        Assert.All(
            new[]
            {
                "--corpus", "--score", "--lower-is-better", "--score-direction", "--by", "--metric", "--family",
                "--where", "--seed", "--format", "--output",
            },
            option => Assert.Contains(option, help, StringComparison.Ordinal));
    }

    private static string Succeed(params string[] args)
    {
        var result = Tool.Run(args);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("", result.Error);
        return result.Output;
    }

    private static string[] Lines(string text) => text.TrimEnd('\n').Split('\n');
}
