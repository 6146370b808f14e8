using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Quantization;

/// <summary>TorchAO's tensors in safetensors: every weight by the formula of its class.</summary>
public sealed class TorchAoWeightsTests
{
    [Theory]
    [InlineData("Int8Tensor", new long[] { 6, 10 }, new long[] { 1, 10 }, "TorchAO I8, per channel")]
    [InlineData("Int8Tensor", new long[] { 6, 10 }, new long[] { 6, 10 }, "TorchAO I8, per tensor")]
    [InlineData("Int8Tensor", new long[] { 6, 10 }, new long[] { 6, 1 }, "TorchAO I8, blocks of 6 × 1")]
    [InlineData("IntxUnpackedToInt8Tensor", new long[] { 6, 12 }, new long[] { 1, 4 }, "TorchAO I8, groups of 4")]
    [InlineData("IntxUnpackedToInt8Tensor", new long[] { 2, 6, 12 }, new long[] { 1, 1, 4 }, "TorchAO I8, groups of 4")]
    [InlineData("Float8Tensor", new long[] { 6, 12 }, new long[] { 2, 3 }, "TorchAO F8_E4M3, blocks of 2 × 3")]
    [InlineData("Float8Tensor", new long[] { 6, 12 }, new long[] { 1, 12 }, "TorchAO F8_E4M3, per channel")]
    public void A_code_a_byte(string type, long[] shape, long[] block, string encoding)
    {
        using var model = new PackedModel(Bytes(type, shape, block));
        var weight = model.Weight("a.weight", shape, encoding);
        int columns = (int)shape[^1];
        int rows = (int)shape[^2];
        int count = (int)shape.Aggregate(1L, (all, side) => all * side);
        (int down, int across) = ((int)(rows / block[^2]), (int)(columns / block[^1]));
        model.AssertNumbers(weight, count, k =>
        {
            (int matrix, int row, int column) = (k / columns / rows, k / columns % rows, k % columns);
            int group = (((matrix * down) + (int)(row / block[^2])) * across) + (int)(column / block[^1]);
            double code = type == "Float8Tensor" ? Small(k) : (sbyte)Code(k);
            return (code - (type[0] == 'I' && type[3] == 'x' ? (group % 5) - 2 : 0)) * (0.25 + group);
        });
        model.AssertCompanion("a._weight_scale", "scales of TorchAO");
        Assert.Equal(count, LayerInventory.CountParameters(model.Checkpoint));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_codes_a_byte(bool isOld)
    {
        using var model = new PackedModel(Pairs(isOld));
        var weight = model.Weight("a.weight", [5, 8], "TorchAO 4 bit, groups of 4");
        int[] codes = TinyPacked.Codes(40, 16);
        model.AssertNumbers(weight, 40, k =>
        {
            int group = (k % 8 / 4 * 5) + (k / 8);
            int code = codes[k] < 8 ? codes[k] : codes[k] - 16;
            return (code * (0.5 + group)) + group - 3;
        });
    }

    [Fact]
    public void Plain_tensors_have_their_names_again()
    {
        using var model = new PackedModel(
            Pairs(isOld: true).Add("b.weight:_data", "F32", [20, 20], TinyPacked.Floats(400))
                .Say("b.weight", """{"_type": "Tensor"}"""));
        Assert.Equal(TinyPacked.Floats(400).Select(value => (double)value), model.Checkpoint.Read("b.weight"));
    }

    /// <summary>Experts have a matrix of codes, of scales and of zeros each.</summary>
    [Fact]
    public void Stacks_of_pairs_have_scales_of_their_own()
    {
        int[] codes = TinyPacked.Codes(80, 16);
        float[] scales = TinyPacked.Floats(20);
        using var model = new PackedModel(new TinyPacked()
            .Add("a._weight_qdata", "I8", [2, 5, 4], TinyPacked.Nibbles(codes))
            .Add("a._weight_scale", "F32", [2, 2, 5], scales)
            .Add("a._weight_zero_point", "F32", [2, 2, 5], Enumerable.Range(0, 20).Select(k => k - 3f).ToArray())
            .Say("a.weight", """{"_type": "Int4Tensor", "_data": {"block_size": [1, 1, 4]}}"""));
        model.AssertNumbers(
            model.Weight("a.weight", [2, 5, 8], "TorchAO 4 bit, groups of 4"), 80,
            k =>
            {
                (int expert, int row, int group) = (k / 40, k % 40 / 8, k % 8 / 4);
                int at = (expert * 10) + (group * 5) + row;
                return ((codes[k] < 8 ? codes[k] : codes[k] - 16) * (double)scales[at]) + (at - 3);
            });
    }

    [Theory]
    [InlineData("Int4TilePackedTo4dTensor")]
    [InlineData("NVFP4Tensor")]
    public void The_order_of_a_kernel_is_named(string type) => PackedModel.AssertCostsItself(
        Pairs().Say("a.weight", $$"""{"_type": "{{type}}", "_data": {} }"""), $"TorchAO's `{type}` is not read");

    [Theory]
    [InlineData("a._weight_qdata", "a._weight_scale")]
    [InlineData("a.weight:qdata", "a.weight:scale")]
    public void Without_metadata_it_is_named(string codes, string scale)
    {
        using var model = new PackedModel(new TinyPacked().Add(codes, "I8", [6, 10], new byte[60])
            .Add(scale, "F32", [6, 1], new float[6]));
        Assert.Contains(
            "codes of TorchAO", model.Checkpoint.Tensors.Single(tensor => tensor.Name == codes).Unread,
            StringComparison.Ordinal);
        Assert.True(model.Checkpoint.Tensors.Single(tensor => tensor.Name == scale).IsCompanion);
    }

    [Theory]
    [InlineData("""{"_type": "Int8Tensor", "_data": {"block_size": [1, 5]}}""", "each of the blocks of [1, 5]")]
    [InlineData("""{"_type": "Int8Tensor", "_data": {"block_size": [1, -5]}}""", "not a list of positive integers")]
    [InlineData("""{"_type": "Int8Tensor", "_data": {"block_size": [10]}}""", "a scale for each of the blocks of [10]")]
    [InlineData("""{"_type": "Float8Tensor", "_data": 1}""", "codes of a byte and a scale")]
    [InlineData("""{"_type": "Int4Tensor"}""", "not a matrix, or a stack of them, of two codes a byte with a `zero_point`")]
    public void TheDescriptionLies(string description, string fact) => PackedModel.AssertCostsItself(
        Bytes("Int8Tensor", [6, 10], [1, 10]).Say("a.weight", description), fact);

    [Fact]
    public void ScalesAreNotTransposed() => PackedModel.AssertCostsItself(
        Pairs().Instead("a._weight_scale", "F32", [5, 2], new float[10]), "scales of [groups, 5]");

    [Fact]
    public void ZerosAreFewer() => PackedModel.AssertCostsItself(
        Pairs().Instead("a._weight_zero_point", "F32", [1, 5], new float[5]), "a zero for each of the scales [2, 5]");

    [Fact]
    public void TheActivationsAreScaled() => PackedModel.AssertCostsItself(
        Pairs().Add("a._weight_act_pre_scale", "F32", [8], new float[8]), "weights behind scaled activations");

    [Theory]
    [InlineData("{")]
    [InlineData("[\"_type\"]")]
    [InlineData("""{"_type": 1}""")]
    [InlineData("""{"_type": "Int8Tensor", "\ud800": 1}""")]
    public void TheDescriptionIsNone(string description)
    {
        using var model = new PackedModel(Bytes("Int8Tensor", [6, 10], [1, 10]).Say("a.weight", description));
        Assert.Contains("codes of TorchAO", model.Checkpoint.Tensors[0].Unread, StringComparison.Ordinal);
    }

    /// <summary>A layer whose codes take a byte each.</summary>
    internal static TinyPacked Bytes(string type, long[] shape, long[] block)
    {
        int count = (int)shape.Aggregate(1L, (all, side) => all * side);
        long[] groups = [.. shape.Select((side, i) => side / block[i])];
        int scales = (int)groups.Aggregate(1L, (all, side) => all * side);
        var packed = new TinyPacked()
            .Add(
                "a._weight_qdata", type == "Float8Tensor" ? "F8_E4M3" : "I8", shape,
                Enumerable.Range(0, count).Select(Code).ToArray())
            .Add("a._weight_scale", "F32", groups, Enumerable.Range(0, scales).Select(k => 0.25f + k).ToArray())
            .Say("format", "pt").Say("tensor_names", "[\"a.weight\"]").Say(
                "a.weight",
                $$$"""
                {"_type": "{{{type}}}", "_data": {"block_size": [{{{string.Join(", ", block)}}}],
                "dtype": {"_type": "torch.dtype", "_data": "bfloat16"} } }
                """);
        return type == "IntxUnpackedToInt8Tensor"
            ? packed.Add(
                "a._weight_zero_point", "I8", groups,
                Enumerable.Range(0, scales).Select(k => (byte)(sbyte)((k % 5) - 2)).ToArray())
            : packed;
    }

    /// <summary>A layer [5, 8] with two codes a byte, groups of four.</summary>
    internal static TinyPacked Pairs(bool isOld = false)
    {
        string start = isOld ? "a.weight:" : "a._weight_";
        return new TinyPacked()
            .Add(start + "qdata", "I8", [5, 4], TinyPacked.Nibbles(TinyPacked.Codes(40, 16)))
            .Add(start + "scale", "F32", [2, 5], TinyPacked.Floats(10))
            .Add(start + "zero_point", "F32", [2, 5], Enumerable.Range(0, 10).Select(k => k - 3f).ToArray())
            .Say("a.weight", """{"_type": "Int4Tensor", "_data": {"block_size": [1, 4], "shape": [5, 8]}}""");
    }

    private static byte Code(int k) => (byte)(k * 37 % 120);

    /// <summary>E4M3 by its definition: four bits of the exponent with a bias of 7, three of the fraction.</summary>
    private static double Small(int k)
    {
        (int exponent, int fraction) = (Code(k) >> 3, Code(k) & 7);
        return exponent == 0 ? fraction / 512.0 : (1 + (fraction / 8.0)) * Math.Pow(2, exponent - 7);
    }
}
