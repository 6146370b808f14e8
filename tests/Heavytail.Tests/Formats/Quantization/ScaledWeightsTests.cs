using Heavytail.Tensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Quantization;

/// <summary>
/// Small numbers with scales beside them: FP8, int8, FP4 of every scheme, bitsandbytes, and adapters.
/// </summary>
public sealed class ScaledWeightsTests
{
    private static readonly double[] s_e2m1 = [0, 0.5, 1, 1.5, 2, 3, 4, 6, -0.0, -0.5, -1, -1.5, -2, -3, -4, -6];

    /// <summary>Finite patterns of E4M3 for 300 × 200 weights, and their numbers.</summary>
    private static readonly byte[] s_fp8 = [.. TinyPacked.Codes(60000, 0x7F).Select(
        (code, k) => (byte)(code | (k % 3 == 0 ? 0x80 : 0)))];

    [Theory]
    [InlineData("a.weight_scale", new long[] { }, "F8_E4M3 per tensor")]
    [InlineData("a.weight_scale", new long[] { 1, 1 }, "F8_E4M3 per tensor")]
    [InlineData("a.weight_scale", new long[] { 300 }, "F8_E4M3 per channel")]
    [InlineData("a.weight_scale", new long[] { 300, 1 }, "F8_E4M3 per channel")]
    [InlineData("a.weight_scale", new long[] { 300, 4 }, "F8_E4M3, groups of 50")]
    [InlineData("a.weight_scale_inv", new long[] { 3, 2 }, "F8_E4M3, blocks of 128 × 128")]
    [InlineData("a.scale", new long[] { 3, 2 }, "F8_E4M3, blocks of 128 × 128")]
    [InlineData("a.scale_weight", new long[] { 1 }, "F8_E4M3 per tensor")]
    public void Fp8(string name, long[] sides, string encoding)
    {
        float[] scales =
            [.. Enumerable.Range(0, (int)sides.Aggregate(1L, (product, side) => product * side)).Select(k => 1.5f + k)];
        using var model = new PackedModel(new TinyPacked()
            .Add("a.weight", "F8_E4M3", [300, 200], s_fp8)
            .Add("a.input_scale", "F32", [], new float[] { 3 })
            .Add(name, "F32", sides, scales));
        var weight = model.Weight("a.weight", [300, 200], encoding);
        (int rowBlock, int columnBlock) = sides switch
        {
            [300, 4] => (1, 50),
            [3, 2] => (128, 128),
            [300, ..] => (1, 200),
            _ => (300, 200),
        };
        int perRow = (200 + columnBlock - 1) / columnBlock;
        model.AssertNumbers(weight, 60000, k =>
            E4M3(s_fp8[k]) * scales[(k / 200 / rowBlock * perRow) + (k % 200 / columnBlock)]);
        model.AssertCompanion(name, "scales of F8_E4M3 with scales");
        Assert.Null(weight.Role);
    }

    [Fact]
    public void The_configuration_says_how_large_blocks_are()
    {
        using var model = new PackedModel(
            new TinyPacked().Add("a.weight", "F8_E4M3", [300, 200], s_fp8).Add(
                "a.weight_scale_inv", "BF16", [3, 2], new ushort[6]),
            """{"quantization_config": {"quant_method": "fp8", "weight_block_size": [120, 104]}}""");
        model.Weight("a.weight", [300, 200], "F8_E4M3, blocks of 120 × 104");
        Assert.Equal("F8_E4M3 with scales: 1 tensor", model.Checkpoint.Metadata["quantization"]);
    }

    [Theory]
    [InlineData(new long[] { 5 })]
    [InlineData(new long[] { 5, 1, 1 })]
    [InlineData(new long[] { 5, 60, 1 })]
    [InlineData(new long[] { 5, 1, 200 })]
    public void Stacks_of_experts_have_scales_of_their_own(long[] sides)
    {
        float[] scales =
            [.. Enumerable.Range(0, (int)sides.Aggregate(1L, (product, side) => product * side)).Select(k => 0.5f + k)];
        using var model = new PackedModel(new TinyPacked()
            .Add("experts", "F8_E4M3", [5, 60, 200], s_fp8)
            .Add("experts_scale", "F32", sides, scales));
        var weight = Assert.Single(model.Checkpoint.Tensors, tensor => tensor.IsQuantized);
        model.AssertNumbers(weight, 60000, k => E4M3(s_fp8[k]) * scales[sides switch
        {
            [_, 60, 1] => k / 200,
            [_, 1, 200] => (k / 12000 * 200) + (k % 200),
            _ => k / 12000,
        }]);
    }

