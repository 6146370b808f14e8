using System.Globalization;
using System.Text;
using Heavytail.Tests.Support;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Heavytail.Tests.Plans;

/// <summary>AlphaPruning against its published targets, and the files that other tools read.</summary>
public sealed class SparsityPlanTests
{
    private const long Attention = 4096 * 4096;
    private const long FeedForward = 4096 * 11008;

    [Theory]
    [InlineData("0.2", 0.71004, 0.5680, 0.8520)]
    [InlineData("0.3", 0.71517, 0.5006, 0.9297)]
    public void Targets_of_LLaMA_7B_are_the_published_ones(string epsilon, double eta, double min, double max)
    {
        var rows = CsvFile.Read(SharedData.Path("reference/alphapruning_golden.csv")).Rows
            .Where(row => row["epsilon"] == epsilon).ToArray();
        Assert.Equal(224, rows.Length);
        PlanLayer[] layers = [.. rows.Select(Layer)];
        var plan = SparsityPlan.Create(layers, new SparsityOptions { Epsilon = Number(epsilon) });

        Assert.Equal(eta, plan["eta"]!.Value, 5e-6);
        Assert.Equal(min, plan["min"]!.Value, 1e-4);
        Assert.Equal(max, plan["max"]!.Value, 1e-4);
        var targets = plan.Rows.ToDictionary(row => row.Layer.Name, row => row.Allocation);
        Assert.All(rows.Zip(layers), pair =>
            Assert.Equal(Number(pair.First["target_sparsity"]), targets[pair.Second.Name], 1e-5));
        Assert.Equal(0.7, plan["mean"]!.Value, 1e-12);
    }

    /// <summary>With ε = 1 the block of the heaviest tail keeps all, and the rest can lose no more than the most.
    /// </summary>
    [Fact]
    public void A_target_that_cannot_be_met_is_refused()
    {
        PlanLayer[] layers = [Scored("a", 2), Scored("b", 4), Scored("c", 5)];
        Assert.Equal(0.6, SparsityPlan.Create(layers, new() { Sparsity = 0.6, Epsilon = 1 })["mean"]!.Value, 1e-12);
        var error = Assert.Throws<PlanException>(
            () => SparsityPlan.Create(layers, new() { Sparsity = 0.9, Epsilon = 1 }));
        Assert.Contains("0.9 cannot be met: 0.6653 is the most", error.Message, StringComparison.Ordinal);
        Assert.Equal(0.9, SparsityPlan.Create(layers, new() { Sparsity = 0.9, Epsilon = 0.5 })["mean"]!.Value, 1e-12);
    }

    [Fact]
    public void The_order_is_that_of_the_modules_not_of_the_file()
    {
        string[] names =
        [
            "lm_head", "model.embed_tokens", "model.layers.0.mlp.down_proj", "model.layers.0.self_attn.q_proj",
            "model.layers.10.mlp.down_proj", "model.layers.10.self_attn.q_proj", "model.layers.2.mlp.down_proj",
            "model.layers.2.self_attn.q_proj",
        ];
        var plan = SparsityPlan.Create([.. names.Select((name, i) => Scored(name, i + 1))]);
        Assert.Equal(
            [
                "model.layers.0.self_attn.q_proj", "model.layers.0.mlp.down_proj", "model.layers.2.self_attn.q_proj",
                "model.layers.2.mlp.down_proj", "model.layers.10.self_attn.q_proj", "model.layers.10.mlp.down_proj",
            ],
            plan.Rows.Select(row => row.Layer.Name));
        Assert.Contains("lm_head, model.embed_tokens", plan.Notes[0], StringComparison.Ordinal);
    }

    /// <summary>
    /// Ratios 0.5, 1 and 1.5, s = 0.8, sizes 1, 1, 2: eta = 0.8·4/4.5 = 0.7111; 1.5 eta = 1.0667 is cut to 0.9. The
    /// others get (3.2 − 1.8)/1.5 = 0.93333 times 0.5 and 1, of which the second is cut too, so that the first gets
    /// (3.2 − 2.7)/0.5·0.5 = 0.5.
    /// </summary>
    [Fact]
    public void What_is_cut_at_the_limit_is_spread_over_the_others()
    {
        PlanLayer[] layers = [Scored("a", 1), Scored("b", 2), Scored("c", 3) with { Elements = 2 }];
        var plan = SparsityPlan.Create(layers, new SparsityOptions { Sparsity = 0.8, Epsilon = 0.5, Most = 0.9 });
        Assert.Equal(0.8 * 4 / 4.5, plan["eta"]!.Value, 1e-12);
        Assert.Equal([0.5, 0.9, 0.9], plan.Rows.Select(row => row.Allocation).ToArray(), Near);
        Assert.Equal(0.8, plan["mean"]!.Value, 1e-12);
    }

    [Fact]
    public void Equal_scores_get_one_target()
    {
        var plan = SparsityPlan.Create([Scored("a", 3), Scored("b", 3)], new SparsityOptions { Sparsity = 0.4 });
        Assert.All(plan.Rows, row => Assert.Equal(0.4, row.Allocation, 1e-12));
    }

