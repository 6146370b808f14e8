using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>What is in a file and no weight of its network: buffers, companions, factors of adapters.</summary>
public sealed class VetoTests
{
    [Theory]
    [InlineData("h.0.attn.bias 1,1,64,64", "causal mask of 64")]
    [InlineData("transformer.h.3.attn.attention.bias 1,1,2048,2048", "causal mask")]
    [InlineData("attn.masked_bias", "a mask")]
    [InlineData("layers.0.attn_mask 16,49,49", "a mask")]
    [InlineData("decoder.causal_mask 128,128", "a mask")]
    [InlineData("blocks.0.tril 64,64", "a mask")]
    [InlineData("attn.relative_position_index 49,49", "positions")]
    [InlineData("pos_encoder.pe 1,5000,512", "positions")]
    [InlineData("encoder.sinusoidal_table 100,64", "positions")]
    [InlineData("rotary_emb.inv_freq 32", "rotary")]
    [InlineData("layers.0.self_attn.rotary_emb.cos_cached 1,1,2048,64", "rotary")]
    [InlineData("freqs_cis 2048,64", "rotary")]
    [InlineData("rope_freqs.weight 64", "computed")]
    [InlineData("attn.alibi 16,1,2048", "ALiBi")]
    [InlineData("noises.noise_0 1,1,16,16", "noise map")]
    [InlineData("synthesis.b16.conv0.noise_const 16,16", "noise map")]
    [InlineData("stft.window 1,400", "window")]
    [InlineData("frontend.hann_window 400", "window")]
    [InlineData("mel_scale.fb 201,80", "filter bank")]
    [InlineData("preprocessor.featurizer.fb 1,80,257", "filter bank")]
    [InlineData("stft.forward_basis 514,1,512", "filter bank")]
    [InlineData("spectrogram_extractor.stft.conv_real.weight 513,1,1024", "computed")]
    [InlineData("detect.anchors 3,3,2", "anchors")]
    [InlineData("model.24.anchor_grid 3,1,3,1,1,2", "anchors")]
    [InlineData("rpn.anchor_generator.cell_anchors.0 3,4", "computed")]
    [InlineData("nerf.pixel_coords 64,64,2", "grid of coordinates")]
    [InlineData("warp.base_grid 1,32,32,2", "grid of coordinates")]
    [InlineData("kan.layers.0.grid 64,12", "knots", "kan.layers.0.spline_weight 32,64,8")]
    [InlineData("model.alphas_cumprod 1000", "schedule")]
    [InlineData("wavelet.haar 4,1,2,2", "filter bank")]
    [InlineData("window 1,400", "window")]
    [InlineData("dct 40,40", "filter bank")]
    [InlineData("preprocess.mean 1,3,1,1", "statistic")]
    [InlineData("up.lowpass.filter 1,1,12", "resamples")]
    public void Buffers(string tensor, string what, params string[] others) =>
        Expect(SkipReason.Buffer, "buffer", what, [tensor, .. others]);

    [Theory]
    [InlineData("bias_proj.weight 32,48")]
    [InlineData("haar.weight 32,48")]
    [InlineData("projection_matrix 32,48")]
    [InlineData("fisher_head.weight 32,48")]
    [InlineData("best_proj.weight 32,48")]
    [InlineData("mask_head.conv.weight 32,48,3,3")]
    [InlineData("mask.weight 32,48")]
    [InlineData("position_proj.weight 32,48")]
    [InlineData("pos_encoding.weight 32,48")]
    [InlineData("relative_attention_mlp.weight 32,8")]
    [InlineData("scale_mlp.weight 32,48")]
    [InlineData("scales.0.weight 32,48")]
    [InlineData("codebook.weight 320,48")]
    [InlineData("zero_point.weight 32,48")]
    [InlineData("noise_proj.weight 32,48")]
    [InlineData("noise.0.weight 32,48")]
    [InlineData("window_mlp.weight 32,48")]
    [InlineData("window_attention.qkv.weight 96,32")]
    [InlineData("anchor_head.weight 32,48")]
    [InlineData("grid_mlp.weight 32,48")]
    [InlineData("density.grid 1,12,64,48,64")]
    [InlineData("rotary_proj.weight 32,48")]
    [InlineData("cos_head.weight 32,48")]
    [InlineData("filter_bank.conv.weight 32,48,3")]
    [InlineData("alibi_mlp.weight 32,48")]
    [InlineData("betas.weight 32,48")]
    [InlineData("lora_free.weight 32,48")]
    [InlineData("explora_a.weight 32,48")]
    [InlineData("lora_a_proj.weight 32,48")]
    [InlineData("attn.w_lora.lora.0.weight 32,48")]
    [InlineData("often.weight 32,48")]
    [InlineData("oft_head.weight 32,48")]
    [InlineData("ema_head.weight 32,48")]
    [InlineData("ema.fc.weight 32,48")]
    [InlineData("target_proj.weight 32,48")]
    [InlineData("shadow.weight 32,48")]
    [InlineData("state.0.weight 32,48")]
    [InlineData("grad_mlp.weight 32,48")]
    [InlineData("gradients.fc.weight 32,48")]
    [InlineData("optimizer_head.weight 32,48")]
    [InlineData("momentum_encoder.weight 32,48")]
    [InlineData("adam.weight 32,48")]
    [InlineData("scales 32,48")]
    [InlineData("offset 32,48")]
    [InlineData("absmax 32,48")]
    [InlineData("codebook 320,48")]
    public void Weights_whose_names_look_alike_are_layers(string tensor)
    {
        var decision = Decisions.OfFirst(tensor);
        Assert.True(
            decision.Layers.Count > 0 || decision.Skipped!.Reason is SkipReason.Ambiguous,
            $"{tensor}: {decision.Rule}: {decision.Why}");
    }

