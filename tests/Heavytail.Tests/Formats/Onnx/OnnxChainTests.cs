using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Onnx;

/// <summary>Operators between stored tensors and the node that takes a weight. Elements by hand or by NumPy.</summary>
public sealed class OnnxChainTests
{
    private const string Weight = "F32, computed by the graph";

    [Theory]
    [InlineData(new long[] { 4, 18 }, new long[] { 4, 2, 3, 3 }, "Conv x u -> y", "[4, 2, 3, 3] Convolution oikk Conv")]
    [InlineData(
        new long[] { 4, 18 }, new long[] { 0, 2, 3, -1 }, "Conv x u -> y", "[4, 2, 3, 3] Convolution oikk Conv")]
    [InlineData(
        new long[] { 4, 3, 9 }, new long[] { 4, 3, 3, 3 }, "Conv x u -> y", "[4, 3, 3, 3] Convolution oikk Conv")]
    [InlineData(new long[] { 6, 4 }, new long[] { 4, 6 }, "MatMul x u -> y", "[4, 6] Dense io MatMul")]
    [InlineData(new long[] { 24 }, new long[] { 4, 6 }, "MatMul x u -> y", "[4, 6] Dense io MatMul")]
    public void ReshapesThatSplit(long[] stored, long[] to, string user, string expected)
    {
        var model = new TinyOnnx().Counting("w", stored).Integers("to", to).Node("Reshape w to -> u").Node(user);
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal($"F32 {expected}", file.Line("w"));
        Assert.Equal(Enumerable.Range(0, (int)file["w"].Shape.ElementCount).Select(i => (double)i), file.Numbers("w"));
    }

