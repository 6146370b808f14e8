using Heavytail.Tests.Files.Protobuf;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Onnx;

/// <summary>Integers that nodes make weights of.</summary>
public sealed class OnnxQuantizationTests
{
    private static readonly byte[] s_codes = [1, 2, 3, 0xFF, 0xFE, 0xFD];

    [Fact]
    public void OneScale()
    {
        var model = Codes().Floats("s", [], 0.5f).Raw("z", TinyOnnx.I8, [], 1)
            .Node("DequantizeLinear q s z -> w").Node("MatMul x w -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal("I8 per tensor [2, 3] Dense io MatMul", file.Line("q"));
        Assert.Equal([0, 0.5, 1, -1, -1.5, -2], file.Numbers("q"));
        Assert.Equal(
            (ElementType.F32, true, 6), (file["q"].Type, file["q"].IsQuantized, (int)file["q"].StoredByteCount));
    }

    [Theory]
    [InlineData(0, new[] { 1f, 10 }, new[] { 1.0, 2, 3, -10, -20, -30 })]
    [InlineData(1, new[] { 1f, 10, 100 }, new[] { 1.0, 20, 300, -1, -20, -300 })]
    [InlineData(-1, new[] { 1f, 10, 100 }, new[] { 1.0, 20, 300, -1, -20, -300 })]
    public void OneScaleForEachChannel(int axis, float[] scales, double[] expected)
    {
        var model = Codes().Floats("s", [scales.Length], scales)
            .Node("DequantizeLinear q s -> w", TinyOnnx.Int("axis", axis)).Node("Transpose w -> t")
            .Node("MatMul x t -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal("I8 per channel [2, 3] Dense oi MatMul", file.Line("q"));
        Assert.Equal(expected, file.Numbers("q"));
    }

    [Fact]
    public void BlocksOfAnAxis()
    {
        var model = new TinyOnnx().Raw("q", TinyOnnx.I4, [3, 2], 0x21, 0xF3, 0x7F)
            .Floats("s", [2, 2], 1, 10, 100, 1000).Raw("z", TinyOnnx.I4, [2, 2], 0x10, 0x00)
            .Node("DequantizeLinear q s z -> w", TinyOnnx.Int("axis", 0), TinyOnnx.Int("block_size", 2))
            .Node("MatMul x w -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal("I4, blocks of 2 [3, 2] Dense io MatMul", file.Line("q"));

        // Codes 1 2 / 3 −1 / −1 7, zeros 0 1 / 0 0.
        Assert.Equal([1, 10, 3, -20, -100, 7000], file.Numbers("q"));
    }

    [Theory]
    [InlineData(TinyOnnx.U8, new byte[] { 1, 255 }, new[] { 1.0, 255 })]
    [InlineData(5, new byte[] { 1, 0, 255, 255 }, new[] { 1.0, -1 })]
    [InlineData(4, new byte[] { 1, 0, 255, 255 }, new[] { 1.0, 65535 })]
    [InlineData(TinyOnnx.I32, new byte[] { 1, 0, 0, 0, 255, 255, 255, 255 }, new[] { 1.0, -1 })]
    [InlineData(TinyOnnx.U4, new byte[] { 0xF1 }, new[] { 1.0, 15 })]
    [InlineData(TinyOnnx.I4, new byte[] { 0x81 }, new[] { 1.0, -8 })]
    [InlineData(25, new byte[] { 0x0D }, new[] { 1.0, 3 })]
    [InlineData(26, new byte[] { 0x0D }, new[] { 1.0, -1 })]
    [InlineData(17, new byte[] { 0x38, 0xB9 }, new[] { 1.0, -1.125 })]
    [InlineData(17, new byte[] { 0x01, 0x7E }, new[] { 0.001953125, 448 })]
    [InlineData(19, new byte[] { 0x3C, 0xC1 }, new[] { 1.0, -2.5 })]
    public void CodesOfEveryType(int type, byte[] bytes, double[] expected)
    {
        var model = new TinyOnnx().Raw("q", type, [1, 2], bytes).Raw("s", TinyOnnx.F16, [], 0, 0x3C)
            .Node("DequantizeLinear q s -> w").Node("Gemm x w -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal(expected, file.Numbers("q"));
        Assert.Equal("Dense io Gemm", file.Line("q").Split("] ")[1]);
    }

    /// <summary>Floats of four bits, in blocks with a power of two each.</summary>
    [Fact]
    public void MicroscalingFormats()
    {
        var model = new TinyOnnx().Raw("q", 23, [2, 4], 0x21, 0x43, 0x75, 0xF9).Raw("s", 24, [2, 2], 127, 128, 126, 129)
            .Node("com.microsoft:DequantizeLinear q s -> w", TinyOnnx.Int("block_size", 2)).Node("MatMul x w -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal("F4, blocks of 2 [2, 4] Dense io MatMul", file.Line("q"));
        Assert.Equal([0.5, 1, 3, 4, 1.5, 3, -2, -24], file.Numbers("q"));
    }

    [Fact]
    public void CodesInTheFieldOfIntegers()
    {
        var model = new TinyOnnx().Tensor(TinyOnnx.Proto("q", TinyOnnx.I8, 2, 3).Packed(5, 1, 2, 3, -1, -2, -3))
            .Floats("s", [], 1)
            .Node("DequantizeLinear q s -> w").Node("MatMul x w -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal([1, 2, 3, -1, -2, -3], file.Numbers("q"));
    }

    [Fact]
    public void WeightsThatWereRoundedInTrainingKeepTheirNumbers()
    {
        var model = new TinyOnnx().Counting("w", 2, 3).Floats("s", [], 1)
            .Node("QuantizeLinear w s -> q").Node("DequantizeLinear q s -> d").Node("MatMul x d -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal("F32, computed by the graph [2, 3] Dense io MatMul", file.Line("w"));
        Assert.Equal([0, 1, 2, 3, 4, 5], file.Numbers("w"));
        Assert.False(file["w"].IsQuantized);
    }

    [Theory]
    [InlineData(
        "QLinearConv x a b q s z c d -> y", new long[] { 2, 1, 3 }, new[] { 1f, 10 },
        "I8 per channel [2, 1, 3] Convolution oik QLinearConv")]
    [InlineData(
        "QLinearMatMul x a b q s z c d -> y", new long[] { 2, 3 }, new[] { 1f, 10, 100 },
        "I8 per channel [2, 3] Dense io QLinearMatMul")]
    [InlineData(
        "com.microsoft:QGemm x a b q s z -> y", new long[] { 2, 3 }, new[] { 1f },
        "I8 per tensor [2, 3] Dense io QGemm")]
    [InlineData(
        "com.microsoft:DynamicQuantizeMatMul x q s z -> y", new long[] { 2, 3 }, new[] { 1f, 10, 100 },
        "I8 per channel [2, 3] Dense io DynamicQuantizeMatMul")]
    [InlineData(
        "com.microsoft:MatMulIntegerToFloat x q a s b z -> y", new long[] { 2, 3 }, new[] { 2f },
        "I8 per tensor [2, 3] Dense io MatMulIntegerToFloat")]
    [InlineData(
        "com.microsoft:QAttention x q b a s m c z -> y", new long[] { 2, 3 }, new[] { 1f, 10, 100 },
        "I8 per channel [2, 3] Dense io QAttention q,k,v")]
    public void OperatorsOfIntegers(string node, long[] sides, float[] scales, string expected)
    {
        var model = new TinyOnnx().Raw("q", TinyOnnx.I8, sides, s_codes).Floats("s", [scales.Length], scales)
            .Raw("z", TinyOnnx.I8, [1], 0).Node(node);
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal(expected, file.Line("q"));
        Assert.Equal(
            s_codes.Select(
                (code, i) => (double)(sbyte)code * scales[scales.Length == 3 ? i % 3 : scales.Length == 2 ? i / 3 : 0]),
            file.Numbers("q"));
    }

    [Theory]
    [InlineData(new long[] { 2 }, new[] { 1f, 10 }, new[] { 1.0, 2, 3, 4, 50, 60, 70, 80 })]
    [InlineData(new long[] { 2, 4 }, new[] { 1f, 2, 3, 4, 10, 20, 30, 40 }, new[] { 1.0, 4, 9, 16, 50, 120, 210, 320 })]
    public void ScalesOfAnLstm(long[] scaleSides, float[] scales, double[] expected)
    {
        var model = new TinyOnnx().Raw("q", TinyOnnx.I8, [2, 1, 4], 1, 2, 3, 4, 5, 6, 7, 8).Floats(
            "s", scaleSides, scales)
            .Raw("z", TinyOnnx.I8, [1], 0).Node("com.microsoft:DynamicQuantizeLSTM x q r b _ _ _ _ s z rs rz -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal("I8 per channel [2, 1, 4] Lstm sio DynamicQuantizeLSTM i,o,f,c of direction", file.Line("q"));
        Assert.Equal(expected, file.Numbers("q"));
    }

    [Fact]
    public void TheScaleOfAnIntegerProductIsInTheMulAfterIt()
    {
        var model = Codes().Floats("s", [3], 1, 10, 100).Raw("z", TinyOnnx.I8, [3], 0, 1, 2)
            .Node("MatMulInteger x q xz z -> p").Node("Cast p -> f").Node("Mul xs s -> ss").Node("Mul f ss -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal("I8 per channel [2, 3] Dense io MatMulInteger", file.Line("q"));
        Assert.Equal([1, 10, 100, -1, -30, -500], file.Numbers("q"));

        var direct = Codes().Floats("s", [1], 2).Node("ConvInteger x q -> p").Node("Mul p s -> y");
        using var second = new TinyFile("m.onnx", direct.ToArray());
        Assert.Equal([2, 4, 6, -2, -4, -6], second.Numbers("q"));

        var unknown = Codes().Node("MatMulInteger x q -> p").Node("Relu p -> y");
        using var third = new TinyFile("m.onnx", unknown.ToArray());
        Assert.Equal("I8 without scale [2, 3] Dense io MatMulInteger", third.Line("q"));
    }

    [Fact]
    public void TableThatIsLookedUpBeforeItIsDequantized()
    {
        var model = Codes().Floats("s", [], 2).Node("Gather q x -> g").Node("DequantizeLinear g s -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal("I8 per tensor [2, 3] Embedding oi Gather", file.Line("q"));
        Assert.Equal([2, 4, 6, -2, -4, -6], file.Numbers("q"));
    }

    /// <summary>Two rows of three weights in blocks of 16, of which the rest is padding.</summary>
    [Theory]
    [InlineData(
        2, new byte[] { 0b00_11_10_01, 0xFF, 0xFF, 0xFF, 0b00_00_01_10, 0, 0, 0 }, new[] { -1.0, 0, 1, 0, -10, -20 })]
    [InlineData(
        4, new byte[] { 0x21, 0x03, 0, 0, 0, 0, 0, 0, 0xFE, 0x0D, 0, 0, 0, 0, 0, 0 },
        new[] { -7.0, -6, -5, 60, 70, 50 })]
    public void MatMulNBits(int bits, byte[] codes, double[] expected)
    {
        var model = new TinyOnnx().Raw("q", TinyOnnx.U8, [2, 1, codes.Length / 2], codes).Floats("s", [2], 1, 10)
            .Node("com.microsoft:MatMulNBits x q s -> y", NBits(2, 3, bits, 16));
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal($"U{bits}, blocks of 16 [2, 3] Dense oi MatMulNBits", file.Line("q"));
        Assert.Equal(expected, file.Numbers("q"));
    }

    /// <summary>Zero points of a row of three blocks are packed into two bytes.</summary>
    [Fact]
    public void MatMulNBitsWithZeroPoints()
    {
        byte[] codes = [.. Enumerable.Repeat((byte)0x54, 2 * 3 * 8)];
        var model = new TinyOnnx().Raw("q", TinyOnnx.U8, [2, 3, 8], codes).Floats("s", [6], 1, 2, 3, 4, 5, 6)
            .Raw("z", TinyOnnx.U8, [4], 0x10, 0x02, 0x43, 0x05)
            .Node("com.microsoft:MatMulNBits x q s z -> y", NBits(2, 33, 4, 16));
        using var file = new TinyFile("m.onnx", model.ToArray());
        double[] numbers = file.Numbers("q");
        Assert.Equal([4, 5], numbers[..2]);
        Assert.Equal([6, 8], numbers[16..18]);
        Assert.Equal([6], numbers[32..33]);
        Assert.Equal([4, 8], numbers[33..35]);
        Assert.Equal([0, 5], numbers[49..51]);
        Assert.Equal([-6], numbers[65..]);

        var floats = new TinyOnnx().Raw("q", TinyOnnx.U8, [2, 3, 8], codes).Floats("s", [2, 3], 1, 2, 3, 4, 5, 6)
            .Floats("z", [2, 3], 0, 1, 2, 3, 4, 4.5f).Node(
                "com.microsoft:MatMulNBits x q s z -> y", NBits(2, 33, 4, 16));
        using var second = new TinyFile("m.onnx", floats.ToArray());
        Assert.Equal(-3, second.Numbers("q")[65]);
    }

    [Fact]
    public void TablesOfBlocks()
    {
        var bytes = new TinyOnnx().Raw("q", TinyOnnx.U8, [2, 2], 0x98, 0xBA, 0x98, 0xBA).Floats(
            "s", [2, 2], 1, 10, 100, 1000)
            .Node("com.microsoft:GatherBlockQuantized q x s -> y", TinyOnnx.Int("block_size", 2));
        using var file = new TinyFile("m.onnx", bytes.ToArray());
        Assert.Equal("U4, blocks of 2 [2, 4] Embedding oi GatherBlockQuantized", file.Line("q"));
        Assert.Equal([0, 1, 20, 30, 0, 100, 2000, 3000], file.Numbers("q"));

        var nibbles = new TinyOnnx().Raw("q", TinyOnnx.I4, [2, 2], 0xF1, 0x72).Floats("s", [2, 1], 1, 10)
            .Node("com.microsoft:GatherBlockQuantized q x s -> y", TinyOnnx.Int("block_size", 16));
        using var second = new TinyFile("m.onnx", nibbles.ToArray());
        Assert.Equal([1, -1, 20, 70], second.Numbers("q"));
    }

    /// <summary>Of scales that are computed nothing is known.</summary>
    [Fact]
    public void ScalesThatDoNotFit()
    {
        var misfit = Codes().Floats("four", [4], 1, 2, 3, 4).Node("DequantizeLinear q four -> w")
            .Node("MatMul x w -> y");
        using var refused = new TinyFile("m.onnx", misfit.ToArray());
        Assert.Equal(
            "it reaches MatMul through `DequantizeLinear`, which is not computed",
            refused.Checkpoint.Unread.Single(tensor => tensor.Name == "q").Unread);

        using var file = new TinyFile(
            "m.onnx", Codes().Node("DequantizeLinear q computed -> w").Node("MatMul x w -> y").ToArray());
        Assert.Equal("I8", file["q"].Encoding);
        Assert.False(file["q"].IsQuantized);
        Assert.Equal(6, file.Bytes("q").Length);
    }

    [Fact]
    public void ReadingInPiecesGivesTheSameBytes()
    {
        byte[] codes = [.. Enumerable.Range(0, 100 * 300).Select(i => (byte)(i * 7))];
        var model = new TinyOnnx().Raw("q", TinyOnnx.U8, [100, 300], codes)
            .Floats("s", [100], [.. Enumerable.Range(1, 100).Select(i => (float)i)])
            .Node("DequantizeLinear q s -> w", TinyOnnx.Int("axis", 0)).Node("MatMul x w -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        double[] numbers = file.Numbers("q");
        Assert.Equal(codes.Select((code, i) => (double)code * ((i / 300) + 1)), numbers);
        Assert.Equal(numbers.SelectMany(number => BitConverter.GetBytes((float)number)), file.Bytes("q"));
    }

    private static TinyOnnx Codes() => new TinyOnnx().Raw("q", TinyOnnx.I8, [2, 3], s_codes);

    private static TinyProto[] NBits(long rows, long columns, long bits, long block) =>
    [
        TinyOnnx.Int("N", rows), TinyOnnx.Int("K", columns), TinyOnnx.Int("bits", bits),
        TinyOnnx.Int("block_size", block),
    ];
}
