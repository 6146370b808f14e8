using System.Text.Json;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary><c>heavytail compare</c> as a shell sees it: forms, files, exit codes, and what each mistake prints.
/// </summary>
public sealed class CompareCommandTests
{
    private const string Small = "samples/fashion-mnist/batch-0016.safetensors";

    private const string Large = "samples/fashion-mnist/batch-1024.safetensors";

    private const string Initial = "samples/fashion-mnist/initial.safetensors";

    [Theory]
    [InlineData("compare", 80, $"compare {Small} {Large} {Small}")]
    [InlineData("compare-delta-wide", 120, $"compare {Initial} {Large} --delta")]
    [InlineData("compare-markdown", 80, $"compare {Small} {Large} -f markdown")]
    public void The_output_is_as_committed(string name, int width, string command)
    {
        var result = new Tool { Columns = width }.Start(command.Split(' '));
        GoldenOutput.Check(
            name, $"$ heavytail {command}\n{result.Output}--- stderr\n{result.Error}--- exit {result.ExitCode}\n");
    }

    [Fact]
    public void Every_format_has_every_layer()
    {
        using var json = JsonDocument.Parse(Succeed("compare", Small, Large, "--delta", "--json"));
        var model = json.RootElement.GetProperty("models")[0];
        var layers = model.GetProperty("layers");
        Assert.Equal(5, layers.GetArrayLength());
        Assert.Equal(5, model.GetProperty("counts").GetProperty("changed").GetInt32());
        Assert.All(layers.EnumerateArray(), layer =>
        {
            double difference = layer.GetProperty("alpha").GetDouble() - layer.GetProperty("base_alpha").GetDouble();
            Assert.Equal(difference, layer.GetProperty("diff_alpha").GetDouble());
            Assert.InRange(
                difference, layer.GetProperty("alpha_difference_low").GetDouble(),
                layer.GetProperty("alpha_difference_high").GetDouble());
            Assert.Equal(JsonValueKind.Number, layer.GetProperty("delta_alpha").ValueKind);
        });
        Assert.Equal(7, Succeed("compare", Small, Large, "-f", "jsonl").Split('\n').Length - 1);
        Assert.Equal(6, Succeed("compare", Small, Large, "-f", "csv").Split('\n').Length - 1);
        using var folder = new TempFolder();
        Succeed("compare", Small, Large, "-q", "-o", folder.File("changes.parquet"));
        Assert.NotEqual(0, new FileInfo(folder.File("changes.parquet")).Length);
    }

    [Fact]
    public void The_base_may_be_a_glob_of_one_file()
    {
        Assert.Equal(
            Succeed("compare", Small, Large, "-f", "csv"),
            Succeed("compare", "samples/fashion-mnist/*-0016.safetensors", Large, "-f", "csv"));
        var result = new Tool().Start("compare", "samples/fashion-mnist/batch-*.safetensors", Large);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("names 8 models; the base is one", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_without_a_common_layer_fail_with_a_way_out()
    {
        var result = new Tool().Start("compare", Small, Large, "--map", "none=fc1");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("`--map none=fc1` pairs no layer", result.Error, StringComparison.Ordinal);
        Assert.Contains("fc1", result.Output, StringComparison.Ordinal); // the comparison is there all the same
        result = new Tool().Start("compare", Small, Large, "--map", "fc1");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("expected two names, OLD=NEW", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void One_path_asks_for_a_card_that_names_the_base()
    {
        using var folder = new TempFolder();
        string tuned = Directory.CreateDirectory(folder.File("tuned")).FullName;
        string old = Directory.CreateDirectory(folder.File("base-1")).FullName;
        File.Copy(Repository.Path(Large), Path.Combine(tuned, "model.safetensors"));
        File.Copy(Repository.Path(Small), Path.Combine(old, "model.safetensors"));
        var result = new Tool().Start("compare", tuned);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("names a `base_model`", result.Error, StringComparison.Ordinal);

        string card = Path.Combine(tuned, "README.md");
        File.WriteAllText(card, "---\nlicense: mit\nbase_model:\n- someone/base-1\n---\n# Tuned\n");
        Assert.Contains("5 layers: 5 changed", Succeed("compare", tuned), StringComparison.Ordinal);

        // A model of the name of its base is not its own base.
        File.WriteAllText(card, "---\nbase_model: someone/tuned\n---\n");
        result = new Tool().Start("compare", tuned);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("names the base `someone/tuned`, which is not in", result.Error, StringComparison.Ordinal);
        File.WriteAllText(card, "---\nbase_model: someone/elsewhere # to be found\n---\n");
        result = new Tool().Start("compare", tuned);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("names the base `someone/elsewhere`, which is not in", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("base_model: ../../etc")]
    [InlineData("base_model: /etc/passwd")]
    [InlineData("base_model: ''")]
    [InlineData("license: mit")]
    public void A_card_that_leads_out_of_its_folder_names_nothing(string line)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("README.md"), $"---\n{line}\n---\n");
        File.Copy(Repository.Path(Small), folder.File("model.safetensors"));
        var result = new Tool().Start("compare", folder.File("model.safetensors"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("names a `base_model`", result.Error, StringComparison.Ordinal);
    }

    private static string Succeed(params string[] arguments)
    {
        var result = new Tool { Columns = 100 }.Start(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }
}
