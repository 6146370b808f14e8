using Xunit;

namespace Heavytail.Tests.Formats.Quantization;

/// <summary>HQQ: every weight by the formula of the scheme.</summary>
public sealed class HqqWeightsTests
{
    [Theory]
    [InlineData(8, 64, 1, "HQQ 8 bit, groups of 64")]
    [InlineData(4, 64, 1, "HQQ 4 bit, groups of 64")]
    [InlineData(4, 64, 0, "HQQ 4 bit, groups of 64")]
    [InlineData(4, null, 0, "HQQ 4 bit, groups of 40")]
    [InlineData(3, 64, 1, "HQQ 3 bit, groups of 64")]
    [InlineData(3, 64, 0, "HQQ 3 bit, groups of 64")]
    [InlineData(2, 16, 0, "HQQ 2 bit, groups of 16")]
    [InlineData(2, null, 1, "HQQ 2 bit, groups of 48")]
    [InlineData(1, 32, 1, "HQQ 1 bit, groups of 32")]
    [InlineData(4, null, -1, "HQQ 4 bit, per tensor")]
    [InlineData(0, 64, 1, "HQQ unpacked, groups of 64")]
    public void Weights(int bits, int? group, int axis, string encoding)
    {
        var layer = new TinyHqq(bits, [40, 48], group, axis);
        using var model = new PackedModel(layer.Packed);
        var weight = model.Weight("a.weight", [40, 48], encoding);
        model.AssertNumbers(weight, 40 * 48, layer.Weight);
        model.AssertCompanion("a.scale", "`scale` of HQQ");
        model.AssertCompanion("a.encoded_state_dict", "`encoded_state_dict` of HQQ");
        Assert.Equal(40 * 48, LayerInventory.CountParameters(model.Checkpoint));
        Assert.All(model.Checkpoint.Tensors, tensor => Assert.True(tensor == weight || tensor.IsCompanion));
    }

    [Fact]
    public void Codes_that_are_seen_as_floating_point_values_are_bytes()
    {
        var layer = new TinyHqq(4, [16, 32], 8, 0, viewBytes: 2);
        using var model = new PackedModel(layer.Packed);
        model.AssertNumbers(model.Weight("a.weight", [16, 32], "HQQ 4 bit, groups of 8"), 512, layer.Weight);
    }

    /// <summary>A column for each group is more than is buffered of a row.</summary>
    [Fact]
    public void Rows_of_many_groups_are_read_in_pieces()
    {
        var layer = new TinyHqq(4, [1 << 11, 1 << 11], 2, 0);
        using var model = new PackedModel(layer.Packed);
        model.AssertNumbers(
            model.Weight("a.weight", layer.Shape, "HQQ 4 bit, groups of 2"), layer.Columns * 2, layer.Weight);
    }

    [Fact]
    public void Half_of_a_matrix_can_be_read_alone()
    {
        var layer = new TinyHqq(3, [300, 200], 50, 1);
        using var model = new PackedModel(layer.Packed);
        var weight = model.Weight("a.weight", layer.Shape, "HQQ 3 bit, groups of 50");
        using var stream = model.Checkpoint.OpenRead(
            weight, new Heavytail.Tensors.StridedLayout(new TensorShape(100, 200), [200, 1], 150 * 200));
        byte[] bytes = new byte[100 * 200 * sizeof(float)];
        stream.ReadExactly(bytes);
        Assert.Equal(
            Enumerable.Range(150 * 200, 100 * 200).Select(k => (float)layer.Weight(k)),
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes).ToArray());
    }

    /// <summary>Pickles keep the dimensions, the packing and the axis as Python's numbers.</summary>
    [Theory]
    [InlineData("a.meta.scale", "a.meta.zero")]
    [InlineData("a.meta.scale", "a.meta.zero_q")]
    [InlineData("a.scale", "a.zero")]
    public void Without_its_shape_it_is_named(string scale, string zero)
    {
        using var model = new PackedModel(new TinyPacked().Add("a.W_q", "U8", [32, 48], new byte[32 * 48])
            .Add(scale, "F16", [1, 48], TinyPacked.Scales(48)).Add(zero, "F16", [1, 48], TinyPacked.Scales(48)));
        Assert.Contains(
            "codes of HQQ, read where", model.Checkpoint.Tensors.Single(tensor => tensor.Name == "a.W_q").Unread,
            StringComparison.Ordinal);
        model.AssertCompanion(scale, $"`{scale[2..]}` of HQQ");
    }

    [Fact]
    public void A_projection_to_queries_is_no_code()
    {
        using var model = new PackedModel(new TinyPacked().Add("a.W_q", "F32", [20, 20], TinyPacked.Floats(400))
            .Add("a.scale", "F32", [1], new float[] { 2 }));
        var analysis = Analyzer.Analyze(model.Checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("a.W_q", Assert.Single(analysis.Layers).Name);
    }

    [Fact]
    public void TheShapeIsOfMoreWeights() => PackedModel.AssertCostsItself(
        new TinyHqq(4, [40, 48], 64, 1).Packed.Instead("a.shape", "I64", [2], new long[] { 40, 480 }),
        "U8 [15, 64] are not the codes of [40, 480] in the packing `4bit_u8`");

    [Fact]
    public void TheShapeHasNoEnd() => PackedModel.AssertCostsItself(
        new TinyHqq(4, [40, 48], 64, 1).Packed.Instead("a.shape", "I64", [2], new long[] { 1L << 51, 1L << 51 }),
        "more weights than fit in 2^63 bytes");

    [Fact]
    public void ThePackingIsUnknown() => PackedModel.AssertCostsItself(
        new TinyHqq(4, [40, 48], 64, 1).Packed.Instead("a.packing", "U8", [7], "4bit_32"u8.ToArray()),
        "HQQ packed as `4bit_32` is not read");

    [Fact]
    public void ScalesAreOfOtherGroups() => PackedModel.AssertCostsItself(
        new TinyHqq(4, [40, 48], 64, 1).Packed.Instead("a.scale", "F16", [15, 2], TinyPacked.Scales(30)).Instead(
            "a.zero", "F16", [15, 2], TinyPacked.Scales(30)),
        "scales of [30, 1], of [1, 64], or one, were expected");

    [Fact]
    public void ZerosAreFewer() => PackedModel.AssertCostsItself(
        new TinyHqq(4, [40, 48], 64, 1).Packed.Instead("a.zero", "F16", [15, 1], TinyPacked.Scales(15)),
        "`a.zero`, F16 [15, 1], do not fit");

    [Fact]
    public void RowsAreEndlessAndNone() => PackedModel.AssertCostsItself(
        new TinyHqq(4, [40, 48], 64, 1).Packed.Instead("a.W_q", "F32", [0, long.MaxValue / 4], Array.Empty<float>()),
        "are not the codes of [40, 48]");
}
