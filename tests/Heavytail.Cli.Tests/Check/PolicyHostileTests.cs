using System.Diagnostics;
using Heavytail.Cli.Policies;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.Check;

/// <summary>YAML that is made to hurt: each is one error, soon.</summary>
public sealed class PolicyHostileTests
{
    private static readonly Dictionary<string, (string Text, string Problem)> s_attacks = new()
    {
        ["AliasesMakeMuchOfLittle"] = (
            "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n",
            "anchors and aliases"),
        ["AnAliasHoldsItself"] = ("a: &a [*a]\n", "anchors and aliases"),
        ["AnAliasLeadsNowhere"] = ("rules: *nowhere\n", "anchors and aliases"),
        ["ATagNamesAType"] = ("rules: !!System.IO.FileInfo [x]\n", "tags"),
        ["ATextHasATag"] = ("rules:\n  - id: !exec HT004\n", "tags"),
        ["ListsAreNestedTooDeep"] = (new string('[', 100_000), "nested deeper than 8"),
        ["MapsAreNestedTooDeep"] = ("rules: " + string.Concat(Enumerable.Repeat("{a: ", 5000)), "nested deeper"),
        ["BlocksAreNestedTooDeep"] = (
            string.Concat(Enumerable.Range(0, 300).Select(k => new string(' ', k) + "a:\n")), "nested deeper"),
        ["ThereAreTooManyValues"] = ($"rules: [{string.Join(',', Enumerable.Repeat("x", 30_000))}]", "more than 20000"),
        ["AKeyIsAMap"] = ("? {a: b}\n: c\n", "a name is expected"),
        ["AKeyIsThereTwice"] = ("rules: [{id: HT004}]\nrules: [{id: HT005}]\n", "`rules` is there twice"),
        ["TwoDocuments"] = ("rules: [{id: HT004}]\n---\nrules: [{id: HT005}]\n", "a second document"),
        ["ItIsNotYaml"] = ("rules: [\n  {id: HT004", "it is not YAML"),
        ["ATabIndents"] = ("rules:\n\t- id: HT004\n", "line 2: it is indented with a tab"),
        ["ItIsBinary"] = ("\u0001\u0002rules", "line 1: it has the character U+0001"),
        ["RulesAreBehindAnEnd"] = (
            "rules:\n  - id: HT004\n\0\n  - id: HT001\n", "line 3: it has the character U+0000"),
        ["TheVersionIsAList"] = ("version: [1]\nrules: [{id: HT004}]\n", "`version` is a list"),
        ["ARuleIsAText"] = ("rules: [HT004]\n", "a rule has named fields"),
        ["ANumberIsInfinite"] = ("rules: [{metric: alpha, max: 1e999}]\n", "expected a number"),
        ["ManyRulesOfOneId"] = (
            "rules:\n" + string.Concat(Enumerable.Range(0, 1500).Select(_ => "  - id: HT004\n")), "more than 1000"),
    };

    public static TheoryData<string> Attacks => [.. s_attacks.Keys];

    [Theory]
    [MemberData(nameof(Attacks))]
    public void An_attack_is_one_error_soon(string attack)
    {
        using var folder = new TempFolder();
        string path = folder.File("policy.yaml");
        File.WriteAllText(path, s_attacks[attack].Text);
        var clock = Stopwatch.StartNew();
        var result = Tool.Run("check", "samples/fashion-mnist/batch-0016.safetensors", "--policy", path);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(s_attacks[attack].Problem, result.Error, StringComparison.Ordinal);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal", result.Error, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused_unread()
    {
        using var folder = new TempFolder();
        string path = folder.File("policy.yaml");
        using (var file = File.Create(path))
        {
            file.SetLength(1L << 32);
        }

        var error = Assert.Throws<UsageException>(() => PolicyFile.Read(path));
        Assert.Contains("the limit is 262,144", error.Message, StringComparison.Ordinal);
    }
}
