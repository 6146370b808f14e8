using System.Text;
using Heavytail.Plans;
using Xunit;
using YamlDotNet.RepresentationModel;
using static Heavytail.Tests.Plans.SparsityPlanTests;

namespace Heavytail.Tests.Plans;

/// <summary>
/// Layers that were not selected, and scores that cannot be used: one rule for all kinds. Files by position have a
/// place for every layer of the model.
/// </summary>
public sealed class PartialPlanTests
{
    private const int Blocks = 4;

    private static readonly Dictionary<string, Func<IReadOnlyList<PlanLayer>, Plan>> s_kinds = new()
    {
        ["sparsity"] = layers => SparsityPlan.Create(layers),
        ["learning-rate"] = layers => MultiplierPlan.ForLearningRate(layers),
        ["weight-decay"] = layers => MultiplierPlan.ForWeightDecay(layers),
        ["experts"] = layers => ExpertPlan.Create(layers),
        ["bits"] = layers => BitPlan.Create(layers),
        ["unfreeze"] = layers => UnfreezePlan.Create(layers),
        ["rank"] = layers => RankPlan.Create(layers, "by hand"),
        ["merge"] = layers => MergePlan.Create(layers),
        ["layers"] = layers => LayersPlan.Create(layers),
    };

    public static TheoryData<string> Kinds => [.. s_kinds.Keys];

    /// <summary>NaN, none at all, and infinities where a kind computes with scores.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_score_that_is_none_gives_no_allocation_and_the_reason(string kind)
    {
        foreach (var (score, reason) in new (double? Score, string Reason)[]
        {
            (null, "the weights hold NaN"), (double.NaN, "its score is NaN"),
            (double.PositiveInfinity, "its score is infinite"), (double.NegativeInfinity, "its score is infinite"),
        })
        {
            var layers = Model();
            layers[2] = layers[2] with { Score = score, WhyNoScore = score is null ? "the weights hold NaN" : null };
            var plan = s_kinds[kind](layers);
            var row = plan.Rows.FirstOrDefault(row => row.Layer.Name == layers[2].Name);
            if (kind == "unfreeze" && score is double.PositiveInfinity)
            {
                Assert.Equal(1, row!.Allocation); // Spectrum ranks, and infinity is the largest
                continue;
            }

            if (kind == "unfreeze" && score is double.NegativeInfinity)
            {
                Assert.Equal(0, row!.Allocation);
                continue;
            }

            Assert.Contains(plan.Notes, note => note.Contains(reason, StringComparison.Ordinal)
                && note.EndsWith(": " + layers[2].Name, StringComparison.Ordinal));
            if (kind is "bits" or "rank")
            {
                Assert.Null(row);
                continue;
            }

            Assert.StartsWith(reason, row!.Why, StringComparison.Ordinal);
            Assert.Equal(Neutral(kind, plan), row.Allocation, 1e-12);
        }
    }

