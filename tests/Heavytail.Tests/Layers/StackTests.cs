using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>Several matrices in a tensor, which are no convolution, and what speaks for a convolution.</summary>
public sealed class StackTests
{
    [Theory]
    [InlineData("layers.fc.weight 3,8,6", "dense[layer 0] 6x8|dense[layer 1] 6x8|dense[layer 2] 6x8",
        "layers.fc.scale 3,8")]
    [InlineData("stack/linear/w 2,8,6", "dense[matrix 0] 6x8|dense[matrix 1] 6x8", "stack/linear/b 2,6")]
    [InlineData("net.weight 2,8,6", "dense[matrix 0] 6x8|dense[matrix 1] 6x8", "net.bias 2,6")]
    [InlineData("conv1.weight 2,20,17", "dense[matrix 0] 17x20|dense[matrix 1] 17x20", "conv1.bias 17")]
    [InlineData("conv1.weight 2,20,20", "dense[matrix 0] 20x20|dense[matrix 1] 20x20", "conv1.root 20,20")]
    [InlineData("rgcn.relation_weight 2,8,8", "dense[relation 0] 8x8|dense[relation 1] 8x8")]
    [InlineData("mixer.block_diag.weight 2,4,4", "dense[block 0] 4x4|dense[block 1] 4x4")]
    [InlineData("blocks.0.attn.W_Q 3,16,4", "dense 12x16")]
    [InlineData("blocks.0.attn.W_O 3,4,16", "dense 16x12")]
    public void Stacks(string tensor, string layers, params string[] others)
    {
        string[] tensors = [tensor, .. others];
        Assert.Equal(layers, Decisions.OfFirst(tensors).Text());
    }

    [Theory]
    [InlineData("params/layers/mlp/wi/kernel 4,8,6", 4, "dense[layer 0] 6x8", "params/layers/ln/scale 4,8")]
    [InlineData("params/layers/attention/query/kernel 4,8,2,3", 4, "dense[layer 0] 6x8", "params/layers/ln/scale 4,8")]
    [InlineData("params/layers/attention/out/kernel 4,2,3,8", 4, "dense[layer 0] 8x6", "params/layers/ln/scale 4,8")]
    [InlineData("params/layers/conv/kernel 4,3,3,8,6", 4, "conv2d[layer 0] 6x8x9", "params/layers/ln/scale 4,8")]
    [InlineData("decoder/layers/mlp/wi/kernel 8,4,6", 4, "dense[layer 0] 6x8", "decoder/layers/norm/scale 8,4",
        "decoder/layers/mlp/wo/kernel 6,4,8")]
    [InlineData("VmapCritic_0/Dense_0/kernel 2,17,25", 2, "dense[matrix 0] 25x17", "VmapCritic_0/Dense_0/bias 2,25")]
    [InlineData("moe/experts/wi/kernel 4,8,6", 4, "dense[expert 0] 6x8")]
    public void Scanned_layers(string tensor, int count, string first, params string[] others)
    {
        string[] tensors = [tensor, .. others];
        var decision = Decisions.OfFirst(tensors);
        Assert.Equal(count, decision.Layers.Count);
        Assert.StartsWith(first, decision.Text(), StringComparison.Ordinal);
        Assert.All(
            Decisions.Of(tensors).Where(other => other.Tensor.Shape.Rank == 2), other => Assert.Empty(other.Layers));
    }

    /// <summary>A norm of two dimensions among tensors that share none of them is no sign of a stack.</summary>
    [Fact]
    public void A_dimension_that_others_lack_is_no_stack() =>
        Assert.Equal("conv1d 6x8x3", Decisions.OfFirst(
            "net/conv/kernel 3,8,6", "net/ln/scale 3,8", "net/dense/kernel 8,6").Text());

    [Theory]
    [InlineData("convs.0.conv.weight 1,32,24,3,3", "conv2d 32x24x9")]
    [InlineData("style.weight 1,32,24,3,3", "conv2d 32x24x9")]
    [InlineData("to_rgb1.conv.weight 1,3,32,1,1", "conv2d 3x32")]
    [InlineData("a.conv.weight 1,12,6,5,5", "conv2d 12x6x25", "a.conv.modulation.weight 6,64")]
    [InlineData("a.conv.weight 1,12,6,5", "conv1d 12x6x5", "a.conv.modulation.weight 6,64")]
    [InlineData("head.weight 1,16,3,3,3", "conv3d 1x16x27")]
    [InlineData("head.weight 1,32,24,3,3", "conv3d 1x32x216", "head.bias 1")]
    [InlineData("out.weight 1,64,7", "conv1d 1x64x7")]
    [InlineData("out.weight 1,64,3,3", "conv2d 1x64x9")]
    [InlineData("model/h0/attn/c_attn/w 1,4,12", "dense[q] 4x4|dense[k] 4x4|dense[v] 4x4")]
    [InlineData("model/h0/mlp/c_fc/w 1,4,16", "dense 16x4")]
    [InlineData("model/h0/mlp/c_proj/w 1,16,4", "dense 4x16")]
    [InlineData("lin.weight 1,8,6", "dense 6x8", "lin.bias 6")]
    [InlineData("lin.weight 1,8,6", "dense 8x6", "lin.bias 8")]
    [InlineData("vit.pos_embed 1,197,768", "embedding 197x768")]
    [InlineData("qformer.query_tokens 1,32,768", "embedding 32x768")]
    [InlineData("vit.pos_embed 1,768,7,7", "embedding 49x768")]
    public void Leading_ones(string tensor, string layers, params string[] others)
    {
        string[] tensors = [tensor, .. others];
        Assert.Equal(layers, Decisions.OfFirst(tensors).Text());
    }

    [Theory]
    [InlineData("features.0.weight 64,32,4,4", "features.0.bias 64")]
    [InlineData("main.0.weight 100,512,4,4", "main.1.weight 512")]
    [InlineData("proj.weight 768,3,16,16")]
    [InlineData("downsample.weight 64,32,2,2")]
    [InlineData("a.weight 64,32,1,1")]
    [InlineData("a.weight 64,32,4,4", "b.weight 16,64,3,3")]
    [InlineData("a.weight 64,32,5")]
    [InlineData("w 16,32,2,2")]
    public void Evidence_of_convolutions(string tensor, params string[] others)
    {
        string[] tensors = [tensor, .. others];
        Assert.Contains("conv", Decisions.OfFirst(tensors).Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("attn.weight 4,48,4,12", "ssio", "oikk")]
    [InlineData("mixer.weight 24,32,16", "sio", "oik")]
    [InlineData("w 8,512,512", "sio", "oik")]
    [InlineData("tensor 2,3,4", "sio", "oik")]
    [InlineData("a.weight 8,16,6,4", "ssio", "oikk")]
    [InlineData("a.weight 4,48,4,4", "ssio", "oikk")]
    public void What_nothing_decides_is_ambiguous_and_shows_the_rule(string tensor, string stack, string kernel)
    {
        var skipped = Decisions.OfFirst(tensor).Skipped!;
        Assert.Equal(SkipReason.Ambiguous, skipped.Reason);
        string name = tensor.Split(' ')[0];
        foreach (string line in new[]
        {
            $$"""{ "match": "{{name}}", "kind": "dense", "axes": "{{stack}}" }""",
            $$"""{ "match": "{{name}}", "kind": "conv", "axes": "{{kernel}}" }""",
        })
        {
            Assert.Contains(line, skipped.Explanation, StringComparison.Ordinal);
            Assert.Single(UserRules.Parse($$"""{ "rules": [ {{line}} ] }"""));
        }
    }
}
