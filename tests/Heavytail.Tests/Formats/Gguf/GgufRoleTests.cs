using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Gguf;

/// <summary>What llama.cpp's names of tensors say.</summary>
public sealed class GgufRoleTests
{
    [Theory]
    [InlineData("token_embd.weight", "8x4", "Embedding GET_ROWS oi")]
    [InlineData("position_embd.weight", "8x4", "Embedding GET_ROWS oi")]
    [InlineData("v.position_embd.weight", "8x4", "Embedding GET_ROWS oi")]
    [InlineData("enc.blk.0.attn_rel_b.weight", "32x4", "")]
    [InlineData("output.weight", "8x4", "Dense MUL_MAT oi")]
    [InlineData("blk.1.ffn_down.weight", "8x4", "")]
    [InlineData("blk.1.attn_q.weight", "8x4", "")]
    [InlineData("blk.1.attn_qkv.weight", "16x8", "Dense MUL_MAT oi q8 k4 v4")]
    [InlineData("blk.1.attn_qkv.weight", "24x8", "Dense MUL_MAT oi")]
    [InlineData("v.blk.1.attn_qkv.weight", "18x6", "Dense MUL_MAT oi q6 k6 v6")]
    [InlineData("blk.0.ffn_up.weight", "20x8", "Dense MUL_MAT oi gate10 up10")]
    [InlineData("blk.0.ffn_up.weight", "10x8", "")]
    [InlineData("blk.0.ffn_gate_exps.weight", "3x10x8", "Dense MUL_MAT_ID soi of experts")]
    [InlineData("blk.0.ffn_down_exps.weight", "3x8x10", "Dense MUL_MAT_ID soi of experts")]
    [InlineData("blk.0.ffn_up_chexps.weight", "3x8x10", "Dense MUL_MAT_ID soi of experts")]
    [InlineData("blk.0.ffn_gate_up_exps.weight", "3x20x8", "Dense MUL_MAT_ID soi of experts")]
    [InlineData("blk.0.ffn_norm_exps.weight", "3x8", "NotAWeight MUL ")]
    [InlineData("blk.0.attn_k_b.weight", "2x4x8", "Dense MUL_MAT soi of heads")]
    [InlineData("blk.0.ssm_conv1d.weight", "16x4", "DepthwiseConvolution SSM_CONV ck")]
    [InlineData("blk.0.ssm_conv1d_q.weight", "16x1x4", "DepthwiseConvolution SSM_CONV c1k")]
    [InlineData("blk.0.shortconv.conv.weight", "16x3", "DepthwiseConvolution SSM_CONV ck")]
    [InlineData("blk.0.ssm_a", "16x4", "NotAWeight SSM_SCAN ")]
    [InlineData("blk.0.attn_q_norm.weight", "4x8", "NotAWeight MUL ")]
    [InlineData("blk.0.post_ffw_norm_1.weight", "4x8", "NotAWeight MUL ")]
    [InlineData("blk.0.ffn_up_exps.bias", "3x8", "NotAWeight ADD ")]
    [InlineData("blk.0.time_mix_lerp_fused.weight", "5x1x1x8", "NotAWeight MUL ")]
    [InlineData("blk.0.time_mix_first.weight", "2x4", "NotAWeight RWKV_WKV ")]
    [InlineData("rope_freqs.weight", "2x4", "NotAWeight ROPE ")]
    [InlineData("rope_freqs.weight", "4", "")]
    [InlineData("v.patch_embd.weight", "8x3x2x2", "")]
    [InlineData("blk.x.weight", "2x2", "")]
    [InlineData("layers.0.blk.weight", "2x2", "")]
    public void Names_say_what_tensors_do(string name, string shape, string expected)
    {
        using var checkpoint = Open(Llama(), name, shape);
        Assert.Equal(expected, Describe(checkpoint.Tensor(name).Role));
    }

    [Fact]
    public void Sizes_may_be_given_for_each_layer()
    {
        var file = new TinyGguf();
        file.Text("general.architecture", "x")
            .Number("x.embedding_length", 8)
            .Pair("x.attention.head_count", 9, file.Array(4, file.Bytes(4u), file.Bytes(2u)))
            .Pair("x.attention.head_count_kv", 9, file.Array(4, file.Bytes(2u), file.Bytes(1u)))
            .Number("x.attention.key_length", 3)
            .Number("x.attention.value_length", 5);
        using var checkpoint = Open(file, "blk.1.attn_qkv.weight", "14x8");
        Assert.Equal("Dense MUL_MAT oi q6 k3 v5", Describe(checkpoint.Tensors[0].Role));
    }

    [Fact]
    public void Statistics_of_activations_are_no_weights()
    {
        using var checkpoint = Open(
            new TinyGguf().Text("general.type", "imatrix"), "blk.0.ffn_up.weight.in_sum2", "2x4");
        Assert.Equal("NotAWeight IMATRIX ", Describe(checkpoint.Tensors[0].Role));
    }

    private static TinyGguf Llama() => new TinyGguf()
        .Text("general.architecture", "llama")
        .Number("llama.embedding_length", 8)
        .Number("llama.feed_forward_length", 10)
        .Number("llama.attention.head_count", 4)
        .Number("llama.attention.head_count_kv", 2)
        .Number("clip.vision.embedding_length", 6)
        .Number("clip.vision.attention.head_count", 3);

    private static Checkpoint Open(TinyGguf file, string name, string shape)
    {
        long[] sides = [.. shape.Split('x').Select(long.Parse)];
        using var folder = new TempFolder();
        return Checkpoint.Open(folder.Write(
            "m.gguf", file.Floats(name, sides, new float[sides.Aggregate((a, b) => a * b)]).ToArray()));
    }

    private static string Describe(TensorRole? role) => role is null
        ? ""
        : $"{role.Purpose} {role.Operator} {role.Axes}"
            + string.Concat(role.Parts.Select(part => $" {part.Name}{part.Outputs}"))
            + (role.StackWord is null ? "" : $" of {role.StackWord}s");
}
