using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>A rule of the user without the effect that it was written for says so.</summary>
public sealed class RuleUseTests
{
    [Theory]
    [InlineData("fc.weight", "dense", "oi", null)]
    [InlineData("fc.weight", "conv", "oikk",
        "`fc.weight`: rule `mine` (`fc.weight`) does not fit: axes `oikk` are 4, shape [6, 5] has 2 dimensions")]
    [InlineData("*.weight", "dense", "soi",
        "`fc.weight`: rule `mine` (`*.weight`) does not fit: axes `soi` are 3, shape [6, 5] has 2 dimensions; and 1 "
        + "more tensor")]
    [InlineData("fc.bias", "dense", "oi",
        "rule `mine` (`fc.bias`) has no effect on `fc.bias`: one-dimensional (a bias or a norm)")]
    [InlineData("fd.weight", "dense", "oi",
        "rule `mine` (`fd.weight`) names no tensor; did you mean `fc.weight` or `a.weight`?")]
    [InlineData("zzzzzzzzzzzzzz", "dense", "oi", "rule `mine` (`zzzzzzzzzzzzzz`) names no tensor")]
    [InlineData("m.safetensors", "dense", "oi",
        "rule `mine` (`m.safetensors`) names no tensor; rules name tensors, not files")]
    [InlineData("a.weight_orig", "dense", "oi",
        "rule `mine` (`a.weight_orig`) names `a.weight_orig`, which is stored in place of `a.weight`: match "
        + "`a.weight`")]
    public void A_rule_that_does_not_do_its_work(string match, string kind, string axes, string? problem)
    {
        using var file = Model();
        var use = Use(file, $$"""{"name":"mine","match":"{{match}}","kind":"{{kind}}","axes":"{{axes}}"}""").Single();
        Assert.Equal(problem, use.Problem);
        Assert.Equal(problem?.Contains("names no tensor", StringComparison.Ordinal) == true, use.Matched == 0);
    }

    [Fact]
    public void The_first_rule_decides_and_the_other_is_told()
    {
        using var file = Model();
        var uses = Use(
            file,
            """{"name":"first","match":"fc.*","kind":"embedding","axes":"oi"}""",
            """{"name":"late","match":"fc.weight","kind":"dense","axes":"oi"}""");
        Assert.Equal((2, 1, null), (uses[0].Matched, uses[0].Decided, uses[0].Problem));
        Assert.Equal(
            "rule `late` (`fc.weight`) has no effect on `fc.weight`: rule `first`, which comes first, decides",
            uses[1].Problem);
    }

    /// <summary>What is skipped without the rule is skipped as was wished.</summary>
    [Fact]
    public void A_wish_to_skip_is_met_by_others()
    {
        using var file = Model();
        Assert.Null(Use(file, """{"match":"*.bias","kind":"skip"}""").Single().Problem);
        Assert.NotNull(Use(file, """{"match":"nothing","kind":"skip"}""").Single().Problem);
    }

    /// <summary>A user knows the network: a rule makes a layer of what a veto would leave out.</summary>
    [Fact]
    public void A_rule_of_the_user_comes_before_a_veto()
    {
        using var file = new TinyFile("m.safetensors", TinySafeTensors.Floats(("rope.inv_freq", [4, 4], Numbers(16))));
        Assert.Equal(0, LayerInventory.CountParameters(file.Checkpoint));
        var rules = UserRules.Parse("""{"rules":[{"match":"rope.*","kind":"dense","axes":"oi"}]}""");
        var options = new AnalysisOptions { Selection = new LayerSelection { Rules = rules, MinEvals = 1 } };
        var model = Analyzer.Analyze(file.Checkpoint, options, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(("rope.inv_freq", 16L), (Assert.Single(model.Layers).Name, model.Summary.Parameters));
    }

    /// <summary>Rules are told from the built-in ones, whatever they are called.</summary>
    [Fact]
    public void A_rule_with_the_name_of_a_built_in_one_protects_its_own_tensors_only()
    {
        float[] same = Numbers(400);
        using var file = new TinyFile("m.safetensors", TinySafeTensors.Floats(
            ("a.weight", [20, 20], same), ("b.weight", [20, 20], same), ("c.weight", [20, 20], same)));
        var rules = UserRules.Parse("""{"rules":[{"name":"dense","match":"c.*","kind":"dense","axes":"oi"}]}""");
        var model = Analyzer.Analyze(
            file.Checkpoint, new AnalysisOptions { Selection = new LayerSelection { Rules = rules } },
            cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["a", "c"], model.Layers.Select(layer => layer.Name));
    }

    private static IReadOnlyList<RuleUse> Use(TinyFile file, params string[] rules)
    {
        var parsed = UserRules.Parse($$"""{"rules":[{{string.Join(',', rules)}}]}""");
        var options = new AnalysisOptions { Selection = new LayerSelection { Rules = parsed } };
        return LayerInventory.From(file.Checkpoint, options).Rules;
    }

    /// <summary>A dense layer, and one that is pruned: a mask beside the original.</summary>
    private static TinyFile Model() => new("m.safetensors", TinySafeTensors.Floats(
        ("fc.weight", [6, 5], Numbers(30)), ("fc.bias", [6], Numbers(6)),
        ("a.weight_orig", [4, 5], Numbers(20)), ("a.weight_mask", [4, 5], [.. Enumerable.Repeat(1f, 20)])));

    private static float[] Numbers(int count) => [.. Enumerable.Range(1, count).Select(k => MathF.Sin(k * k))];
}
