using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>Further names of what is no weight, and the tensors beside them that decide.</summary>
public sealed class VetoKindTests
{
    [Theory]
    [InlineData("attn.W_q.bias 4,32")]
    [InlineData("rel_attn.r_w_bias 16,64")]
    [InlineData("rel_attn.r_s_bias 16,64")]
    [InlineData("self_attn.pos_bias_u 8,64")]
    [InlineData("self_attn.pos_bias_v 8,64")]
    [InlineData("block.0.layer.0.SelfAttention.relative_attention_bias.weight 32,16")]
    [InlineData("encoder.relative_attention_bias.weight 32,12")]
    [InlineData("enc.blk.0.attn_rel_b.weight 16,32")]
    [InlineData("encoder.layers.0.attention.rel_attn_embed.weight 320,12")]
    [InlineData("encoder.rel_pos_x_bias.weight 12,64")]
    [InlineData("dec.blk.0.cross_attn_rel_b.weight 32,12")]
    [InlineData("relative_attention_bias_layer.bias_values.weight 500,12")]
    [InlineData("layers.3.relative_bias.weight 32,8")]
    [InlineData("dec.rel_attn_bias.weight 40,8")]
    [InlineData("position_bias.embedding.weight 64,6")]
    [InlineData("vit.attention_bias.weight 49,8")]
    [InlineData("attn.rel_pos_bias_table 81,6")]
    [InlineData("attn.relative_bias_table 225,4")]
    [InlineData("hgrn.lower_bounds 12,64")]
    [InlineData("model.lower_bounds 24,1024")]
    [InlineData("encoder/relpos_bias/rel_embedding 12,32")]
    [InlineData("backbone.layers.0.mixer.A_log 64,16")]
    [InlineData("layers.0.blocks.0.op.A_logs 384,16")]
    [InlineData("blk.0.ssm_a 16,1536")]
    [InlineData("blocks.0.att.time_faaaa 32,64")]
    [InlineData("blocks.0.att.time_decay 32,64")]
    [InlineData("blocks.0.att.r_k 12,64")]
    [InlineData("blk.0.time_mix_first.weight 64,32")]
    [InlineData("transformer_blocks.0.scale_shift_table 6,1152")]
    [InlineData("scale_shift_table 12,64")]
    [InlineData("blocks.0.modulation 1,6,1536")]
    public void Elements_and_biases(string tensor) => Expect(SkipReason.NotAMatrix, "bias", "element", [tensor]);

    [Theory]
    [InlineData("queue 128,4096", "store of features")]
    [InlineData("image_queue 256,65536", "store of features")]
    [InlineData("memory_bank 1000,128", "store of features")]
    [InlineData("attn._mask 64,64", "a mask")]
    [InlineData("layers.0.mask_matrix 4,49,49", "a mask")]
    [InlineData("attn.causal 1,64,64", "a mask")]
    [InlineData("rotary.cos_emb 128,64", "rotary")]
    [InlineData("rotary.sin_emb 128,64", "rotary")]
    [InlineData("attn.rope.cache 64,32,2", "computed")]
    [InlineData("layers.0.attn.pos_embeddings.cache 64,32,2", "computed")]
    [InlineData("stft.dft_real 257,512", "filter bank")]
    [InlineData("stft.dft_imag 257,512", "filter bank")]
    [InlineData("istft.idft 512,512", "filter bank")]
    [InlineData("frontend.bark_fb 513,24", "filter bank")]
    [InlineData("istft.window_sumsquare 20,400", "a window")]
    [InlineData("ssim.gaussian_kernel 1,1,11,11", "blurs")]
    [InlineData("blur.gauss_kernel 3,1,5,5", "blurs")]
    [InlineData("edges.sobel_x 1,1,3,3", "edges")]
    [InlineData("up.resample_filter 4,4", "resamples")]
    [InlineData("up.filter 1,1,12", "resamples")]
    [InlineData("layers.0.fast_attention.projection_matrix 266,64", "Performer")]
    [InlineData("net.projection_matrix 266,64", "Performer")]
    [InlineData("gcn.adj 207,207", "adjacency")]
    [InlineData("graph.adjacency_matrix 3,25,25", "adjacency")]
    [InlineData("cpb.coords_table 1,15,15,2", "positions")]
    [InlineData("conv.noise 1,1,32,32", "noise map")]
    [InlineData("synthesis.input_noise 64,64", "noise map")]
    [InlineData("smpl.lbs_weights 6890,24", "body model")]
    [InlineData("smpl.J_regressor 24,6890", "body model")]
    [InlineData("vq.codebook_ema 512,64", "codebook")]
    public void Buffers(string tensor, string what) => Expect(SkipReason.Buffer, "buffer", what, [tensor]);

    [Theory]
    [InlineData("queue.weight 128,64")]
    [InlineData("queue_proj 128,64")]
    [InlineData("adj 128,64")]
    [InlineData("adj.weight 64,64")]
    [InlineData("noise 128,64")]
    [InlineData("noise.weight 64,64")]
    [InlineData("ema_gate.projection_matrix 48,64")]
    [InlineData("W_mask 32,48")]
    [InlineData("up.filter 32,24")]
    [InlineData("gcn.filter 16,16")]
    [InlineData("net/conv2d/filter 1,1,16,32")]
    [InlineData("net/conv2d/filter 3,3,16,32")]
    [InlineData("net/conv2d/filter 1,1,32,32")]
    [InlineData("net/conv2d/filter 1,1,16,16")]
    [InlineData("net.dw_conv.filter 64,1,5,5")]
    [InlineData("trunk.pos_embed_window 1,16,8,8")]
    [InlineData("gaussian_kernel 64,48")]
    [InlineData("modulation.weight 128,64")]
    [InlineData("time_decay_w1 64,48")]
    [InlineData("att.time_maa_w1 64,48")]
    [InlineData("scale_shift_table.weight 64,48")]
    [InlineData("attn.pair_bias.weight 12,32")]
    [InlineData("attention_bias.weight 12,64")]
    [InlineData("bias_values_proj.weight 500,12")]
    [InlineData("lower_bounds.weight 64,48")]
    public void Shapes_and_parts_of_weights(string tensor)
    {
        var decision = Decisions.OfFirst(tensor);
        Assert.True(decision.Layers.Count > 0, $"{tensor}: {decision.Rule}: {decision.Why}");
    }