    /// <summary>A dimension that a Transpose has moved is split where it is stored.</summary>
    [Fact]
    public void ReshapesThatSplitWhatIsTransposed()
    {
        var model = new TinyOnnx().Counting("w", 6, 4).Integers("to", 2, 12)
            .Node("Transpose w -> t").Node("Reshape t to -> u").Node("MatMul x u -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal("F32 [6, 2, 2] Dense oio MatMul", file.Line("w"));

        // w.T.reshape(3, 8): 3 and 4 have no common pieces.
        model = new TinyOnnx().Counting("w", 6, 4).Integers("to", 3, 8)
            .Node("Transpose w -> t").Node("Reshape t to -> u").Node("MatMul x u -> y");
        using var computed = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal($"{Weight} [3, 8] Dense io MatMul", computed.Line("w"));
        Assert.Equal([0, 4, 8, 12, 16, 20, 1, 5, 9, 13, 17, 21, 2, 6, 10, 14, 18, 22, 3, 7, 11, 15, 19, 23],
            computed.Numbers("w"));
    }

    [Fact]
    public void CodesThatAreReshaped()
    {
        byte[] codes = [.. Enumerable.Range(0, 36).Select(i => (byte)i)];
        var after = new TinyOnnx().Raw("q", TinyOnnx.I8, [2, 18], codes).Floats("s", [2], 1, 2)
            .Integers("to", 2, 2, 3, 3)
            .Node("DequantizeLinear q s -> d", TinyOnnx.Int("axis", 0)).Node("Reshape d to -> u").Node("Conv x u -> y");
        using var first = new TinyFile("m.onnx", after.ToArray());
        Assert.Equal("I8 per channel [2, 2, 3, 3] Convolution oikk Conv", first.Line("q"));
        Assert.Equal((17, 36, 70), (first.Numbers("q")[17], first.Numbers("q")[18], first.Numbers("q")[35]));

        var before = new TinyOnnx().Raw("q", TinyOnnx.I8, [36], codes).Floats("s", [4], 1, 2, 3, 4).Integers("to", 9, 4)
            .Node("Reshape q to -> u").Node("DequantizeLinear u s -> d").Node("MatMul x d -> y");
        using var second = new TinyFile("m.onnx", before.ToArray());
        Assert.Equal("I8 per channel [9, 4] Dense io MatMul", second.Line("q"));
        Assert.Equal([0, 2, 6, 12, 4, 10], second.Numbers("q")[..6]);
    }

    [Theory]
    [InlineData(new long[] { 6, 2, 2 }, 1, "[6, 2, 2] Dense ioo MatMul")]
    [InlineData(new long[] { 2, 3, 4 }, -1, "[2, 3, 4] Dense iio MatMul")]
    public void Flatten(long[] stored, long axis, string expected)
    {
        var model = new TinyOnnx().Counting("w", stored).Node("Flatten w -> u", TinyOnnx.Int("axis", axis))
            .Node("MatMul x u -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal($"F32 {expected}", file.Line("w"));
    }

    [Theory]
    [InlineData("Mul w m -> v", new[] { 0.0, 0, 2, 3, 0, 5 })]
    [InlineData("Mul m w -> v", new[] { 0.0, 0, 2, 3, 0, 5 })]
    [InlineData("Add w m -> v", new[] { 0.0, 1, 3, 4, 4, 6 })]
    [InlineData("Mul w s -> v", new[] { 0.0, 0.5, 1, 1.5, 2, 2.5 })]
    [InlineData("Mul w row -> v", new[] { 0.0, 10, 200, 3, 40, 500 })]
    [InlineData("Div w column -> v", new[] { 0.0, 1, 2, 1.5, 2, 2.5 })]
    [InlineData("Where m w z -> v", new[] { -1.0, -1, 2, 3, -1, 5 })]
    [InlineData("Where m z w -> v", new[] { 0.0, 1, -1, -1, 4, -1 })]
    [InlineData("Sub w row -> v", new[] { -1.0, -9, -98, 2, -6, -95 })]
    public void ElementsAreComputed(string node, double[] expected)
    {
        var model = Operands().Node(node).Node("MatMul x v -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal($"{Weight} [2, 3] Dense io MatMul", file.Line("w"));
        Assert.Equal(expected, file.Numbers("w"));
        if (node.Contains(" m ", StringComparison.Ordinal))
        {
            Assert.Equal(
                "F32 [2, 3] NotAWeight an operand of what the graph computes `w` from", file.Line("m"));
        }
    }

    /// <summary>W + B·A, as a merged adapter is written: B·A = [[3, 2, 1], [6, 4, 2]].</summary>
    [Fact]
    public void LowRankChangesAreAdded()
    {
        var model = Operands().Floats("b", [2, 1], 1, 2).Floats("a", [1, 3], 3, 2, 1)
            .Node("MatMul b a -> ba").Node("Add w ba -> v").Node("MatMul x v -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal([3, 3, 3, 9, 8, 7], file.Numbers("w"));
        Assert.Equal("F32 [2, 1] NotAWeight a factor of what the graph computes `w` from", file.Line("b"));

        // With a scale, and on the way through a Transpose: 2·B·A.
        var scaled = Operands().Floats("b", [2, 1], 1, 2).Floats("a", [1, 3], 3, 2, 1).Floats("two", [], 2)
            .Node("MatMul b a -> ba").Node("Mul ba two -> c").Node("Add c w -> v").Node("Transpose v -> t")
            .Node("MatMul x t -> y");
        using var turned = new TinyFile("m.onnx", scaled.ToArray());
        Assert.Equal($"{Weight} [2, 3] Dense oi MatMul", turned.Line("w"));
        Assert.Equal([6, 5, 4, 15, 12, 9], turned.Numbers("w"));
    }

    /// <summary>g·v / ‖v‖ along the first dimension and along all others: numpy.linalg.norm.</summary>
    [Theory]
    [InlineData(0, new[] { 0.0, 4.85071250072666, 74.27813527082075,
        2.0, 19.40285000290664, 185.69533817705187 })]
    [InlineData(1, new[] { 0.0, 8.94427190999916, 178.88543819998316,
        0.848528137423857, 11.31370849898476, 141.4213562373095 })]
    public void WeightNorm(int axis, double[] expected)
    {
        var model = new TinyOnnx().Floats("v", [2, 3], 0, 1, 2, 3, 4, 5).Floats("g", [1, 3], 2, 20, 200)
            .Node("ReduceL2 v -> n", TinyOnnx.Ints("axes", axis)).Node("Div v n -> d").Node("Mul d g -> w")
            .Node("MatMul x w -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal(expected.Select(value => (double)(float)value), file.Numbers("v"));
    }

    /// <summary>0.26 / 0.1 is 2.6: 3, and 9 is cut off at 127 · 0.05.</summary>
    [Fact]
    public void FloatsThatAreQuantizedInTheGraph()
    {
        var model = new TinyOnnx().Floats("w", [2, 2], 0.26f, -0.26f, 9, 1).Floats("s", [2], 0.1f, 0.05f)
            .Raw("z", TinyOnnx.I8, [2], 0, 0).Node("QuantizeLinear w s z -> q").Node("DequantizeLinear q s z -> d")
            .Node("MatMul x d -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal([3 * 0.1f, -5 * 0.05f, 90 * 0.1f, 20 * 0.05f], file.Numbers("w").Select(value => (float)value));
    }

    [Fact]
    public void PiecesAndJoins()
    {
        var model = Operands().Node("Split w -> a b", TinyOnnx.Int("axis", 0), TinyOnnx.Ints("split", 1, 1))
            .Node("MatMul x a -> y").Node("MatMul x b -> z").Node("Concat w m -> j").Node("MatMul x j -> k");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal([0, 1, 2], file.Numbers("w/a"));
        Assert.Equal([3, 4, 5], file.Numbers("w/b"));
        Assert.Equal([0, 1, 2, 3, 4, 5, 0, 0, 1, 1, 0, 1], file.Numbers("j"));
        Assert.Equal(TensorPurpose.NotAWeight, file["w"].Role!.Purpose);
    }

    /// <summary>What is not computed is listed with the operator; a weight that is used as it is stays one.</summary>
    [Fact]
    public void WhatIsNotComputedIsNotAnalyzed()
    {
        var model = Operands().Node("Softmax w -> v").Node("MatMul x v -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        var unread = Assert.Single(file.Checkpoint.Unread);
        Assert.Equal("w", unread.Name);
        Assert.Equal("it reaches MatMul through `Softmax`, which is not computed", unread.Unread);

        using var used = new TinyFile("m.onnx", model.Node("MatMul x w -> z").ToArray());
        Assert.Equal("F32 [2, 3] Dense io MatMul", used.Line("w"));
    }

    /// <summary>A table of positions goes through a small network before any input: its matrices are weights.</summary>
    [Fact]
    public void NetworksOfConstantsKeepTheirWeights()
    {
        var model = Operands().Counting("hidden", 3, 4).Node("MatMul m hidden -> h").Node("Relu h -> r")
            .Node("Add x r -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal("F32 [3, 4] Dense io MatMul", file.Line("hidden"));
    }

    private static TinyOnnx Operands() => new TinyOnnx().Counting("w", 2, 3).Floats("m", [2, 3], 0, 0, 1, 1, 0, 1)
        .Floats("s", [], 0.5f).Floats("row", [3], 1, 10, 100).Floats("column", [2, 1], 1, 2).Floats("z", [], -1);
}
