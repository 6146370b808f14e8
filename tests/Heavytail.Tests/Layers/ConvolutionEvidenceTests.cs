using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>Dimensions alone make no convolution: stacks of matrices have the same ones by chance.</summary>
public sealed class ConvolutionEvidenceTests
{
    [Theory]
    [InlineData("blocks.mix 10,3,24,24")]
    [InlineData("rel.pair_att 8,4,12,12")]
    [InlineData("layer.weight 24,4,16,16")]
    [InlineData("geometry.frames 20,8,4,4")]
    [InlineData("attn.pairs 3,3,40,40")]
    [InlineData("kan.0.jacobi_coeffs 40,24,3")]
    [InlineData("ema.damping 96,20,1")]
    [InlineData("rvq.codewords 100,24,1")]
    [InlineData("conv1.weight 2,3,40,40", "conv1.init_weight 3,24,40")]
    [InlineData("conv2.root_weight 3,3,24,40", "conv2.init_weight 3,24,40")]
    [InlineData("conv1.weight 6,20,30,30")]
    [InlineData("gcn.graphconv.W 5,24,40")]
    [InlineData("layers.0.linear_r.W 7,20,40", "layers.0.bias 40")]
    [InlineData("a.coef 24,40,8", "b.affine 40,24,4")]
    [InlineData("b.affine 40,24,4", "a.coef 24,40,8")]
    [InlineData("kan.0.coeffs 40,24,4", "norm.weight 24")]
    public void Stacks_by_chance_are_ambiguous(string tensor, params string[] others)
    {
        string[] tensors = [tensor, .. others];
        Assert.Equal(SkipReason.Ambiguous, Decisions.OfFirst(tensors).Skipped?.Reason);
    }

    [Theory]
    [InlineData("visual.conv1.weight 768,3,32,32", "conv2d 768x3x1024")]
    [InlineData("patch_embed.proj.weight 24,3,16,16", "conv2d 24x3x256")]
    [InlineData("vit.embeddings.patch_embeddings.projection.weight 32,4,14,14", "conv2d 32x4x196")]
    [InlineData("stem.0.weight 40,3,4,4", "conv2d 40x3x16")]
    [InlineData("downsample_layers.0.0.weight 40,3,4,4", "conv2d 40x3x16", "downsample_layers.0.0.bias 40")]
    [InlineData("net.0.weight 32,3,24,24", "conv2d 32x3x576", "net.0.bias 32")]
    [InlineData("0.weight 192,3,16,16", "conv2d 192x3x256")]
    [InlineData("lkb.conv.weight 48,1,31,31", "conv2d 48x1x961")]
    [InlineData("ast.patch.weight 48,1,16,128", "conv2d 48x1x2048")]
    [InlineData("a.weight 64,32,6,5", "conv2d 64x32x30", "b.weight 16,64,3,3")]
    [InlineData("l.0.weight 24,20,5", "conv1d 24x20x5", "l.0.bias 24")]
    [InlineData("l.conv.w 24,20,4", "conv1d 24x20x4")]
    public void Convolutions_stay(string tensor, string layers, params string[] others)
    {
        string[] tensors = [tensor, .. others];
        Assert.Equal(layers, Decisions.OfFirst(tensors).Text());
    }

    [Theory]
    [InlineData("decoder.2.weight 96,48,12", "conv1d_transposed 48x96x12", "decoder.2.bias 48")]
    [InlineData("up.1.block.0.weight 40,20,4,4", "conv2d_transposed 20x40x16", "up.1.block.0.bias 20")]
    [InlineData("decoder.5.convtr.weight 40,20,8", "conv1d_transposed 20x40x8")]
    [InlineData("decoder.2.weight 96,48,12", "conv1d 96x48x12", "decoder.2.bias 96")]
    [InlineData("decoder.2.weight 48,48,12", "conv1d 48x48x12", "decoder.2.bias 48")]
    public void Transposed_convolutions_by_their_bias(string tensor, string layers, params string[] others)
    {
        string[] tensors = [tensor, .. others];
        Assert.Equal(layers, Decisions.OfFirst(tensors).Text());
    }

    [Theory]
    [InlineData("label_embedding.2.weight 30,12", "dense 30x12", "label_embedding.2.bias 30")]
    [InlineData("class_embed.weight 30,12", "dense 30x12", "class_embed.bias 30")]
    [InlineData("class_embed.weight 30,12", "embedding 30x12", "class_embed.bias 12")]
    [InlineData("src_embed.weight 30,12", "embedding 30x12")]
    [InlineData("dec.bbox_embed.1.layers.0.weight 30,30", "dense 30x30")]
    [InlineData("position_embeddings.weights.0 20,1,12", "embedding 20x12", "a.weight 20,30,3")]
    [InlineData("net.pos_emb.weights.1 1,14,24", "embedding 14x24")]
    public void Embeddings_and_linear_maps(string tensor, string layers, params string[] others)
    {
        string[] tensors = [tensor, .. others];
        Assert.Equal(layers, Decisions.OfFirst(tensors).Text());
    }

    [Theory]
    [InlineData("g.input.freqs 40,2", "Fourier features", "g.input.phases 40")]
    [InlineData("net.embed.freqs 24,12", "Fourier features", "net.embed.phases 24")]
    [InlineData("net.points.freqs 24,3", "Fourier features")]
    [InlineData("attn.rope.freqs 40,16", "rotary")]
    [InlineData("spec.cqt_kernels_imag3 40,64", "filter bank")]
    [InlineData("spec.gammatone_kernels_real2 40,64", "filter bank")]
    public void Constants_say_what_they_are(string tensor, string what, params string[] others)
    {
        string[] tensors = [tensor, .. others];
        Assert.Contains(what, Decisions.OfFirst(tensors).Skipped?.Explanation, StringComparison.Ordinal);
    }
}