    [Theory]
    [InlineData("decoder.ln1.weight 64,48", "decoder.ln1.bias 64")]
    [InlineData("net.bn.weight 64,48", "net.bn.bias 64")]
    [InlineData("style_norm.weight 64,48", "style_norm.bias 64")]
    [InlineData("gn.weight 64,48", "head.weight 64,48")]
    [InlineData("blocks.0.ada_norm.weight 12,48", "blocks.0.mlp.weight 12,48,64")]
    public void A_linear_map_with_the_name_of_a_norm(string tensor, string other) =>
        Assert.Single(Decisions.OfFirst(tensor, other).Layers);

    [Theory]
    [InlineData("layers/ln/scale 12,48", "layers/ln/bias 12,48")]
    [InlineData("layers.input_layernorm.weight 12,48", "layers.mlp.weight 12,48,64")]
    [InlineData("attn.k_norm.weight 16,128", "attn.k_proj.weight 64,64")]
    [InlineData("blk.0.attn_q_norm.weight 16,128", "blk.0.attn_q.weight 64,64")]
    public void Norms_of_a_stack(string tensor, string other) =>
        Expect(SkipReason.NotAMatrix, "bias", "scale of a norm", [tensor, other]);

    [Theory]
    [InlineData("lora_unet_down_blocks_0_proj.diff 64,64")]
    [InlineData("lycoris_blocks_0_conv.diff 64,64,3,3")]
    [InlineData("diffusion_model.fc.diff 64,64", "diffusion_model.q.lora_down.weight 4,64")]
    [InlineData("lora_unet_x.diff_b 64")]
    public void Differences_of_weights(params string[] tensors) =>
        Expect(SkipReason.Adapter, "adapter", "full rank", tensors);

    [Theory]
    [InlineData("x.diff 64,64")]
    [InlineData("diff.weight 64,64", "q.lora_down.weight 4,64")]
    [InlineData("x.alpha 64,64", "x.lora_down.weight 4,64")]
    [InlineData("x.down_block.weight 64,64")]
    [InlineData("attention_bias.weight 64,32", "attention_bias.bias 64")]
    [InlineData("rel.relative_attention_bias.weight 32,12", "rel.relative_attention_bias.bias 32")]
    public void No_parts_of_adapters_or_tables(params string[] tensors) =>
        Assert.Single(Decisions.OfFirst(tensors).Layers);

    [Theory]
    [InlineData("q.miss_block.default 16,64", "MiSS")]
    [InlineData("q.bone_block 16,64", "Bone")]
    [InlineData("q.delora_A.default 16,64", "DeLoRA")]
    [InlineData("q.road_theta.default 32,64", "RoAd")]
    [InlineData("wte.trainable_tokens_delta.default 16,64", "trainable tokens")]
    [InlineData("params/q/lora/a 64,16", "rank 16")]
    public void Factors_of_further_adapters(string tensor, string what) =>
        Expect(SkipReason.Adapter, "adapter", what, [tensor]);

    [Theory]
    [InlineData("q.weight._scale 64,24", "q.weight._data._data 32,48:i")]
    [InlineData("q.weight._shift 64,24", "q.weight._data._data 32,48:i")]
    [InlineData("q.s 16,64", "q.B 16,128:i")]
    [InlineData("q.lookup_table 64,16", "q.qweight 16,64:i")]
    [InlineData("q.lut4 64,16", "q.qweight 3,64,2:i")]
    [InlineData("q.w1.scales_zeros 12,64", "q.w1.qweight 48,8:i")]
    [InlineData("q.oweight 12,64", "q.qweight 6,64:i")]
    [InlineData("q.proj_down 48,16", "q.qweight 64,24:i")]
    [InlineData("q.proj_up 64,16", "q.qweight 64,24:i")]
    [InlineData("q.weight_fake_quant.scale 64,12", "q.weight 64,48")]
    [InlineData("q._weight_quantizer._amax 64,12", "q.weight 64,48")]
    public void Companions(string tensor, string weight) =>
        Expect(SkipReason.Companion, "companion", "q.", [tensor, weight]);

    [Theory]
    [InlineData("q.proj_down 48,16", "q.weight 64,48")]
    [InlineData("q.s 16,64", "q.B 16,128")]
    [InlineData("lookup_table 320,16", "q.qweight 16,64:i")]
    [InlineData("q.scale 64,12", "q.weight 64,48")]
    public void Companions_need_codes(string tensor, string other) =>
        Assert.Single(Decisions.OfFirst(tensor, other).Layers);

    private static void Expect(SkipReason reason, string rule, string what, string[] tensors)
    {
        var decision = Decisions.OfFirst(tensors);
        Assert.True(
            (rule, reason) == (decision.Rule, decision.Skipped?.Reason),
            $"{tensors[0]}: {decision.Rule}: {decision.Why}");
        Assert.Contains(what, decision.Why, StringComparison.Ordinal);
    }
}