    [Theory]
    [InlineData("q.lora_A.weight 8,64", "rank 8")]
    [InlineData("q.lora_B.default.weight 64,8", "rank 8")]
    [InlineData("lora_unet_a.lora_down.weight 16,96,3,3", "rank 16")]
    [InlineData("lora_unet_a.lora_mid.weight 16,16,3,3", "rank 16")]
    [InlineData("blk.0.attn_q.weight.lora_a 16,96", "rank 16")]
    [InlineData("model.layers.0.self_attn.q_proj.lora_b 16,96", "rank 16")]
    [InlineData("layers/dense/lora_kernel_a 96,8", "rank 8")]
    [InlineData("embedding/lora_embeddings_b 8,96", "rank 8")]
    [InlineData("unet.to_q_lora.down.weight 4,320", "rank 4")]
    [InlineData("processor.to_q.lora_linear_layer.up.weight 320,4", "rank 4")]
    [InlineData("q.lora_magnitude_vector.default.weight 64", "adapter")]
    [InlineData("a.hada_w1_a 96,16", "LoHa")]
    [InlineData("a.hada_t2 16,16,3,3", "LoHa")]
    [InlineData("a.lokr_w1 16,16", "LoKr")]
    [InlineData("a.lokr_w2_b 16,40", "LoKr")]
    [InlineData("a.oft_blocks 4,16,16", "OFT")]
    [InlineData("q.oft_R.default.weight 4,120", "OFT")]
    [InlineData("q.boft_R 2,4,8,8", "BOFT")]
    [InlineData("q.vera_lambda_b 64", "VeRA")]
    [InlineData("base_model.vera_A 64,128", "VeRA")]
    [InlineData("k.ia3_l.default 64,1", "IA³")]
    [InlineData("a.dora_scale 64,1", "DoRA")]
    [InlineData("a.alpha", "beside the factors", "a.lora_down.weight 4,8")]
    public void Factors_of_adapters(string tensor, string what, params string[] others) =>
        Expect(SkipReason.Adapter, "adapter", what, [tensor, .. others]);

    [Theory]
    [InlineData("fc.scales 128,2", "fc.weight 128,16:i")]
    [InlineData("fc.biases 128,2", "fc.weight 128,16:i")]
    [InlineData("fc.qzeros 4,16", "fc.qweight 16,128:i")]
    [InlineData("fc.weight_scale_inv 4,8", "fc.weight 512,1024")]
    [InlineData("fc.weight.absmax 4096", "fc.weight 512,1024:i")]
    [InlineData("fc.weight.quant_map 16", "fc.weight 512,1024:i")]
    [InlineData("fc.scale 64,1", "fc.kernel 64,64:i")]
    [InlineData("fc.SCB 64", "fc.weight 64,64:i")]
    [InlineData("fc.weight_mask 64,96", "fc.weight_orig 64,96")]
    [InlineData("q.codebooks 1,256,1,8", "q.codes 16,16,1:i")]
    public void Companions_of_a_weight_beside_them(string tensor, string weight) =>
        Expect(SkipReason.Companion, "companion", weight.Split(' ')[0], [tensor, weight]);

    /// <summary>Without codes beside them these are what their shape says.</summary>
    [Theory]
    [InlineData("fc.scales 128,20", "fc.weight 128,160")]
    [InlineData("fc.qzeros 40,16", "other.qweight 16,128:i")]
    public void Companions_need_their_weight(string tensor, string other) =>
        Assert.Single(Decisions.OfFirst(tensor, other).Layers);

    [Theory]
    [InlineData("experts.down_proj_bias 32,288", "experts.down_proj 32,64,288")]
    [InlineData("layers.fc.bias 4,96", "layers.fc.weight 4,96,48")]
    [InlineData("attn.relative_position_bias_table 169,12", "attn.qkv.weight 96,32")]
    [InlineData("self_attn.q_norm.weight 64,128", "self_attn.q_proj.weight 64,64")]
    public void Biases_and_norms_of_two_dimensions(string tensor, string other) =>
        Expect(SkipReason.NotAMatrix, "bias", "element by element", [tensor, other]);

    [Fact]
    public void A_placeholder_is_empty_whatever_its_dimensions()
    {
        Expect(SkipReason.Empty, "empty", "no elements", ["fc1.weight 0"]);
        Expect(SkipReason.Empty, "empty", "no elements", ["fc1.weight 0,48"]);
    }

    private static void Expect(SkipReason reason, string rule, string what, string[] tensors)
    {
        var decision = Decisions.OfFirst(tensors);
        Assert.Equal((rule, reason), (decision.Rule, decision.Skipped?.Reason));
        Assert.Contains(what, decision.Why, StringComparison.Ordinal);
    }
}
