using Heavytail.Formats.HuggingFace;
using Heavytail.Layers;
using Heavytail.Layers.Rules;
using Xunit;
using static Heavytail.Tests.Layers.RuleCases;

namespace Heavytail.Tests.Layers;

/// <summary>The table of rules: what each sees in names, shapes and roles.</summary>
public sealed class LayerRulesTests
{
    [Theory]
    [InlineData("fc.weight", "10,20", "dense", "dense 10x20")]
    [InlineData("fc.bias", "10", "one-dimensional", "")]
    [InlineData("steps", "", "one-dimensional", "")]
    [InlineData("a.weight", "0,20", "empty", "")]
    [InlineData("tok_embed.weight", "100,20", "embedding", "embedding 100x20")]
    [InlineData("token_embd.weight", "100,20", "embedding", "embedding 100x20")]
    [InlineData("c.weight", "16,3,5", "conv", "conv1d 16x3x5")]
    [InlineData("c.weight", "16,3,5,5", "conv", "conv2d 16x3x25")]
    [InlineData("c.weight", "16,3,2,5,5", "conv", "conv3d 16x3x50")]
    [InlineData("c.weight", "2,3,40", "conv", "")]
    [InlineData("attn.w_q", "8,512,512", "conv", "")]
    [InlineData("attn.w_q", "12,768,64", "stack", "dense 768x768")]
    [InlineData("conv1.weight", "128,1,80", "conv", "conv1d 128x1x80")]
    [InlineData("c.weight", "2,3,2,2,2,2", "shape", "")]
    [InlineData("c.weight", "32,1,3,3", "conv", "conv2d 32x1x9")]
    [InlineData("block.dwconv.weight", "32,1,3,3", "depthwise", "conv2d_depthwise 32x1x9")]
    [InlineData("deconv1.weight", "16,8,4,4", "transposed", "conv2d_transposed 8x16x16")]
    [InlineData("ups.0.weight", "16,8,4", "transposed", "conv1d_transposed 8x16x4")]
    [InlineData("ups.0.0.weight_v", "16,8,4", "transposed", "conv1d_transposed 8x16x4")]
    [InlineData("ups.0.conv.weight", "16,8,3,3", "conv", "conv2d 16x8x9")]
    [InlineData("ups.3.3.weight", "16,8,3,3", "conv", "conv2d 16x8x9")]
    [InlineData("groups.0.weight", "16,8,3", "conv", "conv1d 16x8x3")]
    [InlineData("time_embed.0.weight", "32,8", "dense", "dense 32x8")]
    [InlineData("time_embedding.linear_1.weight", "32,8", "dense", "dense 32x8")]
    [InlineData("context_embedder.weight", "32,8", "dense", "dense 32x8")]
    [InlineData("embed_out.weight", "32,8", "dense", "dense 32x8")]
    [InlineData("encoder.embedding_hidden_mapping_in.weight", "32,8", "dense", "dense 32x8")]
    [InlineData("emb.weight", "32,8", "embedding", "embedding 32x8")]
    [InlineData("bert.embeddings.word_embeddings.weight", "32,8", "embedding", "embedding 32x8")]
    [InlineData(
        "bilinear.weight", "3,4,5", "bilinear", "bilinear[output 0] 4x5|bilinear[output 1] 4x5|bilinear[output 2] 4x5")]
    [InlineData("mlp.experts.down_proj", "2,4,5", "experts", "dense[expert 0] 5x4|dense[expert 1] 5x4")]
    [InlineData("attn.in_proj_weight", "12,4", "fused-qkv", "dense[q] 4x4|dense[k] 4x4|dense[v] 4x4")]
    [InlineData("h.0.attn.c_attn.weight", "4,12", "fused-qkv", "dense[q] 4x4|dense[k] 4x4|dense[v] 4x4")]
    [InlineData("self_attn.qkv_proj.weight", "8,4", "fused-qkv", "dense[q] 4x4|dense[k] 2x4|dense[v] 2x4")]
    [InlineData("attn.to_qkv.weight", "24,4,1,1", "fused-qkv", "dense[q] 8x4|dense[k] 8x4|dense[v] 8x4")]
    [InlineData("attn.Wqkv.weight", "50,4", "fused-qkv", "dense 50x4")]
    [InlineData(
        "model.layers.0.self_attn.qkv_proj.weight", "7680,5120", "fused-qkv",
        "dense[q] 5120x5120|dense[k] 1280x5120|dense[v] 1280x5120")]
    [InlineData(
        "transformer.h.0.attn.c_attn.weight", "6400,6144", "fused-qkv",
        "dense[q] 6144x6144|dense[k] 128x6144|dense[v] 128x6144")]
    [InlineData("transformer.h.0.crossattention.c_attn.weight", "768,1536", "fused-qkv", "dense 768x1536")]
    [InlineData("block.0.attn.qkv.weight", "5120,2880", "fused-qkv", "dense 5120x2880")]
    [InlineData("transformer.layers.5.attn.qkv_proj.weight", "1536,1280", "fused-qkv", "dense 1536x1280")]
    [InlineData("transformer.h.0.attn.qkv_proj.weight", "12,4", "fused-qkv", "dense 12x4")]
    [InlineData("stages.3.5.token_mixer.qkv.weight", "1536,448", "fused-qkv", "dense 1536x448")]
    [InlineData("input_blocks.7.1.qkv.weight", "1536,512,1", "fused-qkv", "dense 1536x512")]
    [InlineData("model.enc.16x16_block0.qkv.weight", "768,256,1,1", "fused-qkv", "dense 768x256")]
    [InlineData("layers.0.linear_attn.in_proj_qkv.weight", "8192,4096", "dense", "dense 8192x4096")]
    [InlineData(
        "blocks.0.attn.qkv.weight", "2304,768", "fused-qkv", "dense[q] 768x768|dense[k] 768x768|dense[v] 768x768")]
    [InlineData("attention.query_key_value.weight", "12,4", "fused-qkv", "dense 12x4")]
    [InlineData("mixer.in_proj.weight", "12,4", "dense", "dense 12x4")]
    [InlineData("mlp.gate_up_proj.weight", "6,4", "gate-up", "dense[gate] 3x4|dense[up] 3x4")]
    [InlineData("dense/kernel", "4,6", "kernel", "dense 6x4")]
    [InlineData("conv/kernel", "3,3,4,6", "kernel", "conv2d 6x4x9")]
    [InlineData("sep/depthwise_kernel", "3,3,4,1", "kernel", "conv2d_depthwise 4x1x9")]
    [InlineData("q_proj.lora_A.weight", "8,64", "adapter", "")]
    [InlineData("q_proj.lora_B.default.weight", "64,8", "adapter", "")]
    public void A_tensor_alone(string name, string sides, string rule, string layers) =>
        Expect(Decide([Tensor(0, name, sides)])[0], rule, layers);

