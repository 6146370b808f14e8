using System.Text;
using System.Text.RegularExpressions;
using Heavytail.Plans;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Plans;

/// <summary>AlphaQ: the published recipe, every choice of small cases, and the file of llama-quantize.</summary>
public sealed class BitPlanTests
{
    private static readonly BitOptions s_published = new() { Gamma = 10, Budget = 3.5 };

    /// <summary>
    /// The widths of docs/bit_recipes_2layer/qwen3_coder_next_gamma10.0_bpp3.5.csv in the repository of AlphaQ (commit
    /// bfa40bd3), in the order of its docs/alpha_qwen3_2layer.csv.
    /// </summary>
    private static readonly string s_recipe = string.Concat(
        File.ReadLines(Repository.Path("tests/Heavytail.Tests/Data/alphaq-widths.txt")));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_published_recipe_is_matched_in_counts_and_cost(bool isGreedy)
    {
        var layers = PlanScores.FromFile(SharedData.Path("reference/alphaq/alpha_qwen3_2layer.csv"));
        var plan = BitPlan.Create(layers, s_published with { IsGreedy = isGreedy });
        Assert.Equal(3086, plan.Rows.Count);
        Assert.Equal(133, plan["layers_of_2_bits"]);
        Assert.Equal(1277, plan["layers_of_3_bits"]);
        Assert.Equal(1676, plan["layers_of_4_bits"]);
        Assert.Equal(3.5, plan["mean_bits"]!.Value, 1e-12);
        TestContext.Current.TestOutputHelper!.WriteLine(
            FormattableString.Invariant($"objective {plan["objective"]:R}, greedy {plan["greedy_objective"]:R}"));
        Assert.True(plan["objective"] <= plan["greedy_objective"] * (1 + 1e-12));
    }

    /// <summary>
    /// Twelve modules differ, by one bit each: their solver stops near the optimum, and those twelve gain about as much
    /// as the last bit that is given.
    /// </summary>
    [Fact]
    public void Of_the_published_recipe_996_in_1000_modules_are_the_same_and_the_others_are_near_the_margin()
    {
        var layers = PlanScores.FromFile(SharedData.Path("reference/alphaq/alpha_qwen3_2layer.csv"));
        var plan = BitPlan.Create(layers, s_published);
        int[] published = [.. s_recipe.Select(digit => digit - '0')];
        Assert.Equal(3086, published.Length);
        Assert.Equal([134, 1275, 1677], new[] { 2, 3, 4 }.Select(bits => published.Count(width => width == bits)));

        var scored = layers.Where(layer => layer.Score is not null).ToArray();
        double[] costs =
        [
            .. scored.Select(layer =>
                Math.Pow(plan["median_alpha"]!.Value / layer.Score!.Value, 10) * layer.Variance!.Value),
        ];
        var ours = plan.Rows.ToDictionary(row => row.Layer.Name, row => (int)row.Allocation);
        int[] allocated = [.. scored.Select(layer => ours[layer.Name])];
        int[] others = [.. Enumerable.Range(0, scored.Length).Where(k => allocated[k] != published[k])];
        Assert.Equal(12, others.Length);
        Assert.True(1 - (others.Length / 3086.0) >= 0.996);

        double margin = Enumerable.Range(0, scored.Length)
            .Where(k => allocated[k] > 2)
            .Min(k => Gain(costs[k], allocated[k] - 1));
        Assert.All(others, k =>
        {
            Assert.Equal(1, Math.Abs(allocated[k] - published[k]));
            Assert.InRange(Gain(costs[k], Math.Min(allocated[k], published[k])) / margin, 0.98, 1.02);
        });

        double theirs = BitAllocation.Objective(costs, published);
        double least = BitAllocation.Objective(costs, allocated);
        Assert.InRange(theirs / least, 1 + 1e-5, 1 + 5e-5);

        // What the next bit takes off the cost.
        static double Gain(double cost, int bits) => cost * (Math.Pow(4, -bits) - Math.Pow(4, -bits - 1));
    }

