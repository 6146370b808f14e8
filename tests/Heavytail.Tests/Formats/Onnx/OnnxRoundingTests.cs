using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Onnx;

/// <summary>
/// Conversions that round, kernels whose dimensions are put in on the way, and products with vectors.
/// </summary>
public sealed class OnnxRoundingTests
{
    private static readonly float[] s_values = [3.3f, -4.4f, 0.7f, 2.6f, 4, 1.003f];

    [Theory]
    [InlineData(6)]
    [InlineData(10)]
    [InlineData(16)]
    public void ConversionsRound(long type)
    {
        var model = new TinyOnnx().Floats("w", [3, 2], s_values).Node("Cast w -> c", TinyOnnx.Int("to", type))
            .Node("Cast c -> v", TinyOnnx.Int("to", 1)).Node("MatMul x v -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal(s_values.Select(value => type switch
        {
            6 => (int)value,
            10 => (double)(Half)value,
            _ => Significant(value, 8),
        }), file.Numbers("w"));
        Assert.Equal("F32, computed by the graph [3, 2] Dense io MatMul", file.Line("w"));
    }

    [Fact]
    public void ConversionsThatWidenLeaveWhatIsStored()
    {
        var model = new TinyOnnx().Floats("w", [3, 2], s_values).Node("Cast w -> c", TinyOnnx.Int("to", 11))
            .Node("Cast c -> v", TinyOnnx.Int("to", 1)).Node("MatMul x v -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal("F32 [3, 2] Dense io MatMul", file.Line("w"));
    }

    /// <summary>
    /// A matrix that a convolution takes as kernels of one position has the convolution's dimensions.
    /// </summary>
    [Theory]
    [InlineData("Unsqueeze w to -> v", new long[] { 2, 3 }, "[3, 2, 1, 1] Convolution oikk Conv")]
    [InlineData("Unsqueeze w to -> v", new long[] { -1 }, "[3, 2, 1] Convolution oik Conv")]
    [InlineData("Reshape w to -> v", new long[] { 3, 2, 1, 1 }, "[3, 2, 1, 1] Convolution oikk Conv")]
    public void KernelsThatAreMatrices(string node, long[] to, string expected)
    {
        var model = new TinyOnnx().Floats("w", [3, 2], s_values).Integers("to", to).Node(node).Node("Conv x v -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal($"F32 {expected}", file.Line("w"));
        Assert.Equal(s_values.Select(value => (double)value), file.Numbers("w"));
    }

    [Fact]
    public void KernelsThatAreTurnedMatrices()
    {
        var model = new TinyOnnx().Floats("w", [3, 2], s_values).Integers("to", 2, 3).Node("Transpose w -> t")
            .Node("Unsqueeze t to -> v").Node("Conv x v -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal("F32 [3, 2, 1, 1] Convolution iokk Conv", file.Line("w"));
    }

    /// <summary>W/(u·W·v), as PyTorch exports spectral norm, of kernels that are reshaped for it.</summary>
    [Theory]
    [InlineData("w")]
    [InlineData("l.weight_orig")]
    public void SpectralNormOfAConvolution(string name)
    {
        float[] left = [0.5f, -1, 2];
        float[] right = [0.25f, 3];
        var model = new TinyOnnx().Floats(name, [3, 2, 1, 1], s_values).Floats("l.weight_u", [3], left)
            .Floats("l.weight_v", [2], right).Integers("to", 3, -1).Node($"Reshape {name} to -> m")
            .Node("MatMul m l.weight_v -> mv").Node("MatMul l.weight_u mv -> s").Node($"Div {name} s -> v")
            .Node("Conv x v -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        double sigma = s_values.Select((value, at) => (double)value * left[at / 2] * right[at % 2]).Sum();
        Assert.Equal("F32, computed by the graph [3, 2, 1, 1] Convolution oikk Conv", file.Line(name));
        Assert.All(
            s_values.Zip(file.Numbers(name)), pair => Assert.Equal(pair.First / sigma, pair.Second, 1e-5));
    }

    [Theory]
    [InlineData("Tile w to -> v", new long[] { 1, 2 }, new double[] { 0, 1, 0, 1, 2, 3, 2, 3, 4, 5, 4, 5 })]
    [InlineData("Pad w to -> v", new long[] { 1, 0, 0, 1 }, new double[] { 0, 0, 0, 0, 1, 0, 2, 3, 0, 4, 5, 0 })]
    public void RepeatsAndZeros(string node, long[] to, double[] expected)
    {
        var model = new TinyOnnx().Counting("w", 3, 2).Integers("to", to).Node(node).Node("MatMul x v -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        var weight = Assert.Single(
            file.Checkpoint.Tensors, tensor => tensor.Role is { Purpose: TensorPurpose.Dense });
        Assert.Equal(expected, file.Numbers(weight.Name));
    }

    private static double Significant(float value, int bits)
    {
        double unit = Math.Pow(2, Math.Floor(Math.Log2(Math.Abs(value))) - bits + 1);
        return Math.Round(value / unit, MidpointRounding.ToEven) * unit;
    }
}
