using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>
/// Biases and norms of stacks, which have two dimensions, and what they say of the stacks beside them.
/// </summary>
public sealed class StackedVectorTests
{
    [Theory]
    [InlineData("blocks.0.attn.b_Q 12,16", "blocks.0.attn.W_Q 12,48,16")]
    [InlineData("moe.w13_bias 16,96", "moe.w13_weight 16,96,48")]
    [InlineData("experts.batched_fc1_bias 16,96", "experts.batched_fc1_w 16,96,48")]
    [InlineData("mlp.b1 12,96", "mlp.W1 12,48,96")]
    [InlineData("mlp.up_b 12,96", "mlp.up_w 12,48,96")]
    [InlineData("ttt.b1 12,1,64", "ttt.W1 12,64,64")]
    [InlineData("mem.b_in 6,1,96", "mem.w_in 6,48,96")]
    [InlineData("evoformer/attention//output_b 12,48", "evoformer/attention//output_w 12,4,12,48")]
    [InlineData("evoformer/layer_norm//offset 12,48", "evoformer/layer_norm//scale 12,48")]
    [InlineData("decoder.attention_norm 12,48", "decoder.weight 12,48,48")]
    [InlineData("decoder.input_layernorm 12,48", "decoder.w_in 12,48,96")]
    [InlineData("decoder.ln_1_g 12,48", "decoder.w_in 12,48,96")]
    [InlineData("decoder.q_norm 12,16", "decoder.w_q 12,48,96")]
    [InlineData("decoder.norm_w 12,48", "decoder.norm_b 12,48")]
    public void A_vector_for_each_of_a_stack(string vector, string beside) =>
        Assert.Equal(SkipReason.NotAMatrix, Decisions.Of(vector, beside)[0].Skipped?.Reason);

    [Theory]
    [InlineData("mlp.b1 12,96", "mlp.W1 48,96")]
    [InlineData("mlp.up_b 12,96", "mlp.up_w 11,48,96")]
    [InlineData("mlp.up_b 12,96", "mlp.up_w 12,48,95")]
    [InlineData("mlp.up_b 12,96", "other.up_w 12,48,96")]
    [InlineData("decoder.style_norm 12,48", "decoder.w_in 12,48,96")]
    [InlineData("decoder.attention_norm 13,48", "decoder.w_in 12,48,96")]
    [InlineData("a.b_proj.weight 12,96", "a.w 12,48,96")]
    public void A_matrix_by_such_a_name(string matrix, string beside) =>
        Assert.NotEmpty(Decisions.Of(matrix, beside)[0].Layers);

    [Theory]
    [InlineData("decoder.weight 12,48,48", "decoder.attention_norm 12,48")]
    [InlineData("decoder.w_in 12,48,96", "decoder.b_in 12,96")]
    [InlineData("params/layers/o_proj/kernel 24,48,48")]
    [InlineData("params/layers/mix/kernel 24,48,48", "params/layers/input_layernorm/weight 24,48")]
    [InlineData("params/scan/c_attn/kernel 12,48,144")]
    [InlineData("mlp.gating_einsum 2,48,96")]
    [InlineData("att.time_maa_w2 5,32,48", "att.time_maa_w1 48,160")]
    public void A_stack(string stack, params string[] others)
    {
        string[] tensors = [stack, .. others];
        var decision = Decisions.OfFirst(tensors);
        Assert.Equal(decision.Tensor.Shape[0], decision.Layers.Count);
        Assert.All(decision.Layers, layer => Assert.Equal((LayerKind.Dense, 1), (layer.Kind, layer.Rf)));
    }

    [Theory]
    [InlineData("params/layers/proj/kernel 12,48,96")]
    [InlineData("params/layers/gate/kernel 9,48,48")]
    [InlineData("params/scan/query/kernel 12,48,96")]
    [InlineData("blocks.1.filter.complex_weight 14,8,64,2")]
    [InlineData("blocks.1.filter.w1 2,8,32,32")]
    [InlineData("fno_blocks.convs.weight 32,32,12,7,2")]
    [InlineData("gauss_params.features_rest 500,15,3", "gauss_params.means 500,3", "gauss_params.quats 500,4")]
    public void What_no_evidence_makes_a_convolution(string tensor, params string[] others)
    {
        string[] tensors = [tensor, .. others];
        Assert.Equal(SkipReason.Ambiguous, Decisions.OfFirst(tensors).Skipped?.Reason);
    }

    [Theory]
    [InlineData("encoder.pos_conv_embed.conv.weight 64,16,32", 4)]
    [InlineData("encoder.pos_conv.0.weight 48,8,19", 6)]
    [InlineData("pos_conv_embed.conv.weight 96,3,20", 32, "pos_conv_embed.conv.bias 96")]
    [InlineData("pos_conv_embed.conv.weight_v 768,48,128", 16)]
    public void A_convolution_of_positions_has_groups(string tensor, int groups, params string[] others)
    {
        string[] tensors = [tensor, .. others];
        Assert.Equal(groups, Decisions.OfFirst(tensors).Layers.Count);
    }

    [Theory]
    [InlineData("conv_pw.weight 16,4608", SkipReason.Shape, "routing_fn.weight 16,32")]
    [InlineData("s4.log_A_real 64,32", SkipReason.NotAMatrix)]
    [InlineData("s4.A_imag 64,32", SkipReason.NotAMatrix)]
    [InlineData("bn.running_cov 64,64", SkipReason.Buffer)]
    [InlineData("obs_rms.var 16,32", SkipReason.Buffer)]
    [InlineData("center_loss.centers 16,32", SkipReason.Buffer)]
    [InlineData("flow.permutation_matrix 16,16", SkipReason.Buffer)]
    [InlineData("act_fun.0.grid 48,12", SkipReason.Buffer, "act_fun.0.coef 48,24,8")]
    public void No_matrix(string tensor, SkipReason reason, params string[] others)
    {
        string[] tensors = [tensor, .. others];
        Assert.Equal(reason, Decisions.OfFirst(tensors).Skipped?.Reason);
    }

    [Theory]
    [InlineData("params/conv1d/kernel 5,48,96", "conv1d 96x48x5")]
    [InlineData("params/mix/kernel 5,48,96", "conv1d 96x48x5", "params/mix/bias 96")]
    [InlineData("net.filter 3,3,48,96", "conv2d 96x48x9")]
    public void What_evidence_makes_a_convolution(string tensor, string layers, params string[] others)
    {
        string[] tensors = [tensor, .. others];
        Assert.Equal(layers, Decisions.OfFirst(tensors).Text());
    }
}
