using Heavytail.Formats.HuggingFace;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>Experts of a mixture: a dimension of their own, rows of a matrix, and what only looks like them.</summary>
public sealed class ExpertTests
{
    [Theory]
    [InlineData("b.0.ffn.experts.mlp.w1 192,40", 4, "dense[expert 0] 40x48", "b.0.ffn.router.layer.weight 4,40")]
    [InlineData("ffn.experts.mlp.v1 60,32", 3, "dense[expert 0] 32x20", "ffn.router.weight 3,32")]
    [InlineData("layers.0.mlp.experts.w2 64,24", 2, "dense[expert 0] 24x32", "layers.0.mlp.gate.weight 2,24")]
    [InlineData("mlp.experts.weight1 24,64", 4, "dense[expert 0] 16x24", "mlp.router.weight 4,24")]
    [InlineData("mlp.experts.weight2 64,24", 4, "dense[expert 0] 24x16", "mlp.router.weight 4,24")]
    [InlineData("mlp.input_linear.weight 8,64,32", 8, "dense[expert 0] 32x64", "mlp.router.layer.weight 8,32")]
    [InlineData("mlp.switch_mlp.gate_proj.weight 8,64,32", 8, "dense[expert 0] 32x64")]
    [InlineData("layer/SparseMoE/w 8,64,32", 8, "dense[expert 0] 32x64")]
    public void Experts_are_cut(string tensor, int count, string first, params string[] others)
    {
        var decision = Decisions.OfFirst([tensor, .. others]);
        Assert.Equal("experts", decision.Rule);
        Assert.Equal(count, decision.Layers.Count);
        Assert.StartsWith(first, decision.Text(), StringComparison.Ordinal);
    }

