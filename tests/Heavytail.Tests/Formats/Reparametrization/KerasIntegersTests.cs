using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Reparametrization;

/// <summary>Keras' int8 layers: weights are codes divided by scales.</summary>
public sealed class KerasIntegersTests
{
    /// <summary>
    /// A kernel has its scales on the last dimensions, an embedding on the first; a bias may lie between.
    /// </summary>
    [Theory]
    [InlineData(new long[] { 3, 4 }, new long[] { 4 }, true)]
    [InlineData(new long[] { 3, 4 }, new long[] { 4 }, false)]
    [InlineData(new long[] { 4, 4 }, new long[] { 4 }, true)]
    [InlineData(new long[] { 5, 4 }, new long[] { 5 }, false)]
    [InlineData(new long[] { 3, 2, 4 }, new long[] { 1, 2, 4 }, true)]
    [InlineData(new long[] { 3, 2, 4 }, new long[] { 2, 4 }, false)]
    public void Codes_are_divided_by_their_scales(long[] shape, long[] scaleShape, bool hasBias)
    {
        int count = (int)shape.Aggregate(1L, (all, side) => all * side);
        sbyte[] codes = [.. Enumerable.Range(0, count).Select(k => (sbyte)((k * 37 % 255) - 127))];
        float[] scales = [.. Enumerable.Range(0, (int)scaleShape.Aggregate(1L, (all, side) => all * side))
            .Select(k => 0.5f + k)];
        var tensors = new List<(string, string, long[], byte[])>
        {
            ("layers/dense/vars/0", "I8", shape, [.. codes.Select(code => (byte)code)]),
        };
        if (hasBias)
        {
            tensors.Add(("layers/dense/vars/1", "F32", [shape[^1]], new byte[shape[^1] * sizeof(float)]));
        }

        string last = $"layers/dense/vars/{tensors.Count}";
        tensors.Add((last, "F32", scaleShape, TinySafeTensors.Bytes(scales)));
        using var file = new TinyFile("m.safetensors", TinySafeTensors.File([.. tensors]));
        bool isFirst = scaleShape.Length == 1 && scaleShape[0] == shape[0] && shape[0] != shape[^1];
        int run = isFirst ? count / scales.Length : 1;
        Assert.Equal(
            codes.Select((code, k) => (double)(float)(code * (1.0 / scales[k / run % scales.Length]))),
            file.Numbers("layers/dense/vars/0"));
        Assert.Equal("int8 with scales", file["layers/dense/vars/0"].Encoding);
        Assert.True(file["layers/dense/vars/0"].IsQuantized);
        Assert.True(file[last].IsCompanion);
    }

    [Fact]
    public void Case()
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path("cases/quantised/int8.keras"));
        var model = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(2, model.Layers.Count);
        Assert.Equal(3.1209173128292576, model.Layers[0]["alpha"]!.Value, 1e-6);
        Assert.Equal(2.3435285797510517, model.Layers[1]["alpha"]!.Value, 1e-6);
    }
}