    [Fact]
    public void Fp8_without_scales_is_a_type_like_others()
    {
        using var checkpoint = OpenOne(new TinyPacked().Add("a.weight", "F8_E4M3", [300, 200], s_fp8));
        var weight = Assert.Single(checkpoint.Tensors);
        Assert.False(weight.IsQuantized);
        Assert.Equal(ElementType.F8E4M3, weight.Type);
        Assert.Equal(Array.ConvertAll(s_fp8, E4M3), checkpoint.Read(weight));
    }

    [Fact]
    public void Int8_with_zeros()
    {
        sbyte[] codes = [.. TinyPacked.Codes(24, 256).Select(code => (sbyte)(code - 128))];
        sbyte[] zeros = [3, -4, 0, 127];
        float[] scales = [0.5f, 2, 1, 0.25f];
        using var model = new PackedModel(new TinyPacked()
            .Add("a.weight", "I8", [4, 6], codes)
            .Add("a.weight_scale", "F32", [4, 1], scales)
            .Add("a.weight_zero_point", "I8", [4, 1], zeros));
        model.AssertNumbers(
            model.Weight("a.weight", [4, 6], "I8 per channel"), 24,
            k => (codes[k] - zeros[k / 6]) * (double)scales[k / 6]);
        model.AssertCompanion("a.weight_zero_point", "zeros of int8 with scales");
    }

    [Fact]
    public void Nvfp4_of_compressed_tensors_divides_by_the_global_scale_and_that_of_model_opt_multiplies()
    {
        int[] codes = TinyPacked.Codes(4 * 32, 16);
        byte[] scales = [0x38, 0x40, 0x30, 0x39, 0x41, 0x01, 0x7E, 0x38];
        Func<int, double> plain = k => s_e2m1[codes[k]] * E4M3(scales[k / 16]);
        using var compressed = new PackedModel(new TinyPacked()
            .Add("a.weight_packed", "U8", [4, 16], TinyPacked.Nibbles(codes))
            .Add("a.weight_scale", "F8_E4M3", [4, 2], scales)
            .Add("a.weight_global_scale", "F32", [1], new float[] { 4 }));
        compressed.AssertNumbers(compressed.Weight("a.weight", [4, 32], "NVFP4, groups of 16"), 128, k => plain(k) / 4);
        using var modelOpt = new PackedModel(new TinyPacked()
            .Add("a.weight", "U8", [4, 16], TinyPacked.Nibbles(codes))
            .Add("a.weight_scale", "F8_E4M3", [4, 2], scales)
            .Add("a.weight_scale_2", "F32", [], new float[] { 0.25f }));
        modelOpt.AssertNumbers(modelOpt.Weight("a.weight", [4, 32], "NVFP4, groups of 16"), 128, k => plain(k) / 4);
        modelOpt.AssertCompanion("a.weight_scale_2", "scale of NVFP4");
    }

    [Theory]
    [InlineData("e.gate_up_proj_blocks", "e.gate_up_proj_scales", "e.gate_up_proj")]
    [InlineData("e.mlp1_weight.blocks", "e.mlp1_weight.scales", "e.mlp1_weight")]
    public void Mxfp4_of_gpt_oss_is_a_stack_of_experts(string blocks, string scales, string name)
    {
        int[] codes = TinyPacked.Codes(2 * 3 * 64, 16);
        byte[] exponents = [127, 128, 126, 0, 254, 120, 127, 127, 130, 1, 127, 127];
        using var model = new PackedModel(new TinyPacked()
            .Add(blocks, "U8", [2, 3, 2, 16], TinyPacked.Nibbles(codes))
            .Add(scales, "U8", [2, 3, 2], exponents));
        var weight = model.Weight(name, [2, 3, 64], "MXFP4, groups of 32");
        model.AssertNumbers(weight, 384, k => s_e2m1[codes[k]] * Math.Pow(2, exponents[k / 32] - 127));
        Assert.Equal(("soi", "expert"), (weight.Role!.Axes, weight.Role.StackWord));
    }