    /// <summary>MMoE of Keras: the bias or the gate says that experts come last, or that they do not.</summary>
    [Theory]
    [InlineData("mmoe/expert_kernels 40,24,16", 16, "dense[expert 0] 24x40", "mmoe/expert_bias 24,16")]
    [InlineData("mmoe/expert_kernel:0 24,40,16", 16, "dense[expert 0] 40x24", "mmoe/gate_kernel0:0 24,16")]
    [InlineData("expert_kernel 64,48,12", 12, "dense[expert 0] 48x64")]
    [InlineData("expert_kernel 12,64,48", 12, "dense[expert 0] 48x64")]
    [InlineData("expert_kernel 20,48,12", 20, "dense[expert 0] 12x48", "expert_bias 20,12")]
    public void Experts_on_the_last_axis(string tensor, int count, string first, params string[] others)
    {
        var decision = Decisions.OfFirst([tensor, .. others]);
        Assert.Equal(("experts", count), (decision.Rule, decision.Layers.Count));
        Assert.StartsWith(first, decision.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expert_bias 24,16", "expert_kernels 40,24,16", true)]
    [InlineData("mmoe/expert_bias:0 32,4", "mmoe/expert_kernel:0 64,32,4", true)]
    [InlineData("expert_bias 24,16", "expert_kernels 40,24,15", false)]
    [InlineData("expert_bias 24,16", "other/expert_kernels 40,24,16", false)]
    public void A_bias_for_each_expert(string tensor, string beside, bool isBias) =>
        Assert.Equal(isBias, Decisions.OfFirst(tensor, beside).Skipped?.Reason == SkipReason.NotAMatrix);

    [Fact]
    public void The_configuration_counts_experts_and_each_has_its_own_rows()
    {
        var dbrx = new ModelConfiguration("dbrx", 40, 4, 4, null) { Experts = 4 };
        var decision = Decisions.Beside(dbrx, null, "blocks.0.ffn.experts.mlp.w1 192,40")[0];
        Assert.Equal(4, decision.Layers.Count);
        Assert.Equal(2 * 48 * 40, decision.Layers[2].Layout.PlaceInTensor(0));
    }

    [Theory]
    [InlineData("ffn.experts.mlp.w1 192,40", "neither config.json nor a router")]
    [InlineData("ffn.experts.mlp.w1 190,40", "do not divide", "ffn.router.weight 4,40")]
    [InlineData("ffn.experts.mlp.w1 192,40", "do not divide", "ffn.router.weight 4,48")]
    public void Rows_that_nothing_counts_are_ambiguous(string tensor, string why, params string[] others)
    {
        var skipped = Decisions.OfFirst([tensor, .. others]).Skipped!;
        Assert.Equal(SkipReason.Ambiguous, skipped.Reason);
        Assert.Contains(why, skipped.Explanation, StringComparison.Ordinal);
        string file = skipped.Explanation[skipped.Explanation.LastIndexOf("{ \"rules\"", StringComparison.Ordinal)..];
        file = file[..(file.LastIndexOf('}') + 1)];
        Assert.Equal(["expert 0", "expert 1"], UserRules.Parse(file)[0].Parts);
    }

    [Fact]
    public void A_router_and_a_configuration_that_differ_are_ambiguous()
    {
        var other = new ModelConfiguration("dbrx", 40, 4, 4, null) { Experts = 8 };
        var skipped = Decisions.Beside(other, null, "ffn.experts.w1 192,40", "ffn.router.weight 4,40")[0].Skipped!;
        Assert.Contains(
            "config.json says 8 and `ffn.router.weight` has 4", skipped.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("experts.0.conv1.weight 64,32,15", "conv1d 64x32x15", "experts.0.conv1.bias 64")]
    [InlineData("experts.0.conv1.weight 64,32,3", "conv1d 64x32x3")]
    [InlineData("expert_3.0.weight 64,32,5", "conv1d 64x32x5", "expert_3.0.bias 64")]
    [InlineData("moe.conv.weight 64,32,15", "conv1d 64x32x15")]
    [InlineData("conv_moe.weight 48,20,7", "conv1d 48x20x7")]
    [InlineData("remoe.weight 48,20,7", "conv1d 48x20x7")]
    [InlineData("moe.down.weight 64,32,4", "conv1d 64x32x4", "moe.down.bias 64")]
    [InlineData("bilinear_up.conv.weight 64,32,15", "conv1d 64x32x15")]
    [InlineData("upsample_bilinear.0.weight 64,32,3", "conv1d 64x32x3")]
    [InlineData("bilinear.0.block.weight 64,32,5", "conv1d 64x32x5")]
    [InlineData("correlation_head.conv1.weight 64,32,3", "conv1d 64x32x3")]
    [InlineData("relation_head.conv1.weight 64,32,5", "conv1d 64x32x5")]
    [InlineData("upper_head.weight 64,32,5", "conv1d 64x32x5")]
    [InlineData("rel_pos.proj.weight 64,32,3", "conv1d 64x32x3")]
    [InlineData("mlp.shared_experts.gate_proj.weight 64,32", "dense 64x32")]
    [InlineData("mlp.experts.3.w1.weight 64,32", "dense 64x32")]
    [InlineData("mlp.aggregate_up_proj.weight 64,32", "dense 64x32")]
    public void What_only_looks_like_a_stack(string tensor, string layers, params string[] others) =>
        Assert.Equal(layers, Decisions.OfFirst([tensor, .. others]).Text());

    [Theory]
    [InlineData("bilinear.weight 3,20,30", "bilinear[output 0] 20x30|", "bilinear.bias 3")]
    [InlineData("head.arc_biaffine.weight 4,21,21", "bilinear[output 0] 21x21|")]
    [InlineData("conv1.weight 46,16,7", "dense[matrix 0] 7x16|", "conv1.root 16,7")]
    [InlineData("convs.0.a_rel.author__to__paper 8,16,16", "dense[relation 0] 16x16|")]
    [InlineData("rgcn.rel.weight 5,20,30", "dense[relation 0] 30x20|")]
    [InlineData("ens.weight 5,32,24", "dense[matrix 0] 24x32|", "ens.bias 5,1,32")]
    public void Stacks_stay(string tensor, string first, params string[] others) =>
        Assert.StartsWith(first, Decisions.OfFirst([tensor, .. others]).Text(), StringComparison.Ordinal);
}
