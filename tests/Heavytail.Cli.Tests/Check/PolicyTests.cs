using Heavytail.Cli.Commands.Check;
using Heavytail.Cli.Policies;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.Check;

/// <summary>Policies: what <c>--init</c> writes, what a line means, and what each mistake prints.</summary>
public sealed class PolicyTests
{
    [Fact]
    public void Init_writes_the_default_rules()
    {
        var policy = PolicyFile.Parse(PolicyInit.Text, "policy.yaml").Policy;
        var expected = GatePolicy.Default.WithoutBaseline();
        Assert.Equal(expected.FailOn, policy.FailOn);
        Assert.Equal(
            expected.Rules.Select(rule => (rule.Id, rule.Level)), policy.Rules.Select(rule => (rule.Id, rule.Level)));
    }

    /// <summary>A comment that is a field begins without a space after its number sign.</summary>
    [Fact]
    public void Every_example_of_init_can_be_followed_and_every_rule_is_in_it()
    {
        string text = string.Join('\n', PolicyInit.Text.Split('\n').Select(line =>
            line.TrimStart() is ['#', not ' ', ..] || line.TrimStart().StartsWith("#  ", StringComparison.Ordinal)
                ? line.Replace("#", "", StringComparison.Ordinal) : line));
        var (policy, baseline) = PolicyFile.Parse(text, "ci/policy.yaml");
        Assert.Equal(Path.Combine("ci", "baseline.json"), baseline);
        var ids = policy.Rules.Select(rule => rule.Definition.Id);
        Assert.Equal(RuleCatalog.All.Select(rule => rule.Id), ids.Distinct().Order());
    }

    [Fact]
    public void Init_writes_a_file_that_check_follows_and_never_writes_over_one()
    {
        using var folder = new TempFolder();
        var tool = new Tool { Folder = folder.Path };
        var first = tool.Start("check", "--init");
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Contains("policy.yaml: 7 rules are on", first.Output, StringComparison.Ordinal);
        Assert.Equal(PolicyInit.Text, File.ReadAllText(folder.File("policy.yaml")));
        string model = Repository.Path("samples/fashion-mnist/batch-0016.safetensors");
        Assert.Equal(
            tool.Start("check", model, "-f", "csv").Output,
            tool.Start("check", model, "--policy", "policy.yaml", "-f", "csv").Output);
        File.WriteAllText(folder.File("policy.yaml"), "mine");
        Assert.Equal(2, tool.Start("check", "--init").ExitCode);
        Assert.Equal("mine", File.ReadAllText(folder.File("policy.yaml")));
        Assert.Equal(0, tool.Start("check", "--init", "other.yaml").ExitCode);
        Assert.Equal(PolicyInit.Text, File.ReadAllText(folder.File("other.yaml")));
    }

