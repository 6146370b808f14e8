using System.Text.Json;
using Heavytail.Cli.Commands.Plan;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary><c>heavytail plan</c> as a shell sees it: every kind in every format, files, scores, mistakes.</summary>
public sealed class PlanCommandTests
{
    private const string Sample = "samples/fashion-mnist/batch-0016.safetensors";

    public static TheoryData<string> Kinds => [.. PlanKind.All.Select(kind => kind().Name)];

    [Theory]
    [InlineData("plan-sparsity", 80, $"plan sparsity {Sample} --explain")]
    [InlineData("plan-bits-wide", 120, $"plan bits {Sample} --explain")]
    [InlineData("plan-learning-rate", 80, $"plan learning-rate {Sample} --least-evals 10")]
    [InlineData("plan-rank-markdown", 80, $"plan rank {Sample} -f markdown")]
    [InlineData("plan-unfreeze-yaml", 80, $"plan unfreeze {Sample} --percent 100 --emit spectrum")]
    [InlineData("plan-experts-json", 80, $"plan experts {Sample} --total 12 --json")]
    public void The_output_is_as_committed(string name, int width, string command)
    {
        var result = new Tool { Columns = width }.Start(command.Split(' '));
        GoldenOutput.Check(
            name, $"$ heavytail {command}\n{result.Output}--- stderr\n{result.Error}--- exit {result.ExitCode}\n");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_every_format_and_its_files(string kind)
    {
        using var folder = new TempFolder();
        string[] further = kind switch
        {
            "learning-rate" or "weight-decay" => ["--least-evals", "10"],
            "unfreeze" => ["--percent", "100"], // it has one layer of each type
            _ => [],
        };
        string[] command = ["plan", kind, Sample, .. further];
        using var json = JsonDocument.Parse(Succeed([.. command, "--json"]));
        var root = json.RootElement;
        Assert.Equal(kind, root.GetProperty("plan").GetString());
        string allocated = root.GetProperty("allocated").GetString()!;
        var layers = root.GetProperty("layers");
        Assert.True(layers.GetArrayLength() > 0);
        Assert.All(layers.EnumerateArray(), layer =>
            Assert.True(layer.GetProperty(allocated).ValueKind == JsonValueKind.Number));
        Assert.Equal(1 + layers.GetArrayLength(), Succeed([.. command, "-f", "jsonl"]).Split('\n').Length - 1);
        Assert.Equal(1 + layers.GetArrayLength(), Succeed([.. command, "-f", "csv"]).Split('\n').Length - 1);
        Assert.Contains(allocated, Succeed([.. command, "-f", "markdown"]), StringComparison.Ordinal);

        var files = PlanKind.All.Select(create => create()).Single(known => known.Name == kind).Files;
        string[] made = [.. root.GetProperty("emits").EnumerateArray().Select(name => name.GetString()!)];
        Assert.All(made, name => Assert.Contains(name, files.Select(file => file.Name)));
        foreach (var (name, extension) in files.Where(file => made.Contains(file.Name)))
        {
            string path = folder.File(name + extension);
            Succeed([.. command, "--emit", name, "-o", path, "-q"]);
            byte[] written = File.ReadAllBytes(path);
            Assert.NotEmpty(written);
            if (extension != ".npy")
            {
                Assert.Equal(File.ReadAllText(path), Succeed([.. command, "--emit", name]));
            }

            if (extension != ".json")
            {
                string byExtension = folder.File("again" + extension);
                Succeed([.. command, "-o", byExtension, "-q"]);
                Assert.Equal(written, File.ReadAllBytes(byExtension));
            }
        }
    }

    [Fact]
    public void Json_and_sheets_of_output_are_the_plan()
    {
        using var folder = new TempFolder();
        Succeed("plan", "sparsity", Sample, "-o", folder.File("p.json"), "-o", folder.File("p.csv"), "-o",
            folder.File("p.yaml"), "-q");
        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("p.json")));
        Assert.Equal("sparsity", json.RootElement.GetProperty("plan").GetString());
        Assert.StartsWith("layer,block,type,", File.ReadAllText(folder.File("p.csv")), StringComparison.Ordinal);
        Assert.StartsWith("sparsity_stage:", File.ReadAllText(folder.File("p.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_of_a_file_replace_the_metric_and_the_model()
    {
        using var folder = new TempFolder();
        string scores = folder.File("scores.csv");
        File.WriteAllText(scores, "name,score\nfc1,1\nfc2,3\n");
        string alone = Succeed("plan", "sparsity", "--score", scores, "--sparsity", "0.5", "--json");
        Assert.Equal([0.35, 0.65], Allocations(alone, "sparsity"));
        string model = Succeed(
            "plan", "sparsity", Sample, "--layers", "fc1", "--layers", "fc2", "--score", scores, "--json");
        using var json = JsonDocument.Parse(model);
        Assert.Equal([1, 3], json.RootElement.GetProperty("layers").EnumerateArray()
            .Select(layer => layer.GetProperty("score").GetDouble()));
        Assert.Equal(131072, json.RootElement.GetProperty("layers")[0].GetProperty("elements").GetInt64());
    }

    [Fact]
    public void Any_column_can_be_the_score()
    {
        string hill = Succeed("plan", "sparsity", Sample, "--metric", "stable_rank", "--json");
        using var json = JsonDocument.Parse(hill);
        Assert.Equal("stable_rank", json.RootElement.GetProperty("score").GetString());
        using var analysis = JsonDocument.Parse(Succeed("analyze", Sample, "--json"));
        Assert.Equal(
            analysis.RootElement.GetProperty("models")[0].GetProperty("layers").EnumerateArray()
                .Select(layer => layer.GetProperty("stable_rank").GetDouble()),
            json.RootElement.GetProperty("layers").EnumerateArray()
                .Select(layer => layer.GetProperty("score").GetDouble()));
    }

    [Theory]
    [InlineData("plan", "error: `plan` needs a kind")]
    [InlineData("plan sparsity", "error: there is neither a model nor a file of scores")]
    [InlineData("plan sparsity no-such-file.pt", "error: `no-such-file.pt`")]
    [InlineData($"plan sparsity {Sample} --sparsity 1.5", "error: `--sparsity 1.5`: expected a number from 0 to 1")]
    [InlineData($"plan sparsity {Sample} --sparsity 1", "error: the sparsity is 1; it is a share above 0 and below 1")]
    [InlineData($"plan sparsity {Sample} --metric alfa", "error: no metric is named `alfa`")]
    [InlineData($"plan sparsity {Sample} --emit npy", "error: `--emit npy`: standard output is text")]
    [InlineData(
        $"plan sparsity {Sample} --metric alpha --score x", "error: `--metric` and `--score` exclude each other")]
    [InlineData($"plan sparsity {Sample} --score-column x", "error: `--score-column` chooses from `--score`")]
    [InlineData($"plan sparsity {Sample} --score {Sample}x", "error: `" + Sample + "x`")]
    [InlineData($"plan bits {Sample} --budget 1", "error: the budget is a mean of 1; the smallest width is 2")]
    [InlineData($"plan bits {Sample} --bits 7", "error: the widths are 7; expected some of")]
    [InlineData($"plan bits {Sample} --emit llama-quantize", "error: this plan has no file for llama-quantize")]
    [InlineData($"plan experts {Sample} --total 2", "error: 2 experts are fewer than the 5 blocks")]
    [InlineData(
        $"plan learning-rate {Sample} --layers conv1",
        "error: no layer is scaled: 1 of 5 first module; 4 of 5 not selected")]
    [InlineData(
        $"plan sparsity {Sample} --max-sparsity 0.5",
        "error: the largest sparsity is 0.5; it is from the target, 0.7, to 1\n"
        + "hint: raise `--max-sparsity`, or choose a smaller `--sparsity`\n")]
    [InlineData($"plan merge {Sample} --emit mergekit", "error: this plan has no file for mergekit: its lists follow")]
    [InlineData(
        $"plan rank {Sample} --inverse", "error: a plan follows from spectra of layers, not from those of 1/lambda")]
    [InlineData(
        $"plan bits {Sample} --matrices products",
        "error: a plan follows from spectra of layers, not from those of products")]
    [InlineData($"plan sparsity {Sample} -o x.toml", "error: `--output x.toml`: unknown extension")]
    public void A_mistake_is_one_error_and_the_exit_code_2(string command, string error)
    {
        var result = Tool.Run(command.Split(' '));
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(error, result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public void A_file_is_whole_or_not_there()
    {
        using var folder = new TempFolder();
        string path = folder.File("recipe.yaml");
        File.WriteAllText(path, "before");
        Assert.Equal(2, Tool.Run("plan", "sparsity", Sample, "--sparsity", "1", "-o", path).ExitCode);
        Assert.Equal("before", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
        string model = folder.File("m.yaml");
        File.Copy(Repository.Path(Sample), model);
        var result = Tool.Run("plan", "sparsity", model, "-o", model);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("would be overwritten", result.Error, StringComparison.Ordinal);
    }

    private static double[] Allocations(string text, string name)
    {
        using var json = JsonDocument.Parse(text);
        return [.. json.RootElement.GetProperty("layers").EnumerateArray()
            .Select(layer => Math.Round(layer.GetProperty(name).GetDouble(), 12))];
    }

    private static string Succeed(params string[] words)
    {
        var result = Tool.Run(words);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', words)}\n{result}");
        return result.Output;
    }
}
