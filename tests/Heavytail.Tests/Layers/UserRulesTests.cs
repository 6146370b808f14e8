using Heavytail.Layers;
using Heavytail.Layers.Rules;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>The file of <c>--rules</c>.</summary>
public sealed class UserRulesTests
{
    [Fact]
    public void Rules_come_before_names_and_after_what_no_rule_can_change()
    {
        var rules = UserRules.Parse("""
            {
              // Comments and closing commas are welcome.
              "rules": [
                { "name": "mine", "match": "*.filters", "kind": "conv", "axes": "kkio", "groups": 2 },
                { "match": "x.wqkv", "kind": "dense", "axes": "oi", "parts": { "q": 4, "kv": 2 } },
                { "match": "*.gates", "kind": "lstm", "axes": "io", "parts": ["i", "f", "c", "o"] },
                { "match": "*.stack", "kind": "dense", "axes": "soi", "stack": "head" },
                { "match": "*", "kind": "skip", "reason": "not today" },
              ],
            }
            """);
        TensorInfo[] tensors =
        [
            Tensor(0, "a.filters", 3, 3, 4, 6), Tensor(1, "x.wqkv", 6, 5), Tensor(2, "b.gates", 5, 8),
            Tensor(3, "c.stack", 2, 3, 4), Tensor(4, "d.weight", 9, 9), Tensor(5, "d.bias", 9),
        ];
        var decisions = LayerDetector.Decide(tensors, new LayerOptions { Rules = rules });
        Assert.Equal(["mine", "rule 2", "rule 3", "rule 4", "rule 5", "one-dimensional"], decisions.Select(
            decision => decision.Rule));
        Assert.Equal([2, 2, 4, 2, 0, 0], decisions.Select(decision => decision.Layers.Count));
        Assert.Equal(["q", "kv"], decisions[1].Layers.Select(layer => layer.Part));
        Assert.Equal((2, 5), (decisions[2].Layers[3].Rows, decisions[2].Layers[3].Columns));
        Assert.Equal("c.stack[head 1]", decisions[3].Layers[1].Name);
        Assert.Equal(SkipReason.Rule, decisions[4].Skipped!.Reason);
        Assert.Contains("not today", decisions[4].Skipped!.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_does_not_fit_says_so()
    {
        var rules = UserRules.Parse("""{"rules":[{"match":"*","kind":"gru","axes":"oi","parts":["r","z","n"]}]}""");
        var decision = LayerDetector.Decide([Tensor(0, "w", 8, 5)], new LayerOptions { Rules = rules })[0];
        Assert.Contains("8 outputs are not 3 equal parts", decision.Skipped!.Explanation, StringComparison.Ordinal);
        Assert.Equal(SkipReason.RuleMisfit, decision.Skipped!.Reason);
        Assert.StartsWith("rule `rule 1` (`*`) does not fit: ", decision.Why, StringComparison.Ordinal);
        decision = LayerDetector.Decide([Tensor(0, "w", 9, 5, 1)], new LayerOptions { Rules = rules })[0];
        Assert.Contains("axes `oi` are 2", decision.Skipped!.Explanation, StringComparison.Ordinal);
        Assert.Equal(SkipReason.RuleMisfit, decision.Skipped!.Reason);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "no list `rules`")]
    [InlineData("{\"rules\": 3}", "no list `rules`")]
    [InlineData("{\"rules\": [3]}", "rule 1 is not an object")]
    [InlineData("{\"rules\": [{\"kind\": \"skip\"}]}", "rule 1 has no `match`")]
    [InlineData("{\"rules\": [{\"match\": \"*\"}]}", "rule 1 has no `kind`: dense, embedding, conv")]
    [InlineData(
        "{\"rules\": [{\"match\": \"*\", \"kind\": \"cnn\"}]}",
        "rule 1 has kind `cnn` (did you mean `rnn`?), expected one of dense")]
    [InlineData("{\"rules\": [{\"match\": \"*\", \"kind\": \"conv\"}]}", "rule 1 has no `axes`")]
    [InlineData(
        "{\"rules\": [{\"match\": \"*\", \"kind\": \"conv\", \"axis\": \"oi\"}]}",
        "rule 1 has `axis` (did you mean `axes`?); known keys are")]
    [InlineData("{\"rules\": [{\"match\": 3, \"kind\": \"skip\"}]}", "a `match` that is not a string")]
    [InlineData(
        "{\"rules\": [{\"match\": \"*\", \"kind\": \"conv\", \"axes\": \"oi\", \"groups\": 0}]}",
        "`groups` that are not a positive integer")]
    [InlineData(
        "{\"rules\": [{\"match\": \"*\", \"kind\": \"conv\", \"axes\": \"oi\", \"parts\": {\"q\": 0}}]}",
        "part `q` has no positive number")]
    [InlineData(
        "{\"rules\": [{\"match\": \"*\", \"kind\": \"conv\", \"axes\": \"oi\", \"parts\": [1]}]}",
        "neither names nor names with outputs")]
    [InlineData("{\"rules\": [{\"match\": \"*\", \"\\ud800\": 1}]}", "not JSON")]
    [InlineData("{\"rules\": [{\"match\": \"\\ud800\", \"kind\": \"skip\"}]}", "not JSON")]
    [InlineData("{\"rules\": [{\"match\": \"*\", \"match\": \"a\", \"kind\": \"skip\"}]}", "has `match` twice")]
    [InlineData(
        "{\"rules\": [{\"match\": \"*\", \"kind\": \"lstm\", \"axes\": \"oi\", \"parts\": [\"i\", \"i\"]}]}",
        "two parts `i`")]
    [InlineData(
        "{\"rules\": [{\"match\": \"*\", \"kind\": \"lstm\", \"axes\": \"oi\", \"parts\": {\"q\": 1, \"q\": 2}}]}",
        "two parts `q`")]
    [InlineData(
        "{\"rules\": [{\"match\": \"*\", \"kind\": \"conv\", \"axes\": \"oi\", \"groups\": 99999999999}]}",
        "`groups` that are not a positive integer")]
    [InlineData(
        "{\"rules\": [{\"match\": \"*\", \"kind\": \"conv\", \"axes\": \"oix\"}]}", "`x` in axes `oix` is not one of")]
    [InlineData(
        "{\"rules\": [{\"match\": \"*\", \"kind\": \"dense\", \"axes\": \"oi\", \"stack\": \"head\"}]}",
        "no `s` in its axes")]
    public void What_is_wrong_is_named(string json, string problem) =>
        Assert.Contains(
            problem, Assert.Throws<FormatException>(() => UserRules.Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Groups_beyond_all_sense_cut_nothing()
    {
        var rules = UserRules.Parse("""{"rules":[{"match":"ключ.*","kind":"conv","axes":"oik","groups":2147483647}]}""");
        var options = new LayerOptions { Rules = rules };
        var few = LayerDetector.Decide([Tensor(0, "ключ.1", 8, 5, 3)], options)[0];
        Assert.Contains(
            "2147483647 groups do not divide 8 channels", few.Skipped!.Explanation, StringComparison.Ordinal);
        var many = LayerDetector.Decide([Tensor(0, "ключ.2", 2147483647, 5, 3)], options)[0];
        Assert.Contains("at most 65,536", many.Skipped!.Explanation, StringComparison.Ordinal);
    }

    private static TensorInfo Tensor(int index, string name, params long[] sides) =>
        new(index, name, ElementType.F32, new TensorShape(sides), "memory");
}
