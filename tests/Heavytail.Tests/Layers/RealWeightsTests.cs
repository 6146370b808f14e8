using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>
/// Weights of well-known networks, with the names and shapes that their programs give them: the network multiplies by
/// each, and none may pass for a buffer, a copy, a companion or the state of an optimizer.
/// </summary>
public sealed class RealWeightsTests
{
    private const string Networks = """
        # timm: ViT, Swin, ConvNeXt, BEiT, MaxViT, LeViT, gMLP
        patch_embed.proj.weight 192,3,16,16
        pos_embed 1,197,192
        blocks.0.attn.qkv.weight 576,192
        blocks.0.attn.proj.weight 192,192
        blocks.0.mlp.fc1.weight 768,192
        layers.1.blocks.0.attn.cpb_mlp.2.weight 12,512
        layers.0.downsample.reduction.weight 192,384
        stages.0.blocks.0.conv_dw.weight 96,1,7,7
        stages.0.blocks.0.mlp.fc1.weight 384,96
        blocks.3.mlp.gate.proj.weight 196,196
        stages.1.blocks.0.attn_grid.attn.qkv.weight 192,64
        stages.1.blocks.0.attn_block.mlp.fc1.weight 256,64
        stem.conv1.linear.weight 32,3,3,3
        head.weight 1000,192
        # timm: networks whose modules are called ema, swa or se
        layer1.0.conv1.weight 64,32,1,1
        layer1.0.ema.conv1.weight 64,32,1,1
        layer1.0.ema.conv3x3.weight 64,64,3,3
        layer2.0.conv1.weight 128,64,1,1
        # Hugging Face: BERT, DeBERTa, T5
        bert.embeddings.word_embeddings.weight 3000,64
        bert.embeddings.position_embeddings.weight 512,64
        bert.encoder.layer.0.attention.self.query.weight 64,64
        bert.encoder.layer.0.intermediate.dense.weight 256,64
        deberta.encoder.rel_embeddings.weight 512,64
        deberta.encoder.layer.0.attention.self.pos_key_proj.weight 64,64
        deberta.encoder.layer.0.attention.self.query_proj.weight 64,64
        deberta.encoder.conv.conv.weight 64,64,3
        shared.weight 3000,64
        encoder.block.0.layer.0.SelfAttention.q.weight 64,64
        encoder.block.0.layer.1.DenseReluDense.wi_0.weight 160,64
        lm_head.weight 3000,64
        # XLNet, Transformer-XL, Funnel, MPNet
        transformer.layer.0.rel_attn.q 64,4,16
        transformer.layer.0.rel_attn.r 64,4,16
        transformer.layer.0.ff.layer_1.weight 256,64
        transformer.layers.0.dec_attn.qkv_net.weight 192,64
        transformer.layers.0.dec_attn.r_net.weight 64,64
        # Llama, Qwen, Gemma, sliding-window attention
        model.embed_tokens.weight 3000,64
        model.layers.0.self_attn.q_proj.weight 64,64
        model.layers.0.self_attn.k_proj.weight 32,64
        model.layers.0.mlp.gate_proj.weight 160,64
        model.layers.1.swa.q_proj.weight 64,64
        model.layers.1.swa.k_proj.weight 32,64
        model.layers.1.swa_attn.o_proj.weight 64,64
        model.layers.0.laurel.linear_left.weight 16,64
        model.layers.0.per_layer_input_gate.weight 32,64
        # DeepSeek, Mixtral, Switch
        model.layers.3.self_attn.q_a_proj.weight 48,64
        model.layers.3.self_attn.kv_a_proj_with_mqa.weight 40,64
        model.layers.3.self_attn.kv_b_proj.weight 128,32
        model.layers.3.mlp.gate.weight 16,64
        model.layers.3.mlp.shared_experts.up_proj.weight 96,64
        model.layers.3.block_sparse_moe.experts.0.w1.weight 128,64
        model.layers.3.mlp.router.classifier.weight 16,64
        # Mamba, RWKV, RetNet, Hyena, S4
        backbone.layers.0.mixer.in_proj.weight 256,64
        backbone.layers.0.mixer.x_proj.weight 36,128
        backbone.layers.0.mixer.dt_proj.weight 128,16
        blocks.0.att.receptance.weight 64,64
        blocks.0.att.time_maa_w1 64,160
        blocks.0.att.time_decay_w1 64,64
        blocks.0.att.w1 64,32
        blocks.0.att.w2 32,64
        blocks.0.att.g2 64,64
        blocks.0.ffn.key.weight 224,64
        layers.0.retention.g_proj.weight 64,64
        backbone.layers.0.mixer.filter_fn.implicit_filter.0.weight 64,33
        # MEGA
        encoder.layers.0.mega_layer.v_proj.weight 128,64
        encoder.layers.0.mega_layer.mx_proj.weight 48,64
        encoder.layers.0.mega_layer.ema_gate.kernel_projection_matrix 128,16
        encoder.layers.0.mega_layer.ema_gate.ema_expansion_matrix 128,16
        # diffusers: U-Net, VAE, PixArt, Wan, LTX
        time_embedding.linear_1.weight 256,64
        down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.weight 64,64
        down_blocks.0.attentions.0.transformer_blocks.0.ff.net.0.proj.weight 512,64
        down_blocks.0.resnets.0.conv1.weight 64,64,3,3
        mid_block.attentions.0.proj_in.weight 64,64,1,1
        quant_conv.weight 8,8,3,3
        adaln_single.linear.weight 384,64
        caption_projection.linear_1.weight 64,128
        transformer_blocks.0.norm1.linear.weight 384,64
        transformer_blocks.0.norm1_context.linear.weight 384,64
        patch_embedding.weight 64,16,1,2,2
        # StyleGAN, pix2pix, SPADE, ESRGAN
        g.style.1.weight 64,64
        g.convs.0.conv.weight 1,64,32,3,3
        g.convs.0.conv.modulation.weight 32,64
        synthesis.b16.conv0.affine.weight 64,64
        model.up_1.norm_0.mlp_gamma.weight 64,128,3,3
        body.0.rdb1.conv1.weight 32,64,3,3
        # VQ-VAE, EnCodec, wav2vec 2.0, HuBERT
        quantize.embedding.weight 512,64
        vq._codebook.embed 1,512,64
        quantizer.layers.0._codebook.embed 512,128
        quantizer.quantizers.0.codebook.weight 1024,32
        quantizer.codevectors 1,640,128
        quantizer.weight_proj.weight 640,512
        codebook_proj.weight 64,128
        wav2vec2.feature_extractor.conv_layers.0.conv.weight 512,1,10
        wav2vec2.feature_projection.projection.weight 64,512
        wav2vec2.encoder.layers.0.attention.k_proj.weight 64,64
        label_embs_concat 504,256
        # Whisper, Conformer, NeMo, SpeechBrain
        model.encoder.conv1.weight 64,80,3
        model.encoder.embed_positions.weight 1500,64
        model.decoder.layers.0.encoder_attn.v_proj.weight 64,64
        encoder.pre_encode.conv.0.weight 64,1,3,3
        encoder.layers.0.self_attn.linear_pos.weight 64,64
        encoder.layers.0.conv.pointwise_conv1.weight 128,64,1
        encoder.layers.0.conv.depthwise_conv.weight 64,1,31
        joint.joint_net.2.weight 129,64
        decoder.prediction.embed.weight 129,64
        # SAM and SAM 2
        image_encoder.trunk.pos_embed 1,64,14,14
        image_encoder.trunk.pos_embed_window 1,64,8,8
        image_encoder.blocks.0.attn.rel_pos_h 27,64
        image_encoder.neck.0.weight 32,64,1,1
        mask_decoder.transformer.layers.0.mlp.lin1.weight 256,32
        mask_decoder.output_upscaling.0.weight 32,16,2,2
        mask_decoder.iou_prediction_head.layers.0.weight 64,32
        prompt_encoder.mask_downscaling.3.weight 16,4,2,2
        memory_attention.layers.0.cross_attn_image.k_proj.weight 64,32
        memory_encoder.mask_downsampler.encoder.0.weight 16,1,3,3
        obj_ptr_proj.layers.0.weight 64,64
        # DETR, mmdet, YOLO, Mask R-CNN
        query_embed.weight 100,64
        class_embed.weight 92,64
        bbox_embed.layers.0.weight 64,64
        transformer.decoder.layers.0.cross_attn.sampling_offsets.weight 256,64
        transformer.decoder.layers.0.cross_attn.attention_weights.weight 128,64
        transformer.level_embed 16,64
        transformer.reference_points.weight 16,64
        bbox_head.anchor_conv.weight 64,64,3,3
        rpn.head.anchor_deltas.weight 12,64,1,1
        roi_heads.mask_head.mask_fcn1.weight 64,64,3,3
        roi_heads.mask_predictor.mask_fcn_logits.weight 80,64,1,1
        model.24.m.0.weight 255,64,1,1
        bbox_head.conv_offset.weight 18,64,3,3
        # Flax and Haiku
        params/encoder/layers_0/attention/query/kernel 64,4,16
        params/encoder/layers_0/mlp/wi/kernel 64,256
        params/Conv_0/kernel 3,3,64,128
        params/Embed_0/embedding 3000,64
        target/decoder/logits_dense/kernel 64,3000
        transformer/h_0/mlp/linear/w 64,256
        # Keras and TensorFlow 1
        block1_conv1/kernel:0 3,3,16,64
        lstm/lstm_cell/recurrent_kernel:0 64,256
        net/conv2d/filter 1,1,16,32
        gru/gates/kernel 128,64
        mu/kernel 128,32
        log_var/kernel 128,32
        # fairseq, OpenNMT, Megatron
        decoder.layers.0.self_attn.in_proj_weight 192,64
        decoder.embed_tokens.weight 3000,64
        encoder.transformer.0.feed_forward.w_1.weight 256,64
        language_model.encoder.layers.0.self_attention.query_key_value.weight 192,64
        language_model.embedding.word_embeddings.weight 3000,64
        # Graphs, agents, recommenders, heads with words that tables have, too
        convs.0.lin_l.weight 64,32
        convs.0.att_src 1,8,32
        actor.0.weight 64,32
        critic.0.weight 64,32
        target_encoder.0.weight 64,48
        momentum_head.weight 64,32
        teacher.fc.weight 64,32
        user_factors.weight 500,64
        noise_schedule.l2.weight 1024,16
        window_mlp.0.weight 64,32
        queue_mlp.weight 64,32
        mask_proj.weight 64,32
        grid_mlp.weight 64,32
        scale_head.weight 64,32
        nu.fc.weight 64,32
        mu.fc.weight 64,32
        ln_proj.weight 64,32
        style_norm.weight 64,32
        """;