    [Fact]
    public void Types_that_are_no_weights()
    {
        var decisions = Decide(
        [
            Tensor(0, "a", "4,4") with { Type = ElementType.I64 },
            Tensor(1, "b", "4,4") with { Type = ElementType.C64 },
        ]);
        Assert.All(decisions, decision => Assert.Equal(SkipReason.ElementType, decision.Skipped!.Reason));
    }

    [Fact]
    public void Integers_on_one_side_are_no_bias()
    {
        var decisions = Decide([Tensor(0, "b", "4"), Tensor(1, "shape", "4") with { Type = ElementType.I64 }]);
        Assert.Equal(
            ["one-dimensional (a bias or a norm)", "one-dimensional (a constant)"],
            decisions.Select(decision => decision.Skipped!.Explanation));
    }

    [Fact]
    public void A_depthwise_convolution_follows_as_many_channels()
    {
        var decisions = Decide(
        [
            Tensor(0, "0.weight", "32,1,3,3"), Tensor(1, "1.weight", "32"), Tensor(2, "2.weight", "32,1,3,3"),
            Tensor(3, "3.weight", "64,1,3,3"), Tensor(4, "4.weight", "50,1,3,3"),
        ]);
        Assert.Equal(
            ["conv", "one-dimensional", "depthwise", "depthwise", "conv"], decisions.Select(decision => decision.Rule));
    }

    [Fact]
    public void The_middle_of_a_bottleneck_has_groups()
    {
        var decisions = Decide(
        [
            Tensor(0, "conv1.weight", "8,16,1,1"), Tensor(1, "bn1.weight", "8"), Tensor(2, "conv2.weight", "8,4,3,3"),
            Tensor(3, "conv3.weight", "16,8,1,1"),
        ]);
        Expect(decisions[2], "grouped", "conv2d[group 0] 4x4x9|conv2d[group 1] 4x4x9");
        Assert.Equal("conv2[group 0]", decisions[2].Layers[0].Name);

        // The same middle before a layer with other inputs is none.
        Expect(
            Decide([Tensor(0, "a", "8,16,1,1"), Tensor(1, "b", "8,4,3,3"), Tensor(2, "c", "16,9,1,1")])[1], "conv",
            "conv2d 8x4x9");
    }

    [Theory]
    [InlineData("rnn.weight_hh_l0", "12,3", "lstm[i] 3x3|lstm[f] 3x3|lstm[g] 3x3|lstm[o] 3x3")]
    [InlineData("rnn.weight_hh_l1_reverse", "9,3", "gru[r] 3x3|gru[z] 3x3|gru[n] 3x3")]
    [InlineData("rnn.weight_hh", "3,3", "rnn 3x3")]
    [InlineData("rnn.weight_hh_l0", "10,3", "rnn 10x3")]
    public void Gates_by_the_state(string name, string sides, string layers) =>
        Expect(Decide([Tensor(0, name, sides)])[0], "rnn", layers);

