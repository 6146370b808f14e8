using Heavytail.Cli.Policies;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.Check;

/// <summary>Every rule has its page, its row and its explanation, and every page its rule.</summary>
public sealed class RulePageTests
{
    public static TheoryData<string> Ids => [.. RuleCatalog.All.Select(rule => rule.Id)];

    [Fact]
    public void Every_page_has_its_rule_and_every_rule_its_page() => Assert.Equal(
        RuleCatalog.All.Select(rule => rule.Id),
        Directory.GetFiles(Repository.Path("docs/rules")).Select(Path.GetFileNameWithoutExtension).Order());

    [Fact]
    public void Ids_are_in_order_and_names_differ()
    {
        string[] ids = [.. RuleCatalog.All.Select(rule => rule.Id)];
        Assert.Equal(Enumerable.Range(1, ids.Length).Select(k => FormattableString.Invariant($"HT{k:000}")), ids);
        Assert.Equal(ids.Length, RuleCatalog.All.Select(rule => rule.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_says_what_the_code_does(string id)
    {
        var rule = RuleCatalog.Find(id);
        string page = File.ReadAllText(Repository.Path($"docs/rules/{id}.md"));
        Assert.Equal(page, rule.Page);
        string runs = !rule.IsDefault ? "no" : rule.NeedsBaseline ? "yes, with a baseline" : "yes";
        Assert.StartsWith(
            $"# {id} {rule.Name}\n\n{rule.Summary}\n\nLevel: {rule.Level.Word()}. Without a policy: {runs}.\n\n",
            page, StringComparison.Ordinal);
        foreach (string heading in new[] { "\n## When it fires\n", "\n## What to do\n", "\n## Settings\n" })
        {
            Assert.Contains(heading, page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_example_of_a_page_is_a_policy_with_the_rule(string id)
    {
        string yaml = RuleCatalog.Find(id).Page.Split("```yaml\n")[1].Split("```")[0];
        var policy = PolicyFile.Parse(yaml, "page.yaml").Policy;
        Assert.Equal(id, policy.Rules[0].Definition.Id);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Explain_prints_every_word_of_the_page(string id)
    {
        string output = Tool.Run("explain", id).Output;
        string[] words = output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        string[] expected =
        [
            .. RuleCatalog.Find(id).Page.Split('\n').Where(line => !line.StartsWith("```", StringComparison.Ordinal))
                .Select(line => line.StartsWith("## ", StringComparison.Ordinal) ? line.ToLowerInvariant() : line)
                .SelectMany(line => line.TrimStart('#').Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ];
        Assert.Equal(expected, words);
        Assert.All(output.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void The_list_of_rules_is_the_catalog()
    {
        string page = File.ReadAllText(Repository.Path("docs/check.md"));
        Assert.All(RuleCatalog.All, rule => Assert.Contains(
            $"| [{rule.Id} {rule.Name}](rules/{rule.Id}.md) | {rule.Summary} | {rule.Level.Word()} | "
                + $"{(rule.IsDefault ? "yes" : "no")} |\n",
            page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("samples/ci/policy.yaml")]
    [InlineData("samples/ci/check.yml")]
    public void The_page_shows_the_sample(string path) => Assert.Contains(
        "```yaml\n" + File.ReadAllText(Repository.Path(path)) + "```\n",
        File.ReadAllText(Repository.Path("docs/check.md")), StringComparison.Ordinal);

    /// <summary>The command of the workflow, for a model that passes and for one that fails.</summary>
    [Theory]
    [InlineData("batch-0064", 0, "::notice title=heavytail check::passes")]
    [InlineData("initial", 1, "::error title=heavytail check::fails")]
    public void The_workflow_passes_a_good_model_and_stops_a_bad_one(string model, int code, string end)
    {
        const string Run = "        run: heavytail ";
        string workflow = File.ReadAllText(Repository.Path("samples/ci/check.yml"));
        string line = workflow.Split('\n').Single(line => line.StartsWith(Run, StringComparison.Ordinal));
        using var folder = new TempFolder();
        File.Copy(Repository.Path($"samples/fashion-mnist/{model}.safetensors"), folder.File("model.safetensors"));
        File.Copy(Repository.Path("samples/ci/policy.yaml"), folder.File("policy.yaml"));
        var result = new Tool { Folder = folder.Path }.Start(line[Run.Length..].Split(' '));
        Assert.Equal((code, ""), (result.ExitCode, result.Error));
        Assert.StartsWith(end, result.Output.TrimEnd('\n').Split('\n')[^1], StringComparison.Ordinal);
        Assert.All(["check.md", "check.xml", "check.sarif"], file => Assert.True(File.Exists(folder.File(file)), file));
    }
}