    [Theory]
    [InlineData(2, 3, 4)]
    [InlineData(2, 4, 8)]
    [InlineData(1, 4, 5)]
    public void The_exact_search_finds_the_least_cost_of_all_choices(params int[] widths)
    {
        var random = new Random(7);
        for (int run = 0; run < 40; run++)
        {
            double[] costs = [.. Enumerable.Range(0, 5).Select(_ => Math.Exp(4 * random.NextDouble()))];
            int total = random.Next(5 * widths[0], (5 * widths[^1]) + 1);
            int[] bits = BitAllocation.Exact(costs, widths, total);
            double least = Choices(widths, 5).Where(choice => choice.Sum() <= total)
                .Min(choice => BitAllocation.Objective(costs, choice));
            Assert.True(bits.Sum() <= total);
            Assert.Equal(least, BitAllocation.Objective(costs, bits), least * 1e-12);
            double greedy = BitAllocation.Objective(costs, BitAllocation.Greedy(costs, widths, total));
            Assert.True(greedy >= least * (1 - 1e-12));
        }
    }

    /// <summary>median 2: costs (2/1)·1·, (2/2)·1, (2/4)·1 with γ = 1, 2·4 bits over widths 2 and 4.</summary>
    [Fact]
    public void Costs_follow_the_formula()
    {
        var plan = BitPlan.Create(
            [Layer("a", 1, 1), Layer("b", 2, 1), Layer("c", 4, 1)],
            new BitOptions { Budget = 8 / 3.0, Widths = [2, 4] });
        Assert.Equal([4, 2, 2], plan.Rows.Select(row => (int)row.Allocation));
        Assert.Equal(2, plan["median_alpha"]);
        Assert.Equal((2 / 256.0) + (1 / 16.0) + (0.5 / 16), plan["objective"]!.Value, 1e-15);
    }

    [Theory]
    [InlineData(1.5, 2, "the budget is a mean of 1.5; the smallest width is 2")]
    [InlineData(3.5, 7, "the widths are 7; expected some of 1, 2, 3, 4, 5, 6, 8, 16")]
    public void Impossible_options_are_refused(double budget, int width, string message)
    {
        var options = new BitOptions { Budget = budget, Widths = [width] };
        Assert.Equal(
            message, Assert.Throws<PlanException>(() => BitPlan.Create([Layer("a", 1, 1)], options)).Message);
    }

