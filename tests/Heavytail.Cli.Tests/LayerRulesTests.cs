using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>What tensors are taken for: --explain-layers, --rules, --rnn.</summary>
public sealed class LayerRulesTests
{
    private const string Rules = """
        { "rules": [
          { "name": "keras", "match": "*.filters", "kind": "conv", "axes": "kkio" },
          { "match": "codebook", "kind": "skip", "reason": "no layer" } ] }
        """;

    [Fact]
    public void Gates_come_one_by_one_or_stacked()
    {
        using var folder = new TempFolder();
        string path = Recurrent(folder);
        Assert.Equal(
            ["rnn.weight_hh_l0[i]", "rnn.weight_hh_l0[f]", "rnn.weight_hh_l0[g]", "rnn.weight_hh_l0[o]"],
            Names(Tool.Run("analyze", path, "-f", "csv", "--columns", "name")));
        Assert.Equal(["rnn.weight_hh_l0"], Names(
            Tool.Run("analyze", path, "-f", "csv", "--columns", "name", "--rnn", "stacked")));
        Assert.Equal(
            ["rnn.weight_hh_l0"],
            Names(Tool.Run("analyze", path, "-f", "csv", "--columns", "name", "--compat", "weightwatcher")));
        Assert.Equal(
            ["rnn.weight_hh_l0[f]"],
            Names(Tool.Run("analyze", path, "-f", "csv", "--columns", "name", "--layers", "*[f]")));
        Assert.Equal(4, Names(Tool.Run("analyze", path, "-f", "csv", "--columns", "name", "--layers", "rnn.*")).Length);
    }

    [Fact]
    public void Rules_of_a_file_decide_and_are_named()
    {
        using var folder = new TempFolder();
        string path = new SampleFile().Add("a.filters", 3, 3, 12, 20).Add("codebook", 30, 20).Write(
            folder.File("m.safetensors"));
        string rules = folder.File("rules.json");
        File.WriteAllText(rules, Rules);
        var result = Tool.Run(
            "analyze", path, "--rules", rules, "-f", "csv", "--columns", "name,rule,layer_type,M,N,rf");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("name,rule,layer_type,M,N,rf\na.filters,keras,conv2d,12,20,9\n", result.Output);
        Assert.Contains(
            ",codebook,,rule 2,", Tool.Run("describe", path, "--rules", rules, "-f", "csv").Output,
            StringComparison.Ordinal);
    }

    /// <summary>A file of rules may be made for several models: a rule is of use if it names a tensor of any.</summary>
    [Fact]
    public void Rules_without_effect_are_warnings()
    {
        using var folder = new TempFolder();
        string first = new SampleFile().Add("a.filters", 12, 20).Write(folder.File("a.safetensors"));
        string second = new SampleFile().Add("codebook", 30, 20).Add("b.weight", 20, 30).Write(
            folder.File("b.safetensors"));
        string rules = folder.File("rules.json");
        File.WriteAllText(rules, Rules.Replace("] }", ", { \"match\": \"nowhere\", \"kind\": \"skip\" }] }",
            StringComparison.Ordinal));
        foreach (string command in new[] { "analyze", "describe" })
        {
            var result = Tool.Run(command, first, second, "--rules", rules);
            Assert.Contains(
                $"warning: `{first}`: `a.filters`: rule `keras` (`*.filters`) does not fit: axes `kkio` are 4, ",
                result.Error, StringComparison.Ordinal);
            Assert.Contains(
                "warning: rule `rule 3` (`nowhere`) names no tensor\n", result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("codebook", result.Error, StringComparison.Ordinal);
        }

        Assert.Equal(0, Tool.Run("analyze", second, "--rules", rules).ExitCode);
        Assert.Equal("", Tool.Run("analyze", second, "--rules", rules, "-q", "-q").Error);
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData(
        "{\"rules\": [{\"match\": \"*\", \"kind\": \"cnn\"}]}",
        "rule 1 has kind `cnn` (did you mean `rnn`?), expected one of dense, embedding")]
    public void A_bad_file_of_rules_is_one_error(string json, string problem)
    {
        using var folder = new TempFolder();
        string rules = folder.File("rules.json");
        File.WriteAllText(rules, json);
        var result = Tool.Run("analyze", Recurrent(folder), "--rules", rules);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains($"`--rules {rules}`: {problem}", result.Error, StringComparison.Ordinal);
        Assert.Contains("docs/formats.md", result.Error, StringComparison.Ordinal);

        Assert.Contains(
            "no such file", Tool.Run("analyze", Recurrent(folder), "--rules", folder.File("none")).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_decision_is_explained_on_stderr()
    {
        using var folder = new TempFolder();
        string path = new SampleFile().Add("rnn.weight_hh_l0", 80, 20).Add("conv.weight", 16, 8, 3, 3).Add(
            "small.weight", 3, 4)
            .Add("conv.bias", 16).Write(folder.File("m.safetensors"));
        var result = new Tool { Columns = 200 }.Start(
            "analyze", path, "--explain-layers", "-f", "csv", "--columns", "name");
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("name\nrnn.weight_hh_l0[i]\n", result.Output, StringComparison.Ordinal);
        string[] lines = [.. result.Error.Split('\n').Select(
            line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        Assert.Contains(
            "rnn.weight_hh_l0 F32 [80, 20] rnn lstm: i, f, g, o of 20 × 20 80 rows for 20 units: gates i, f, g, o",
            lines);
        Assert.Contains(
            "conv.weight F32 [16, 8, 3, 3] conv conv2d 16 × 8 × 9 4 dimensions, [out, in, k…], by its name", lines);
        Assert.Contains("small.weight F32 [3, 4] dense dense 3 × 4 two dimensions, [out, in]; left out: 3 eigenvalues, fewer than --min-evals 10", lines);
        Assert.Contains("conv.bias F32 [16] one-dimensional no layer one-dimensional (a bias or a norm)", lines);
    }

    private static string Recurrent(TempFolder folder) =>
        new SampleFile().Add("rnn.weight_hh_l0", 80, 20).Write(folder.File("rnn.safetensors"));

    private static string[] Names(ToolResult result)
    {
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)];
    }
}
