using System.Text.Json;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.Check;

/// <summary><c>heavytail check</c> as CI sees it: exit codes, the order of findings, flags and files.</summary>
public sealed class CheckCommandTests
{
    private const string Trained = "samples/fashion-mnist/batch-0016.safetensors";
    private const string Untrained = "samples/fashion-mnist/initial.safetensors";

    [Fact]
    public void A_model_that_passes_ends_with_0()
    {
        var result = Tool.Run("check", Trained);
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("check passes: 3 warnings\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_fails_ends_with_1_and_the_finding()
    {
        var result = Tool.Run("check", Untrained, "-f", "csv");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error,HT003,HT003,", result.Output, StringComparison.Ordinal);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public void A_file_that_cannot_be_read_ends_with_2_and_wins_over_a_finding()
    {
        var result = Tool.Run("check", Untrained, "no-such.safetensors", "-f", "csv");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("error,HT003,", result.Output, StringComparison.Ordinal);
        Assert.Contains("no such file", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_file_the_message_says_what_to_type()
    {
        var result = Tool.Run("check");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no weight file is given", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error", 0)]
    [InlineData("warning", 1)]
    [InlineData("note", 1)]
    [InlineData("never", 0)]
    public void The_level_that_fails_is_asked_for(string level, int code) =>
        Assert.Equal(code, Tool.Run("check", Trained, "--fail-on", level, "-q").ExitCode);

    /// <summary>alpha of conv1 is 8.4, from 3.3 to 20.5.</summary>
    [Fact]
    public void An_uncertain_value_fails_only_where_that_is_asked_for()
    {
        Assert.Equal(0, Tool.Run("check", Trained, "--max", "alpha=6").ExitCode);
        var asked = Tool.Run("check", Trained, "--max", "alpha=6", "--uncertain");
        Assert.Equal(1, asked.ExitCode);
        Assert.Contains("conv1: alpha 8.425 (3.259 to 20.52) is above 6", asked.Output, StringComparison.Ordinal);
        Assert.Equal(0, Tool.Run("check", Trained, "--max", "alpha=3.3").ExitCode);
        Assert.Equal(1, Tool.Run("check", Trained, "--max", "alpha=3.2").ExitCode);
    }

    [Fact]
    public void Errors_come_before_warnings_and_the_farthest_first()
    {
        string json = Tool.Run(
            "check", Trained, Untrained, "--max", "num_spikes=30", "--severity", "HT009=error", "--json").Output;
        using var document = JsonDocument.Parse(json);
        var findings = document.RootElement.GetProperty("findings").EnumerateArray().ToArray();
        Assert.Equal(
            ["HT003 ", "HT009 fc1", "HT009 fc2", "HT007 conv2", "HT007 fc1", "HT007 fc2"],
            findings.Select(finding =>
                $"{finding.GetProperty("rule").GetString()} {finding.GetProperty("layer").GetString()}"));
        Assert.Equal([92, 44], findings[1..3].Select(finding => finding.GetProperty("value").GetDouble()));
        Assert.False(document.RootElement.GetProperty("passes").GetBoolean());
    }

    [Fact]
    public void A_rule_is_turned_off_by_its_id_or_its_name()
    {
        Assert.Equal(0, Tool.Run("check", Untrained, "--severity", "HT003=off").ExitCode);
        Assert.Equal(0, Tool.Run("check", Untrained, "--severity", "looks-untrained=warning").ExitCode);
    }

    [Fact]
    public void Weights_that_are_not_numbers_are_a_finding_and_zeros_another()
    {
        using var folder = new TempFolder();
        string path = new SampleFile().AddConstant("nan.weight", float.NaN, 20, 30)
            .AddConstant("zero.weight", 0, 20, 30).Add("b.weight", 20, 30).Write(folder.File("m.safetensors"));
        var result = Tool.Run("check", path, "-f", "github");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            "title=HT001 non-finite-weights::nan: 600 NaN and 0 infinite weights, the first at [0, 0]\n",
            result.Output, StringComparison.Ordinal);
        Assert.Contains("title=HT002 not-analyzed::zero: failed-all-zero", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1KB")] // too little for any layer
    [InlineData("300KB")]
    public void A_layer_that_memory_leaves_out_is_a_finding(string memory)
    {
        var result = Tool.Run("check", Trained, "--memory", memory, "-f", "csv");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(",fc1,", result.Output, StringComparison.Ordinal);
        Assert.Contains("error,HT002,HT002,", result.Output, StringComparison.Ordinal);
        Assert.Contains("--memory", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_about_a_further_measure_makes_the_check_measure_it()
    {
        using var folder = new TempFolder();
        string policy = Write(folder, "rules:\n  - {id: phases, metric: phase, only: [heavy-tailed]}\n");
        var result = Tool.Run("check", Trained, "--policy", policy);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("phases  conv2: phase is bulk", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_judged_nothing_is_a_note()
    {
        using var folder = new TempFolder();
        string policy = Write(folder, "rules:\n  - {id: gone, metric: alpha, max: 6, layers: [zero]}\n");
        string path = new SampleFile().AddConstant("zero.weight", 0, 20, 30).Write(folder.File("m.safetensors"));
        var result = Tool.Run("check", path, "--policy", policy);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("note: gone layer-metric judged nothing", result.Output, StringComparison.Ordinal);
        string xml = Tool.Run("check", path, "--policy", policy, "-f", "junit").Output;
        Assert.Contains("<skipped>", xml, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unmatched_pattern_of_a_rule_is_refused_with_a_near_name()
    {
        using var folder = new TempFolder();
        string policy = Write(folder, "rules:\n  - {id: HT004, layers: [fc9]}\n");
        var result = Tool.Run("check", Trained, "--policy", policy);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("rule `HT004`: no layer is named `fc9`", result.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_format_goes_to_its_file_in_one_run()
    {
        using var folder = new TempFolder();
        string[] names = ["r.json", "r.jsonl", "r.csv", "r.md", "r.parquet", "r.txt", "r.xml", "r.sarif"];
        var result = Tool.Run(
            ["check", Untrained, "-f", "github", .. names.SelectMany(name => new[] { "-o", folder.File(name) })]);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(2, result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.All(names, name => Assert.True(new FileInfo(folder.File(name)).Length > 100, name));
    }

    [Fact]
    public void An_output_that_is_the_policy_is_refused()
    {
        using var folder = new TempFolder();
        string policy = Path.ChangeExtension(Write(folder, "rules: [{id: HT004}]\n"), ".json");
        File.Move(folder.File("policy.yaml"), policy);
        var result = Tool.Run("check", Trained, "--policy", policy, "-o", policy);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("would be overwritten", result.Error, StringComparison.Ordinal);
        Assert.Equal("rules: [{id: HT004}]\n", File.ReadAllText(policy));
    }

    private static string Write(TempFolder folder, string text)
    {
        string path = folder.File("policy.yaml");
        File.WriteAllText(path, text);
        return path;
    }
}