    [Fact]
    public void Gates_of_the_inputs_are_told_by_the_state()
    {
        var decisions = Decide([Tensor(0, "rnn.weight_ih_l0", "12,7"), Tensor(1, "rnn.weight_hh_l0", "12,3")]);
        Expect(decisions[0], "rnn", "lstm[i] 3x7|lstm[f] 3x7|lstm[g] 3x7|lstm[o] 3x7");

        // A projected state: 4·5 rows, 2 columns.
        decisions = Decide(
        [
            Tensor(0, "rnn.weight_ih_l0", "20,7"), Tensor(1, "rnn.weight_hh_l0", "20,2"),
            Tensor(2, "rnn.weight_hr_l0", "2,5"),
        ]);
        Assert.Equal([4, 4, 1], decisions.Select(decision => decision.Layers.Count));
        Expect(decisions[2], "rnn", "dense 2x5");

        // Nothing tells.
        Expect(Decide([Tensor(0, "rnn.weight_ih_l0", "12,7")])[0], "rnn", "rnn 12x7");
    }

    [Fact]
    public void Gates_are_stacked_on_demand()
    {
        var decision =
            Decide([Tensor(0, "rnn.weight_hh_l0", "12,3")], new LayerOptions { Recurrent = RecurrentCut.Stacked })[0];
        Expect(decision, "rnn", "lstm 12x3");
    }

    [Fact]
    public void Whole_tensors_are_not_taken_apart()
    {
        var decisions = Decide(
            [
                Tensor(0, "attn.in_proj_weight", "12,4"),
                Tensor(1, "conv1", "8,16,1,1"), Tensor(2, "conv2", "8,4,3,3"), Tensor(3, "conv3", "16,8,1,1"),
                Tensor(4, "tied", "16,8,1,1") with { TiedTo = 3 },
            ],
            new LayerOptions { WholeTensors = true });
        Assert.All(decisions, decision => Assert.Single(decision.Layers));
        Assert.All(decisions, decision => Assert.Null(decision.Layers[0].Part));
    }

    [Fact]
    public void Gpt2_stores_inputs_first()
    {
        var decisions = Decide([Tensor(0, "h.0.attn.c_attn.weight", "4,12"), Tensor(1, "h.0.mlp.c_fc.weight", "4,16")]);
        Expect(decisions[1], "gpt2-conv1d", "dense 16x4");
        Expect(
            Decide([Tensor(0, "h.0.attn.c_attn.weight", "12,4"), Tensor(1, "h.0.mlp.c_fc.weight", "16,4")])[1], "dense",
            "dense 16x4");
    }

    [Fact]
    public void Keras_gates_are_told_by_the_recurrent_kernel()
    {
        var decisions = Decide(
            [Tensor(0, "lstm.cell.kernel", "7,12"), Tensor(1, "lstm.cell.recurrent_kernel", "3,12")]);
        Expect(decisions[0], "kernel", "lstm[i] 3x7|lstm[f] 3x7|lstm[c] 3x7|lstm[o] 3x7");
        Expect(decisions[1], "kernel", "lstm[i] 3x3|lstm[f] 3x3|lstm[c] 3x3|lstm[o] 3x3");
        Expect(Decide([Tensor(0, "attention/query/kernel", "8,2,4")])[0], "kernel", "dense 8x8");
    }

    [Fact]
    public void Heads_of_gpt_bigcode_interleave_unless_they_share_key_and_value()
    {
        var alone = new ModelConfiguration("gpt_bigcode", 8, 2, 2, null);
        Expect(
            Decide([Tensor(0, "h.0.attn.c_attn.weight", "24,8")], configuration: alone)[0], "fused-qkv", "dense 24x8");
        var shared = new ModelConfiguration("gpt_bigcode", 8, 2, 1, null);
        Expect(
            Decide([Tensor(0, "h.0.attn.c_attn.weight", "16,8")], configuration: shared)[0],
            "fused-qkv",
            "dense[q] 8x8|dense[k] 4x8|dense[v] 4x8");
    }

    [Fact]
    public void Tied_weights_are_analyzed_once()
    {
        var decision =
            Decide([Tensor(0, "wte.weight", "9,4"), Tensor(1, "lm_head.weight", "9,4") with { TiedTo = 0 }])[1];
        Assert.Equal(SkipReason.Tied, decision.Skipped!.Reason);
        Assert.Contains("`wte.weight`", decision.Skipped.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_rules_are_unique_and_each_is_reached() =>
        Assert.Equal(
            LayerRules.Inherent.Concat(LayerRules.Known).Count(),
            LayerRules.Inherent.Concat(LayerRules.Known).Select(rule => rule.Name).Distinct().Count());
}