    [Theory]
    [InlineData("experts", 0, "`m.layers.1.q_proj` has the score 0; this plan takes numbers above 0")]
    [InlineData("bits", -1, "`m.layers.1.q_proj` has the score -1.000; this plan takes alphas, numbers above 0")]
    [InlineData("layers", -1, "`m.layers.1.q_proj` has the score -1.000; this plan takes norms, numbers of 0 or more")]
    [InlineData("rank", 2, "`m.layers.1.q_proj` has the score 2.000; this plan takes shares of singular values")]
    public void A_score_outside_of_the_range_names_the_layer(string kind, double score, string message)
    {
        var layers = Model();
        layers[1] = layers[1] with { Score = score };
        Assert.StartsWith(
            message, Assert.Throws<PlanException>(() => s_kinds[kind](layers)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Layers_that_were_not_selected_are_no_rows_and_said(string kind)
    {
        var layers = Model();
        layers[1] = layers[1] with { IsLeftOut = true, Score = null };
        var plan = s_kinds[kind](layers);
        Assert.Equal(Blocks - 1, plan.Rows.Count);
        Assert.Contains(plan.Notes, note => note.StartsWith("not selected, and so ", StringComparison.Ordinal)
            && note.EndsWith(": m.layers.1.q_proj", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_by_position_cover_the_whole_model()
    {
        var layers = Model();
        layers[1] = layers[1] with { IsLeftOut = true, Score = null };
        var recipe = new YamlStream();
        recipe.Load(new StringReader(Text(SparsityPlan.Create(layers), "llm-compressor")));
        var modifier = recipe.Documents[0].RootNode["sparsity_stage"]["sparsity_modifiers"]["SparseGPTModifier"];
        var values = (YamlSequenceNode)modifier["sparsity"];
        Assert.Equal(Blocks, values.Children.Count);
        Assert.Equal("0", ((YamlScalarNode)values.Children[1]).Value);
        var merge = new YamlStream();
        merge.Load(new StringReader(Text(MergePlan.Create(layers), "mergekit")));
        var weights = (YamlSequenceNode)merge.Documents[0].RootNode["models"][0]["parameters"]["weight"];
        Assert.Equal(Blocks, weights.Children.Count);
        Assert.Equal("0.5", ((YamlScalarNode)weights.Children[1]).Value);
        string[] norms = Text(LayersPlan.Create(layers), "owlore").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Blocks, norms.Length);
        Assert.Equal((0.2 + 0.6 + 0.8) / 3, Number(norms[1]), 1e-12);
        Assert.Contains("[\n    5,", Text(ExpertPlan.Create(Equal()), "alphalora"), StringComparison.Ordinal);
        Assert.Contains("\"m.layers.1.q_proj.weight\": 1\n", Text(MultiplierPlan.ForLearningRate(layers), "multipliers")
            .Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);

        PlanLayer[] Equal() => [.. layers.Select(layer => layer.IsLeftOut ? layer : layer with { Score = 2 })];
    }

    [Fact]
    public void A_file_by_position_that_needs_every_score_is_refused()
    {
        var layers = Model();
        layers[1] = layers[1] with { IsLeftOut = true, Score = null };
        var plan = SparsityPlan.Create(layers);
        Assert.Equal(["llm-compressor"], plan.Files.Select(file => file.Name));
        var refused = Assert.Single(plan.Refused);
        Assert.Equal("npy", refused.Name);
        Assert.Contains("some have none", refused.Why, StringComparison.Ordinal);
    }

    /// <summary>A recipe by block would prune the layers of the block that were not selected.</summary>
    [Fact]
    public void A_block_that_is_selected_in_part_goes_by_module()
    {
        PlanLayer[] layers =
        [
            .. Enumerable.Range(0, 2).SelectMany(i => new[]
            {
                Scored($"m.layers.{i}.q_proj", 0) with { Score = null, IsLeftOut = true },
                Scored($"m.layers.{i}.up_proj", i + 2),
            }),
        ];
        string recipe = Text(SparsityPlan.Create(layers), "llm-compressor");
        Assert.DoesNotContain("re:^", recipe, StringComparison.Ordinal);
        Assert.Contains("\"m.layers.1.q_proj\"", recipe, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ends_are_modules_and_not_gates()
    {
        string[] names =
        [
            "encoder.conv.weight", "encoder.mid.weight", "decoder.mid.weight", "decoder.rnn.weight_ih[i]",
            "decoder.rnn.weight_ih[f]", "decoder.rnn.weight_hh[i]", "decoder.rnn.weight_hh[f]",
        ];
        var plan = MultiplierPlan.ForLearningRate(
            [.. names.Select((name, i) => new PlanLayer(name, name.Split('[')[0], 1) { Score = i + 1 })]);
        Assert.Equal([1, 0.5, 1.5, 1, 1, 1, 1], plan.Rows.Select(row => row.Allocation));
        Assert.All(plan.Rows.Skip(3), row => Assert.Equal("last module: unchanged", row.Why));
    }

    [Theory]
    [InlineData("decoder.rnn.weight_hh_l1_reverse", "decoder.rnn")]
    [InlineData("attn.in_proj_weight[q]", "attn")]
    [InlineData("attn.out_proj.weight", "attn.out_proj")]
    [InlineData("lstm/lstm_cell/recurrent_kernel:0", "lstm/lstm_cell")]
    [InlineData("rnn/gru_cell/candidate/kernel", "rnn/gru_cell")]
    [InlineData("rnn/gru_cell/gates/kernel[r]", "rnn/gru_cell")]
    [InlineData("functional_3/lstm_5/lstm_cell_5/MatMul_1", "functional_3/lstm_5/lstm_cell_5")]
    [InlineData("fc1.weight", "fc1")]
    [InlineData("weight", "weight")]
    public void A_tensor_belongs_to_a_module(string tensor, string module) =>
        Assert.Equal(module, ModuleName.Owner(tensor));

    [Fact]
    public void One_module_says_what_stays_as_it_is()
    {
        var error = Assert.Throws<PlanException>(() => MultiplierPlan.ForLearningRate([Scored("a", 2)]));
        Assert.Equal("no layer is scaled: 1 of 1 first module", error.Message);
        Assert.Contains("`IncludesEnds`", error.Hint, StringComparison.Ordinal);
        error = Assert.Throws<PlanException>(() => UnfreezePlan.Create([Scored("a", 2)]));
        Assert.Equal("the largest type has one layer: choose 100 %", error.Hint);
    }

    private static PlanLayer[] Model() =>
    [
        .. Enumerable.Range(0, Blocks).Select(i => Scored($"m.layers.{i}.q_proj", 0.2 * (i + 1)) with
        {
            Eigenvalues = 64,
            Variance = 1,
        }),
    ];

    private static double Neutral(string kind, Plan plan) => kind switch
    {
        "sparsity" or "unfreeze" => 0,
        "learning-rate" or "weight-decay" => 1,
        "merge" => 0.5,
        "layers" => plan["uniform"]!.Value,
        _ => plan["total"]!.Value / Blocks,
    };

    private static string Text(Plan plan, string file) =>
        Encoding.UTF8.GetString(plan.Files.Single(known => known.Name == file).Content.Span);
}
