using Heavytail.Formats.HuggingFace;
using Xunit;
using static Heavytail.Tests.Layers.RuleCases;

namespace Heavytail.Tests.Layers;

/// <summary>What a graph, a scheme of quantization or a config.json says, beside what names and shapes do.</summary>
public sealed class LayerRolesTests
{
    [Fact]
    public void Configuration_tells_the_sizes_of_projections()
    {
        var grouped = new ModelConfiguration("phi3", 8, 4, 2, 3);
        Expect(
            Decide([Tensor(0, "qkv_proj.weight", "24,8")], configuration: grouped)[0],
            "fused-qkv",
            "dense[q] 12x8|dense[k] 6x8|dense[v] 6x8");
        var interleaved = new ModelConfiguration("gpt_neox", 8, 2, 2, null);
        var decision = Decide([Tensor(0, "query_key_value.weight", "24,8")], configuration: interleaved)[0];
        Expect(decision, "fused-qkv", "dense[q] 8x8|dense[k] 8x8|dense[v] 8x8");
        Assert.Equal(32, decision.Layers[1].Layout.PlaceInTensor(0));
    }

    [Fact]
    public void Packed_weights_that_say_only_which_side_is_which_are_cut_by_their_names()
    {
        var gptq = new TensorRole(TensorPurpose.Dense, "GPTQ") { Axes = "io" };
        TensorInfo Packed(string name, string sides) => Tensor(0, name, sides) with { IsQuantized = true, Role = gptq };
        Expect(
            Decide([Packed("self_attn.qkv_proj.weight", "4,12")])[0], "fused-qkv",
            "dense[q] 4x4|dense[k] 4x4|dense[v] 4x4");
        Expect(Decide([Packed("mlp.gate_up_proj.weight", "4,6")])[0], "gate-up", "dense[gate] 3x4|dense[up] 3x4");
        Expect(Decide([Packed("mlp.down_proj.weight", "4,6")])[0], "graph", "dense 6x4");
        Expect(Decide([Packed("mlp.gate_up_proj.weight", "4,7")])[0], "gate-up", "dense 7x4");
        var decision = Decide(
            [Packed("attention.query_key_value.weight", "8,24")],
            configuration: new ModelConfiguration("gpt_neox", 8, 2, 2, null))[0];
        Expect(decision, "fused-qkv", "dense[q] 8x8|dense[k] 8x8|dense[v] 8x8");

        // The second key row of the second head: input 0, head 1, key, second of four.
        Assert.Equal(12 + 4 + 1, decision.Layers[1].Layout.PlaceInTensor(5 * 8));
    }

    [Fact]
    public void Configuration_that_does_not_fit_cuts_nothing()
    {
        var grouped = new ModelConfiguration("phi3", 8, 4, 2, 3);
        Expect(
            Decide([Tensor(0, "self_attn.qkv_proj.weight", "12,8")], configuration: grouped)[0], "fused-qkv",
            "dense 12x8");

        // Heads beyond all sense.
        var senseless = new ModelConfiguration("bloom", 8, 6148914691236517205, 2, null);
        Expect(
            Decide([Tensor(0, "query_key_value.weight", "24,8")], configuration: senseless)[0], "fused-qkv",
            "dense 24x8");
        var codegen = new ModelConfiguration("codegen", 8, 4, 4, 2);
        Expect(
            Decide([Tensor(0, "attn.qkv_proj.weight", "24,8")], configuration: codegen)[0], "fused-qkv", "dense 24x8");
    }

    [Fact]
    public void A_role_of_the_file_comes_before_names()
    {
        var role = new TensorRole(TensorPurpose.Convolution, "Conv") { Axes = "kkio" };
        Expect(Decide([Tensor(0, "embed.weight", "3,3,4,6") with { Role = role }])[0], "graph", "conv2d 6x4x9");
        var nothing = new TensorRole(TensorPurpose.NotAWeight, "Reshape");
        var decision = Decide([Tensor(0, "embed.weight", "3,3") with { Role = nothing, Type = ElementType.I64 }])[0];
        Assert.Equal(SkipReason.NotAMatrix, decision.Skipped!.Reason);
        Assert.Contains("Reshape", decision.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("oi", 1, "axes `oi` are 2, shape [4, 6, 1] has 3 dimensions")]
    [InlineData("oix", 1, "`x` in axes `oix` is not one of")]
    [InlineData("o1i", 1, "have a `1` where")]
    [InlineData("iii", 1, "have no outputs `o`")]
    [InlineData("oi1", 3, "3 groups do not divide 4 channels")]
    public void Roles_that_contradict_the_tensor_are_told(string axes, int groups, string what)
    {
        var role = new TensorRole(TensorPurpose.Dense, "MatMul") { Axes = axes, Groups = groups };
        var decision = Decide([Tensor(0, "w", "4,6,1") with { Role = role }])[0];
        Assert.Equal(SkipReason.Shape, decision.Skipped!.Reason);
        Assert.Contains(what, decision.Skipped.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stack_without_end_is_refused_at_once()
    {
        var role = new TensorRole(TensorPurpose.Dense, "MatMul") { Axes = "soi" };
        var decision = Decide([Tensor(0, "w", "1000000000,2,2") with { Role = role }])[0];
        Assert.Contains("at most 65,536", decision.Skipped!.Explanation, StringComparison.Ordinal);
    }
}