    [Fact]
    public void A_layer_without_a_score_gets_the_target_of_its_block()
    {
        PlanLayer[] layers =
        [
            Scored("m.layers.0.q_proj", 2), Scored("m.layers.0.k_proj", 2) with { Score = null },
            Scored("m.layers.1.q_proj", 4), Scored("m.layers.1.k_proj", 4),
        ];
        var plan = SparsityPlan.Create(layers);
        Assert.Equal(plan.Rows[0].Allocation, plan.Rows[1].Allocation);
        Assert.True(plan.Rows[2].Allocation > plan.Rows[0].Allocation);
        Assert.Contains(plan.Notes, note => note.Contains("m.layers.0.k_proj", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.0, 0.3, 0.998, "the sparsity is 0")]
    [InlineData(1.0, 0.3, 0.998, "the sparsity is 1")]
    [InlineData(0.5, 1.5, 0.998, "epsilon is 1.5")]
    [InlineData(0.5, 0.3, 0.4, "the largest sparsity is 0.4")]
    public void Impossible_options_are_refused(double sparsity, double epsilon, double most, string message)
    {
        var options = new SparsityOptions { Sparsity = sparsity, Epsilon = epsilon, Most = most };
        var error = Assert.Throws<PlanException>(() => SparsityPlan.Create([Scored("a", 1)], options));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_without_any_score_are_refused() => Assert.Equal(
        "no layer has a score: its score is NaN",
        Assert.Throws<PlanException>(() => SparsityPlan.Create([Scored("a", 1) with { Score = double.NaN }])).Message);

    [Fact]
    public void The_recipe_has_a_value_for_each_block_that_its_expression_matches()
    {
        var plan = SparsityPlan.Create(
            [.. Enumerable.Range(0, 12).SelectMany(i => new[]
            {
                Scored($"model.layers.{i}.self_attn.q_proj", i + 1), Scored($"model.layers.{i}.mlp.up_proj", i + 1),
            })]);
        var modifier = Modifier(plan);
        string pattern = Assert.Single(Texts(modifier, "targets"));
        Assert.StartsWith("re:", pattern, StringComparison.Ordinal);
        string[] matched =
        [
            .. Enumerable.Range(0, 12).Select(i => $"model.layers.{i}").Append("model.layers.3.mlp")
                .Where(name => System.Text.RegularExpressions.Regex.IsMatch(name, pattern[3..])),
        ];
        double[] values = [.. Texts(modifier, "sparsity").Select(Number)];
        Assert.Equal(matched.Length, values.Length);
        Assert.Equal(
            plan.Rows.Where((_, i) => i % 2 == 0).Select(row => Math.Round(row.Allocation, 6)), values);
        Assert.Equal(["re:.*lm_head"], Texts(modifier, "ignore"));
    }

    [Fact]
    public void The_recipe_by_module_names_each_of_them()
    {
        PlanLayer[] layers = [Scored("m.layers.0.q_proj", 1), Scored("m.layers.1.q_proj", 2)];
        var plan = SparsityPlan.Create(layers, new SparsityOptions { ByModule = true });
        var modifier = Modifier(plan);
        Assert.Equal(["m.layers.0.q_proj", "m.layers.1.q_proj"], Texts(modifier, "targets"));
        Assert.Equal(
            plan.Rows.Select(row => Math.Round(row.Allocation, 6)), Texts(modifier, "sparsity").Select(Number));
    }

    [Fact]
    public void The_scores_are_a_file_of_NumPy()
    {
        double[] scores = [2.5, 3.25, double.Pi];
        var plan = SparsityPlan.Create([.. scores.Select((score, i) => Scored($"l{i}", score))]);
        byte[] file = plan.Files.Single(file => file.Name == "npy").Content.ToArray();
        Assert.Equal([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0], file[..8]);
        int start = 10 + BitConverter.ToUInt16(file, 8);
        Assert.Equal(0, start % 64);
        string header = Encoding.ASCII.GetString(file, 10, start - 10);
        Assert.StartsWith(
            "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", header, StringComparison.Ordinal);
        Assert.EndsWith("\n", header, StringComparison.Ordinal);
        Assert.Equal(scores, Enumerable.Range(0, 3).Select(i => BitConverter.ToDouble(file, start + (8 * i))));
        Assert.Equal(start + 24, file.Length);
    }

    internal static PlanLayer Scored(string name, double score) => new(name, name + ".weight", 1) { Score = score };

    internal static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static PlanLayer Layer(IReadOnlyDictionary<string, string> row)
    {
        string module = row["module"];
        bool isAttention = module is "q_proj" or "k_proj" or "v_proj" or "o_proj";
        string name = $"model.layers.{row["block"]}.{(isAttention ? "self_attn" : "mlp")}.{module}";
        return new PlanLayer(name, name + ".weight", isAttention ? Attention : FeedForward)
        {
            Score = Number(row["alpha_peak"]),
        };
    }

    private static YamlMappingNode Modifier(Plan plan)
    {
        string text = Encoding.UTF8.GetString(plan.Files.Single(file => file.Name == "llm-compressor").Content.Span);
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return (YamlMappingNode)yaml.Documents[0].RootNode["sparsity_stage"]["sparsity_modifiers"]["SparseGPTModifier"];
    }

    private static string[] Texts(YamlMappingNode node, string name) =>
        [.. ((YamlSequenceNode)node[name]).Select(item => ((YamlScalarNode)item).Value!)];

    private static bool Near(double expected, double actual) => Math.Abs(expected - actual) < 1e-12;
}
