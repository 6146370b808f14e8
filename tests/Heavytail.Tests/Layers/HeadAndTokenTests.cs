using Heavytail.Layers.Rules;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>Heads of attention, learned tokens and positions, and the words that names consist of.</summary>
public sealed class HeadAndTokenTests
{
    [Theory]
    [InlineData("transformer.layer.0.rel_attn.q 128,12,64", "dense 768x128")]
    [InlineData("transformer.layer.0.rel_attn.o 128,12,64", "dense 128x768")]
    [InlineData("transformer.layer.3.rel_attn.r 64,4,16", "dense 64x64")]
    [InlineData("rel_attn.seg_embed 2,12,64", "embedding 2x768")]
    [InlineData("layer.attn.q 64,12,16", "dense 192x64")]
    [InlineData("blocks.0.attn.W_Q 12,768,64", "dense 768x768")]
    [InlineData("attention.W_K 96,8,12", "dense 96x96")]
    [InlineData("attention.W_O 8,12,96", "dense 96x96")]
    [InlineData("attn.q.weight 64,64,3", "conv1d 64x64x3")]
    [InlineData("attn.q.weight 64,64,1", "conv1d 64x64")]
    public void Heads_together(string tensor, string layers) => Assert.Equal(layers, Decisions.OfFirst(tensor).Text());

    [Theory]
    [InlineData("cls_token 1,1,64")]
    [InlineData("decoder.mask_token 1,1,512")]
    [InlineData("dist_token 1,1,192")]
    [InlineData("class_embedding 1,1,33")]
    [InlineData("no_mem_embed 1,1,256")]
    [InlineData("gamma 1,1,64")]
    public void One_row_is_a_vector(string tensor)
    {
        var skipped = Decisions.OfFirst(tensor).Skipped!;
        Assert.Equal(SkipReason.NotAMatrix, skipped.Reason);
        Assert.StartsWith("one row of", skipped.Explanation, StringComparison.Ordinal);
        Assert.DoesNotContain("Rules", skipped.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("register_tokens 1,4,64", "embedding 4x64")]
    [InlineData("storage_tokens 1,16,64", "embedding 16x64")]
    [InlineData("temporal_embed 1,16,64", "embedding 16x64")]
    [InlineData("maskmem_tpos_enc 7,1,1,64", "embedding 7x64")]
    [InlineData("pos_embedding.weight 1,50,64", "embedding 50x64")]
    [InlineData("image_encoder.pos_embed 1,14,14,64", "embedding 196x64")]
    [InlineData("image_encoder.pos_embed 1,64,14,14", "embedding 196x64")]
    [InlineData("trunk.pos_embed_window 1,64,8,8", "embedding 64x64")]
    public void Tables(string tensor, string layers) => Assert.Equal(layers, Decisions.OfFirst(tensor).Text());

    [Theory]
    [InlineData("filter_fn.pos_emb.z 1,100,33", SkipReason.Buffer)]
    [InlineData("mixer.filter_fn.pos_emb.t 1,100,1", SkipReason.Buffer)]
    [InlineData("rel_attn.r_w_bias 12,64", SkipReason.NotAMatrix)]
    [InlineData("self_attn.pos_bias_u 8,64", SkipReason.NotAMatrix)]
    [InlineData("system.blocks.w 4,96,48", SkipReason.Ambiguous)]
    [InlineData("dispatch.w1 4,96,48", SkipReason.Ambiguous)]
    [InlineData("conversation.w1 4,96,48", SkipReason.Ambiguous)]
    [InlineData("converter.weight 4,96,48", SkipReason.Ambiguous)]
    [InlineData("ecosystem.weight 4,96,48", SkipReason.Ambiguous)]
    public void No_convolution_by_a_part_of_a_word(string tensor, SkipReason reason) =>
        Assert.Equal(reason, Decisions.OfFirst(tensor).Skipped!.Reason);

    [Theory]
    [InlineData("groupconv.weight 64,32,4,4", "conv2d 64x32x16")]
    [InlineData("nodeconv.weight 64,32,4,4", "conv2d 64x32x16")]
    [InlineData("upconv1.weight 64,32,4,4", "conv2d_transposed 32x64x16")]
    [InlineData("photo_rgb.weight 1,12,6,20,20", "")]
    [InlineData("DownConv2d.weight 4,96,48", "conv1d 4x96x48")]
    public void Words_are_whole(string tensor, string layers) => Assert.Equal(layers, Decisions.OfFirst(tensor).Text());

    [Theory]
    [InlineData("blocks.2.downConv2d.weight", "_blocks_2_down_conv_2_d_weight_")]
    [InlineData("W_Q:0", "_w_q_")]
    [InlineData("SparseMoE/DWConv/ffn_gate_exps", "_sparse_moe_dw_conv_ffn_gate_exps_")]
    [InlineData("", "__")]
    public void A_name_has_words(string name, string words) => Assert.Equal(words, NameWords.Of(name));
}