    private static readonly SkipReason[] s_vetoes =
    [
        SkipReason.Buffer, SkipReason.Companion, SkipReason.Copy, SkipReason.Adapter, SkipReason.TrainingState,
        SkipReason.NotAMatrix,
    ];

    public static TheoryData<string, string> Groups()
    {
        var data = new TheoryData<string, string>();
        foreach (string group in Networks.Split('#', StringSplitOptions.RemoveEmptyEntries))
        {
            int end = group.IndexOf('\n', StringComparison.Ordinal);
            data.Add(group[..end].Trim(), group[end..].Trim());
        }

        return data;
    }

    [Fact]
    public void There_are_many() => Assert.InRange(Networks.Split('\n').Count(line => line[0] != '#'), 150, 300);

    /// <summary>Those of a group are in one file, so that the rules that look at neighbors see some.</summary>
    [Theory]
    [MemberData(nameof(Groups))]
    public void No_weight_of_a_known_network_is_vetoed(string network, string weights)
    {
        var wrong = Decisions.Of(weights.Split('\n'))
            .Where(decision => decision.Skipped is { } skipped && s_vetoes.Contains(skipped.Reason))
            .Select(decision => $"{network}: {decision.Tensor.Name}: {decision.Rule}: {decision.Why}");
        Assert.Empty(wrong);
    }

    /// <summary>The same with all networks in one file.</summary>
    [Fact]
    public void No_weight_is_vetoed_for_another_network()
    {
        string[] weights =
            [.. Networks.Split('\n').Where(line => line[0] != '#').Distinct(StringComparer.Ordinal)];
        var wrong = Decisions.Of(weights)
            .Where(decision => decision.Skipped is { } skipped && s_vetoes.Contains(skipped.Reason))
            .Select(decision => $"{decision.Tensor.Name}: {decision.Rule}: {decision.Why}");
        Assert.Empty(wrong);
    }
}