    [Theory]
    [InlineData("rules:\n  - {id: x, metric: alhpa, max: 6}", 2, "no metric is named `alhpa`", "did you mean `alpha`?")]
    [InlineData("rules:\n  - {id: x, metric: model.alpa, max: 6}", 2, "`model.alpa`", "did you mean `model.alpha`?")]
    [InlineData("rules:\n  - id: HT004\n    max: 6", 2, "HT004 takes no `max`", "layers, uncertain")]
    [InlineData("rules:\n  - id: HT099", 2, "there is no rule `HT099`", "explain")]
    [InlineData("rules:\n  - id: over-trianed", 2, "has no `metric`", "did you mean `over-trained`?")]
    [InlineData("rules:\n  - id: a b\n    metric: alpha", 2, "`a b` is not an id", "a letter")]
    [InlineData("rules:\n  - id: HT009\n    min: 2", 2, "`metric` is missing", "metric: alpha")]
    [InlineData("rules:\n  - {metric: alpha, min: 6, max: 2}", 2, "`min` 6 is above `max` 2", "exchange")]
    [InlineData("rules:\n  - {metric: alpha, min: two}", 2, "`min` is `two`, expected a number", "--init")]
    [InlineData("rules:\n  - {metric: alpha, min: .nan}", 2, "expected a number", "--init")]
    [InlineData("rules:\n  - {metric: alpha}", 2, "`alpha` needs `min` or `max`", "--init")]
    [InlineData("rules:\n  - {metric: label, max: 2}", 2, "`label` is a word", "not: [inside]")]
    [InlineData("rules:\n  - {metric: label, not: [overtrained]}", 2, "never `overtrained`", "`over-trained`")]
    [InlineData("rules:\n  - {metric: alpha, change: -5%}", 2, "is negative", "0 allows no change")]
    [InlineData("rules:\n  - {metric: alpha, change: much}", 2, "`change` is `much`", "--init")]
    [InlineData("rules:\n  - {id: HT010, metric: alpha, max: 2}", 2, "does not judge `alpha`", "`model.`")]
    [InlineData("rules:\n  - {id: HT004, severity: fatal}", 2, "`severity` is `fatal`", "--init")]
    [InlineData("rules:\n  - {id: HT004, layers: []}", 2, "`layers` is empty", "--init")]
    [InlineData("rules:\n  - {id: HT004, uncertain: yes}", 2, "`uncertain` is `yes`", "--init")]
    [InlineData("rules:\n  - {id: HT004, layer: fc1}", 2, "no field `layer`", "did you mean `layers`?")]
    [InlineData("rules:\n  - {id: a, metric: D, max: 1}\n  - {id: a, metric: D, max: 2}", 3, "twice", "own")]
    [InlineData("rules: []", 1, "nothing would be checked", "--init")]
    [InlineData("rule:\n  - id: HT004", 1, "no field `rule`", "did you mean `rules`?")]
    [InlineData("version: 2\nrules:\n  - id: HT004", 1, "`version` is 2, expected 1", "--init")]
    [InlineData("fail-on: eror\nrules:\n  - id: HT004", 1, "`fail-on` is `eror`", "did you mean `error`?")]
    [InlineData("- id: HT004", 1, "this is a list", "--init")]
    [InlineData("", 1, "the file is empty", "--init")]
    [InlineData("# only a comment", 1, "the file is empty", "--init")]
    public void A_mistake_is_reported_with_its_line_and_what_to_do(string text, int line, string problem, string hint)
    {
        var error = Assert.Throws<UsageException>(() => PolicyFile.Parse(text, "p.yaml"));
        Assert.StartsWith($"`--policy p.yaml` line {line}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(hint, error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_mean_what_they_say()
    {
        var policy = PolicyFile.Parse(
            "fail-on: never\nrules:\n  - {id: a, metric: log_norm, change: 5%, layers: fc1, severity: note}\n"
                + "  - {metric: model.alpha, max: 4}\n  - {id: traps, severity: off}\n  - {id: HT003, max: 0.5}\n",
            "p.yaml").Policy;
        Assert.Null(policy.FailOn);
        Assert.Equal(["HT012", "HT010", "HT003"], policy.Rules.Select(rule => rule.Definition.Id));
        Assert.Equal(["a", "HT010", "HT003"], policy.Rules.Select(rule => rule.Id));
        Assert.Equal(new ChangeLimit(0.05, IsShare: true), policy.Rules[0].Change);
        Assert.Equal(FindingLevel.Note, policy.Rules[0].Level);
        Assert.Equal(["fc1"], policy.Rules[0].Layers);
        Assert.Equal(["log_norm", "alpha"], policy.Columns);
    }

    [Theory]
    [InlineData("--max", "alhpa=3", "did you mean `alpha`?")]
    [InlineData("--max", "alpha=three", "expected a number")]
    [InlineData("--min", "alpha", "`alpha=6`")]
    [InlineData("--severity", "HT07=off", "did you mean `HT007`?")]
    [InlineData("--severity", "HT007=of", "did you mean `off`?")]
    [InlineData("--severity", "HT009=error", "`--max METRIC=VALUE`")]
    [InlineData("--policy", "no-such.yaml", "no such file")]
    [InlineData("--baseline", "no-such.json", "no such file")]
    public void A_flag_that_cannot_be_followed_ends_with_2_before_the_work(string flag, string value, string expected)
    {
        var result = Tool.Run("check", "samples/fashion-mnist/batch-0016.safetensors", flag, value);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }
}