    [Fact]
    public void Each_planned_tensor_of_Llama_has_its_type_by_the_first_match()
    {
        string[] modules =
        [
            "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "mlp.gate_proj",
            "mlp.up_proj", "mlp.down_proj",
        ];
        string[] parts = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"];
        PlanLayer[] layers =
        [
            .. Enumerable.Range(0, 32).SelectMany(i => modules.Select((module, m) =>
                Layer($"model.layers.{i}.{module}", 1 + ((i * 7) + m) % 5, 1))),
        ];
        var plan = BitPlan.Create(layers);
        string[] patterns = Text(plan, "llama-quantize").Split(['\n', ' '], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(224, patterns.Length);
        Assert.DoesNotContain('#', Text(plan, "llama-quantize"));
        var bits = plan.Rows.ToDictionary(row => row.Layer.Name, row => row.Allocation);
        string[] all =
        [
            "token_embd.weight", "output.weight", "output_norm.weight",
            .. Enumerable.Range(0, 32).SelectMany(i => parts.Concat(["attn_norm", "ffn_norm"])
                .Select(part => $"blk.{i}.{part}.weight")),
        ];
        Assert.Equal(291, all.Length);
        foreach (string tensor in all)
        {
            string? type = patterns.Select(pattern => pattern.Split('=')).FirstOrDefault(
                pair => Regex.IsMatch(tensor, pair[0]))?[1];
            string[] name = tensor.Split('.');
            int part = name.Length < 4 ? -1 : Array.IndexOf(parts, name[2]);
            Assert.Equal(part < 0 ? null : $"q{bits[$"model.layers.{name[1]}.{modules[part]}"]}_k", type);
        }
    }

    [Theory]
    [InlineData("model.embed_tokens", "token_embd.weight")]
    [InlineData("lm_head", "output.weight")]
    [InlineData("model.layers.3.block_sparse_moe.experts.7.w2", "blk.3.ffn_down_exps.weight")]
    [InlineData("model.layers.3.mlp.experts.7.gate_proj", "blk.3.ffn_gate_exps.weight")]
    [InlineData("model.model.layers.1.mlp.experts.gate_up_proj.expert_5.up", "blk.1.ffn_up_exps.weight")]
    [InlineData("layers.4.feed_forward.w1", "blk.4.ffn_gate.weight")]
    [InlineData("transformer.h.11.attn.c_attn", "blk.11.attn_qkv.weight")]
    [InlineData("blk.2.attn_q", "blk.2.attn_q.weight")]
    [InlineData("bert.encoder.layer.3.attention.self.query", "blk.3.attn_q.weight")]
    [InlineData("encoder.layer.3.attention.output.LayerNorm", "blk.3.attn_output_norm.weight")]
    [InlineData("encoder.layer.3.output.LayerNorm", "blk.3.layer_output_norm.weight")]
    [InlineData("roberta.embeddings.LayerNorm", "token_embd_norm.weight")]
    [InlineData("distilbert.transformer.layer.1.ffn.lin2", "blk.1.ffn_down.weight")]
    [InlineData("encoder.layers.2.attn.Wqkv", "blk.2.attn_qkv.weight")]
    [InlineData("model.layers.5.self_attn.kv_a_proj_with_mqa", "blk.5.attn_kv_a_mqa.weight")]
    [InlineData("model.layers.5.self_attn.q_a_proj", "blk.5.attn_q_a.weight")]
    [InlineData("model.layers.5.mlp.shared_experts.down_proj", "blk.5.ffn_down_shexp.weight")]
    [InlineData("model.layers.5.mlp.shared_expert_gate", "blk.5.ffn_gate_inp_shexp.weight")]
    [InlineData("backbone.layers.7.mixer.in_proj", "blk.7.ssm_in.weight")]
    [InlineData("model.layers.7.mamba.x_proj", "blk.7.ssm_x.weight")]
    [InlineData("encoder.block.2.layer.0.SelfAttention.o", "enc.blk.2.attn_o.weight")]
    [InlineData("encoder.block.2.layer.1.DenseReluDense.wi_0", "enc.blk.2.ffn_gate.weight")]
    [InlineData("decoder.block.2.layer.1.EncDecAttention.k", "dec.blk.2.cross_attn_k.weight")]
    [InlineData("decoder.block.2.layer.2.DenseReluDense.wo", "dec.blk.2.ffn_down.weight")]
    [InlineData("shared", "token_embd.weight")]
    [InlineData("model.layers.1.post_feedforward_layernorm", "blk.1.post_ffw_norm.weight")]
    [InlineData("model.layers.1.post_attention_layernorm", null)]
    [InlineData("vision_model.encoder.layers.1.self_attn.q_proj", null)]
    [InlineData("module.layer1.0.conv1", null)]
    [InlineData("fc1", null)]
    public void Names_are_those_of_GGUF(string module, string? expected) =>
        Assert.Equal(expected, GgufNames.Of(module));

    [Fact]
    public void Experts_of_one_tensor_share_the_width_nearest_to_their_mean()
    {
        PlanLayer[] layers =
        [
            .. Enumerable.Range(0, 4).Select(e => Layer($"model.layers.0.mlp.experts.{e}.up_proj", e < 3 ? 1 : 9, 1)),
            Layer("model.layers.1.mlp.up_proj", 9, 1),
        ];
        var plan = BitPlan.Create(layers, new BitOptions { Budget = 3.2, Gamma = 4, Widths = [2, 4] });
        Assert.Equal([4, 4, 4, 2, 2], plan.Rows.Select(row => (int)row.Allocation));
        Assert.Equal(
            "^blk\\.0\\.ffn_up_exps\\.weight$=q4_k\n^blk\\.1\\.ffn_up\\.weight$=q2_k\n", Text(plan, "llama-quantize"));
    }

    private static PlanLayer Layer(string name, double alpha, double variance) =>
        new(name, name + ".weight", 1) { Score = alpha, Variance = variance };

    private static string Text(Plan plan, string file) =>
        Encoding.UTF8.GetString(plan.Files.Single(known => known.Name == file).Content.Span);

    private static IEnumerable<int[]> Choices(int[] widths, int count) => count == 0
        ? [[]]
        : Choices(widths, count - 1).SelectMany(choice => widths.Select(width => choice.Append(width).ToArray()));
}
