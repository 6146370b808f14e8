using Heavytail.Tensors;
using Xunit;

namespace Heavytail.Tests.Formats.Quantization;

/// <summary>Scales and zeros under the names that libraries give them: applied, or the codes are not read.</summary>
public sealed class ScaleNamesTests
{
    private static readonly byte[] s_fp8 = [.. TinyPacked.Codes(9600, 0x70).Select(code => (byte)code)];
    private static readonly sbyte[] s_int8 = [.. TinyPacked.Codes(9600, 256).Select(code => (sbyte)(code - 128))];

    [Theory]
    [InlineData("a.weight", "a.weight_scale")]
    [InlineData("a.weight", "a.weight_scales")]
    [InlineData("a.weight", "a.scales")]
    [InlineData("a.weight", "a.scale_inv")]
    [InlineData("wq.weight", "wq.qscale_weight")]
    [InlineData("experts.down_proj", "experts.down_proj_weight_scale")]
    [InlineData("experts.down_proj", "experts.down_proj_weight_scale_inv")]
    [InlineData("experts.down_proj", "experts.down_proj_scales")]
    public void Scales_are_applied(string name, string scale)
    {
        float[] scales = [.. Enumerable.Range(0, 96).Select(k => 0.5f + k)];
        using var model = new PackedModel(new TinyPacked()
            .Add(name, "F8_E4M3", [96, 100], s_fp8).Add(scale, "F32", [96, 1], scales));
        model.AssertNumbers(
            model.Weight(name, [96, 100], "F8_E4M3 per channel"), 9600,
            k => Small(s_fp8[k]) * (double)scales[k / 100]);
    }

    [Theory]
    [InlineData("a.weight_zero_point", "a.weight_scale")]
    [InlineData("a.zero_point", "a.scale")]
    [InlineData("a.zero_points", "a.scales")]
    [InlineData("a.zero_point", "a.weight_scale")]
    public void Zeros_are_applied(string zero, string scale)
    {
        using var model = new PackedModel(new TinyPacked()
            .Add("a.weight", "I8", [96, 100], s_int8)
            .Add(scale, "F32", [], new[] { 0.25f }).Add(zero, "I8", [], new sbyte[] { 5 }));
        model.AssertNumbers(
            model.Weight("a.weight", [96, 100], "I8 per tensor"), 9600, k => (s_int8[k] - 5) * 0.25);
    }

    /// <summary>Nobody has published what these do to the codes.</summary>
    [Theory]
    [InlineData("F8_E4M3", "a.w_scale")]
    [InlineData("F8_E4M3", "a.weight_descale")]
    [InlineData("F8_E4M3", "a.dequant_scale")]
    [InlineData("F8_E4M3", "a.weight.scale")]
    [InlineData("I8", "a.weight_offset", "a.weight_scale")]
    [InlineData("I8", "a.zp", "a.scale")]
    [InlineData("I8", "a.zeros", "a.scale")]
    [InlineData("U8", "a.weight_scale")]
    public void Codes_of_unknown_companions_are_not_read(string type, string unknown, string? scale = null)
    {
        var packed = new TinyPacked();
        packed = type == "I8" ? packed.Add("a.weight", type, [96, 100], s_int8)
            : packed.Add("a.weight", type, [96, 100], s_fp8);
        packed = packed.Add(unknown, "F32", [96, 1], TinyPacked.Floats(96)).Add(
            "b", "F32", [20, 20], TinyPacked.Floats(400));
        packed = scale is null ? packed : packed.Add(scale, "F32", [96, 1], TinyPacked.Floats(96));
        using var model = new PackedModel(packed);
        var found = Analyzer.Analyze(model.Checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("b", Assert.Single(found.Layers).Name);
        Assert.Contains($"`{unknown}`", Reason("a.weight"), StringComparison.Ordinal);
        Assert.StartsWith("codes of a scheme that is not read", Reason("a.weight"), StringComparison.Ordinal);
        Assert.All(
            [unknown, scale ?? unknown],
            name => Assert.Equal(
                SkipReason.Companion, found.Skipped.Single(skipped => skipped.Name == name).Reason));

        string Reason(string name) => found.Skipped.Single(skipped => skipped.Name == name).Explanation;
    }

    /// <summary>Symmetric schemes store zeros all the same.</summary>
    [Fact]
    public void Offsets_that_are_zero_change_nothing()
    {
        using var model = new PackedModel(new TinyPacked()
            .Add("a.weight", "I8", [96, 100], s_int8).Add("a.weight_scale", "F32", [], new[] { 0.25f })
            .Add("a.weight_offset", "F32", [96, 1], new float[96]));
        model.AssertNumbers(
            model.Weight("a.weight", [96, 100], "I8 per tensor"), 9600, k => s_int8[k] * 0.25);
    }

    /// <summary>A matrix of fewer rows than a block has one row of scales.</summary>
    [Theory]
    [InlineData(96, 100, 1, "F8_E4M3 per tensor", 100)]
    [InlineData(32, 300, 3, "F8_E4M3, blocks of 128 × 128", 128)]
    [InlineData(64, 150, 2, "F8_E4M3, blocks of 128 × 128", 128)]
    [InlineData(16, 600, 5, "F8_E4M3, blocks of 128 × 128", 128)]
    public void One_row_of_scales_is_in_blocks(int rows, int columns, int count, string encoding, int block)
    {
        float[] scales = [.. Enumerable.Range(0, count).Select(k => 0.5f + k)];
        using var model = new PackedModel(new TinyPacked()
            .Add("a.weight", "F8_E4M3", [rows, columns], s_fp8).Add("a.weight_scale_inv", "F32", [1, count], scales));
        model.AssertNumbers(
            model.Weight("a.weight", [rows, columns], encoding), 9600,
            k => Small(s_fp8[k]) * (double)scales[k % columns / block]);
    }

    [Fact]
    public void A_scale_beside_real_numbers_is_not_theirs()
    {
        using var model = new PackedModel(new TinyPacked()
            .Add("a.weight", "F32", [20, 20], TinyPacked.Floats(400))
            .Add("a.weight_scale", "F32", [20, 1], TinyPacked.Floats(20)));
        var found = Analyzer.Analyze(model.Checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("a", Assert.Single(found.Layers).Name);
        Assert.Equal(
            "a scale or zeros of codes, beside `a.weight`, which is stored as real numbers",
            Assert.Single(found.Skipped).Explanation);
    }

    private static double Small(byte code)
    {
        double[] number = new double[1];
        ElementConversion.ToDouble(ElementType.F8E4M3, [code], number);
        return number[0];
    }
}
