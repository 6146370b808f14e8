using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>Modules that wrap a layer add a part to its name, and change nothing of what it is.</summary>
public sealed class WrapperTests
{
    [Theory]
    [InlineData("encoder.0.attn.qkv.base_layer.weight 24,8", "dense[q] 8x8|dense[k] 8x8|dense[v] 8x8")]
    [InlineData("blocks.3.self_attn.qkv_proj._orig_mod.weight 24,8", "dense[q] 8x8|dense[k] 8x8|dense[v] 8x8")]
    [InlineData("blocks.3._fsdp_wrapped_module.attn.Wqkv.module.weight 24,8", "dense[q] 8x8|dense[k] 8x8|dense[v] 8x8")]
    [InlineData("vit.to_qkv._checkpoint_wrapped_module.weight 24,8", "dense[q] 8x8|dense[k] 8x8|dense[v] 8x8")]
    [InlineData("vit.qkv.linear.weight 24,8", "dense[q] 8x8|dense[k] 8x8|dense[v] 8x8")]
    [InlineData("h.0.attn.c_attn.base_layer.weight 8,24", "dense[q] 8x8|dense[k] 8x8|dense[v] 8x8")]
    [InlineData("mlp.gate_up_proj.base_layer.weight 20,8", "dense[gate] 10x8|dense[up] 10x8")]
    [InlineData("h.0.mlp.c_fc.base_layer.weight 8,32", "dense 32x8", "h.0.attn.c_attn.base_layer.weight 8,24")]
    [InlineData("rnn.base_layer.weight_ih_l0 32,6", "lstm[i] 8x6|lstm[f] 8x6|lstm[g] 8x6|lstm[o] 8x6",
        "rnn.weight_hh_l0 32,8")]
    [InlineData("lstm.base_layer.weight_ih_l0 32,6", "lstm[i] 8x6|lstm[f] 8x6|lstm[g] 8x6|lstm[o] 8x6")]
    [InlineData("gru._orig_mod.weight_ih_l0 24,6", "gru[r] 8x6|gru[z] 8x6|gru[n] 8x6")]
    [InlineData("x_embedder.base_layer.weight 16,8", "dense 16x8")]
    public void Wrapped_layers(string tensor, string layers, params string[] others)
    {
        string[] tensors = [tensor, .. others];
        Assert.Equal(layers, Decisions.OfFirst(tensors).Text());
    }

    [Theory]
    [InlineData("model.linear.weight 24,8", "dense 24x8")]
    [InlineData("qkv.norm.linear.weight 24,8", "dense 24x8")]
    [InlineData("module.weight 24,8", "dense 24x8")]
    public void Names_that_are_no_wrappers(string tensor, string layers) =>
        Assert.Equal(layers, Decisions.OfFirst(tensor).Text());
}