    [Fact]
    public void Mxfp4_of_compressed_tensors()
    {
        int[] codes = TinyPacked.Codes(2 * 64, 16);
        byte[] exponents = [127, 128, 126, 120];
        using var model = new PackedModel(new TinyPacked()
            .Add("a.weight_packed", "U8", [2, 32], TinyPacked.Nibbles(codes))
            .Add("a.weight_scale", "U8", [2, 2], exponents));
        model.AssertNumbers(
            model.Weight("a.weight", [2, 64], "MXFP4, groups of 32"), 128,
            k => s_e2m1[codes[k]] * Math.Pow(2, exponents[k / 32] - 127));
    }

    [Fact]
    public void Mxfp8_has_powers_of_two_as_bytes()
    {
        byte[] exponents = [127, 128, 126, 120];
        using var model = new PackedModel(new TinyPacked()
            .Add("a.weight", "F8_E4M3", [2, 64], s_fp8[..128])
            .Add("a.weight_scale", "U8", [2, 2], exponents));
        model.AssertNumbers(
            model.Weight("a.weight", [2, 64], "F8_E4M3, groups of 32"), 128,
            k => E4M3(s_fp8[k]) * Math.Pow(2, exponents[k / 32] - 127));
    }

    /// <summary>Experts are gone to without decoding those before.</summary>
    [Theory]
    [InlineData("F8")]
    [InlineData("I8")]
    [InlineData("MXFP4")]
    [InlineData("NVFP4")]
    public void Parts_of_a_stack_are_those_of_the_whole(string scheme)
    {
        var packed = scheme switch
        {
            "F8" => new TinyPacked().Add("e", "F8_E4M3", [5, 60, 200], s_fp8)
                .Add(
                    "e_scale_inv", "F32", [5, 2, 2],
                    new float[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 }),
            "I8" => new TinyPacked().Add("e", "I8", [5, 60, 200], s_fp8).Add(
                "e_scale", "F32", [5, 60, 1], TinyPacked.Floats(300))
                .Add("e_zero_point", "I8", [5, 60, 1], s_fp8[..300]),
            "MXFP4" => new TinyPacked().Add("e_blocks", "U8", [5, 60, 6, 16], s_fp8[..28800]).Add(
                "e_scales", "U8", [5, 60, 6], s_fp8[..1800]),
            _ => new TinyPacked().Add("e", "U8", [5, 60, 96], s_fp8[..28800]).Add(
                "e_scale", "F8_E4M3", [5, 60, 12], s_fp8[..3600])
                .Add("e_scale_2", "F32", [], new float[] { 2 }),
        };
        using var model = new PackedModel(packed);
        var weight = Assert.Single(model.Checkpoint.Tensors, tensor => tensor.IsQuantized);
        double[] all = model.Checkpoint.Read(weight);
        long columns = weight.Shape[2];
        foreach ((long expert, long row) in new[] { (0L, 0L), (1, 0), (4, 0), (2, 17), (3, 59) })
        {
            var view = new StridedLayout(
                new TensorShape(60 - row, columns), [columns, 1], ((expert * 60) + row) * columns);
            using var stream = model.Checkpoint.OpenRead(weight, view);
            double[] part = new double[(60 - row) * columns];
            ElementConversion.Read(stream, weight.Type, part);
            Assert.Equal(all[(int)view.Offset..((int)view.Offset + part.Length)], part);
        }
    }

    [Fact]
    public void F4_with_scales_of_powers_of_two()
    {
        int[] codes = TinyPacked.Codes(2 * 64, 16);
        byte[] exponents = [127, 128, 126, 120];
        using var model = new PackedModel(new TinyPacked()
            .Add("a.weight", "F4", [2, 64], TinyPacked.Nibbles(codes))
            .Add("a.weight_scale", "F8_E8M0", [2, 2], exponents));
        model.AssertNumbers(
            model.Weight("a.weight", [2, 64], "F4, groups of 32"), 128,
            k => s_e2m1[codes[k]] * Math.Pow(2, exponents[k / 32] - 127));
    }

    private static Checkpoint OpenOne(TinyPacked packed)
    {
        using var folder = new TempFolder();
        return Checkpoint.Open(folder.Write("model.safetensors", packed.ToArray()));
    }

    /// <summary>E4M3 by its definition.</summary>
    private static double E4M3(byte bits)
    {
        int exponent = (bits >> 3) & 15;
        double magnitude = exponent == 0 ? (bits & 7) / 512.0 : (1 + ((bits & 7) / 8.0)) * Math.Pow(2, exponent - 7);
        return bits < 128 ? magnitude : -magnitude;
    }
}
