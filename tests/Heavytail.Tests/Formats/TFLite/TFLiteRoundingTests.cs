using Heavytail.Tests.Support;
using Xunit;
using Table = Heavytail.Tests.Files.FlatBuffers.TinyFlatBuffer.Table;

namespace Heavytail.Tests.Formats.TFLite;

/// <summary>Operators that round, and repeat, what lies between a constant and its layer.</summary>
public sealed class TFLiteRoundingTests
{
    private const int F32 = 0;
    private const int F16 = 1;
    private const int I32 = 2;
    private const int F64 = 10;
    private const int U8 = 3;
    private const int I16 = 7;
    private const int I8 = 9;
    private const int Dequantize = 6;
    private const int Cast = 53;
    private const int Quantize = 114;
    private const int FullyConnected = 9;
    private static readonly float[] s_values = [-7, 0.1003f, 3.2f, 9.7f];

    /// <summary>Eight bits between −1 and 3: zero is the level 64, or 65 of 1 to 255.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void FakeQuantIsComputed(byte narrow)
    {
        using var checkpoint = TFLiteTests.Open(Weights().Tensor("v", [2, 2]).Operator(
            80, [0], [1], new Table((0, Bits(-1)), (1, Bits(3)), (2, 8), (3, narrow))).Operator(FullyConnected, [-1, 1],
            []));
        int levels = 255 - narrow;
        double scale = 4.0 / levels;
        double zero = Math.Round(levels / 4.0);
        double[] expected =
        [
            .. s_values.Select(value => Math.Round((
                Math.Clamp(value, -zero * scale, (levels - zero) * scale)) / scale) * scale),
        ];
        Assert.All(expected.Zip(checkpoint.Read("w")), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Equal("F32, computed by the graph", checkpoint.Tensor("w").Encoding);
    }

    [Theory]
    [InlineData(I32)]
    [InlineData(F16)]
    public void ConversionsRound(int type)
    {
        using var checkpoint = TFLiteTests.Open(Weights().Tensor("c", [2, 2], type).Tensor("v", [2, 2])
            .Operator(Cast, [0], [1]).Operator(Cast, [1], [2]).Operator(FullyConnected, [-1, 2], []));
        Assert.Equal(
            s_values.Select(value => type == I32 ? (int)value : (double)(Half)value), checkpoint.Read("w"));
    }

    /// <summary>Levels of 0.05 around 3, and of one step for each row; ties go away from zero.</summary>
    [Theory]
    [InlineData(I8, new[] { 0.05f }, new[] { 3L }, new[] { -6.55, 0.1, 3.2, 6.2 })]
    [InlineData(U8, new[] { 0.05f }, new[] { 128L }, new[] { -6.4, 0.1, 3.2, 6.35 })]
    [InlineData(I8, new[] { 2f, 0.2f }, null, new[] { -8, 0, 3.2, 9.8 })]
    [InlineData(I16, new[] { 0.5f }, new[] { 0L }, new[] { -7, 0, 3, 9.5 })]
    public void QuantizedConstantsAreComputed(int type, float[] scales, long[]? zeros, double[] expected)
    {
        using var checkpoint = TFLiteTests.Open(Weights()
            .Tensor("c", [2, 2], type, scales: TinyTFLite.Scales(scales, zeros)).Tensor("v", [2, 2])
            .Operator(Quantize, [0], [1]).Operator(Dequantize, [1], [2]).Operator(FullyConnected, [-1, 2], []));
        Assert.All(expected.Zip(checkpoint.Read("w")), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        Assert.Equal(
            ("F32, computed by the graph", "oi"),
            (checkpoint.Tensor("w").Encoding, checkpoint.Tensor("w").Role!.Axes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void QuantizersWithoutScalesOfTheirOwnAreNotComputed(bool isInBlocks)
    {
        using var checkpoint = TFLiteTests.Open(Weights()
            .Tensor("c", [2, 2], I8, scales: isInBlocks ? TinyTFLite.Blocks(0, 2) : null)
            .Operator(Quantize, [0], [1]).Operator(FullyConnected, [-1, 1], []));
        Assert.Equal(
            "it reaches FULLY_CONNECTED through QUANTIZE, which is not computed", checkpoint.Tensor("w").Unread);
    }

    [Fact]
    public void ConversionsThatWidenLeaveWhatIsStored()
    {
        using var checkpoint = TFLiteTests.Open(Weights().Tensor("c", [2, 2], F64).Tensor("v", [2, 2])
            .Operator(Cast, [0], [1]).Operator(Cast, [1], [2]).Operator(FullyConnected, [-1, 2], []));
        Assert.Equal(("F32", "oi"), (checkpoint.Tensor("w").Encoding, checkpoint.Tensor("w").Role!.Axes));
    }

    [Fact]
    public void RepeatsAreComputed()
    {
        using var checkpoint = TFLiteTests.Open(Weights().Tensor("m", [2], I32, [2, 0, 0, 0, 1, 0, 0, 0])
            .Tensor("v", [4, 2]).Operator(69, [0, 1], [2]).Operator(FullyConnected, [-1, 2], []));
        Assert.Equal([.. s_values, .. s_values], checkpoint.Read("v").Select(value => (float)value));
    }

    private static int Bits(float value) => BitConverter.SingleToInt32Bits(value);

    private static TinyTFLite Weights() =>
        new TinyTFLite().Tensor("w", [2, 2], F32, [.. s_values.SelectMany(BitConverter.GetBytes)]);
}
