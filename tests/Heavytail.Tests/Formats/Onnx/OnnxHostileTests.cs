using Heavytail.Tests.Files.Protobuf;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Onnx;

/// <summary>ONNX models that lie, each test named after the lie.</summary>
public sealed class OnnxHostileTests
{
    private static readonly byte[] s_honest = new TinyOnnx().Counting("w", 2, 3).Node("MatMul x w -> y").ToArray();

    [Theory]
    [InlineData(30)]
    [InlineData(60)]
    public void FileEndsInTheGraph(int length) => Refused.Bytes("m.onnx", s_honest[..length], "truncated");

    [Fact]
    public void FileEndsBeforeTheGraph() => Refused.Bytes("m.onnx", s_honest[..16], "an unknown format");

    [Fact]
    public void FieldOneIsText() =>
        Refused.Bytes(
            "m.onnx", new TinyProto().Text(1, "net").Message(7, new TinyOnnx().Counting("w", 1).Graph).ToArray(),
            "an unknown format");

    [Fact]
    public void FileIsASavedModel() =>
        Refused.Bytes(
            "m.pb", new TinyProto().Number(1, 1).Message(2, new TinyProto().Text(1, "meta")).ToArray(),
            "an unknown format");

    [Fact]
    public void ThereAreTwoGraphs() =>
        Refused.Bytes(
            "m.onnx", [.. s_honest, .. new TinyProto().Message(7, new TinyOnnx().Counting("v", 1).Graph).ToArray()],
            "two graphs");

    [Fact]
    public void TwoTensorsHaveOneName() =>
        Refuse(new TinyOnnx().Counting("w", 1).Counting("w", 1), "tensor `w`: two tensors of one graph have this name");

    [Fact]
    public void InitializerHasNoName() =>
        Refuse(new TinyOnnx().Counting("", 1), "an initializer of the graph has no name");

    [Fact]
    public void NameIsNotUtf8() =>
        Refuse(new TinyOnnx().Tensor(new TinyProto().Bytes(8, 0xFF, 0xFE)), "is not UTF-8");

    [Theory]
    [InlineData(new long[] { 3 }, 8, "shape [3] of F32 needs 12 bytes, the file holds 8")]
    [InlineData(new long[] { 1 }, 8, "needs 4 bytes, the file holds 8")]
    [InlineData(new long[] { 3 }, 0, "the file holds 0")]
    [InlineData(new long[] { -1 }, 8, "negative dimension")]
    [InlineData(new long[] { long.MaxValue, 2 }, 8, "more elements than fit in 63 bits")]
    [InlineData(new long[] { long.MaxValue }, 8, "needs 36,893,488,147,419,103,228 bytes")]
    public void ShapeIsNotThatOfTheData(long[] sides, int bytes, string fact) =>
        Refuse(new TinyOnnx().Raw("w", TinyOnnx.F32, sides, new byte[bytes]), "tensor `w`", fact);

    [Fact]
    public void RankIs65() =>
        Refuse(new TinyOnnx().Tensor(TinyOnnx.Proto("w", 1, [.. Enumerable.Repeat(1L, 65)])), "more than 64 values");

    [Fact]
    public void RankIs65OneByOne()
    {
        var tensor = new TinyProto();
        for (int i = 0; i < 65; i++)
        {
            tensor.Number(1, 1);
        }

        Refuse(new TinyOnnx().Tensor(tensor), "more than 64 dimensions");
    }

    [Fact]
    public void FloatsAreFewer() =>
        Refuse(
            new TinyOnnx().Tensor(TinyOnnx.Proto("w", 1, 3).Bytes(4, new byte[8])), "needs 12 bytes, the file holds 8");

    [Fact]
    public void FloatsAreVarints() =>
        Refuse(
            new TinyOnnx().Tensor(TinyOnnx.Proto("w", 1, 1).Number(4, 1).Number(4, 1).Number(4, 1).Number(4, 1)),
            "damaged or ends early");

    [Fact]
    public void VarintsAreFewerThanTheirBytes() =>
        Refuse(
            new TinyOnnx().Tensor(TinyOnnx.Proto("w", TinyOnnx.I64, 3).Packed(7, 300, 300)), "damaged or ends early");

    [Fact]
    public void VarintsAreMoreThanTheShape() =>
        Refuse(new TinyOnnx().Tensor(TinyOnnx.Proto("w", TinyOnnx.I64, 1).Packed(7, 1, 2)), "damaged or ends early");

    [Fact]
    public void VarintHasNoEnd() =>
        Refuse(
            new TinyOnnx().Tensor(
                TinyOnnx.Proto("w", TinyOnnx.I64, 1).Bytes(7, [.. Enumerable.Repeat((byte)0xFF, 16)])),
            "damaged or ends early");

    [Fact]
    public void ConstantOfAxesIsDamaged() =>
        Refuse(
            new TinyOnnx().Counting("w", 2, 3).Tensor(TinyOnnx.Proto("axes", TinyOnnx.I64, 2).Bytes(7, 0x80, 0x80))
                .Node("Unsqueeze w axes -> u").Node("MatMul x u -> y"),
            "does not end");

    [Theory]
    [InlineData("../w.bin", "0", "4", "refers to `../w.bin`, which is not the plain name of a file beside it")]
    [InlineData("/etc/passwd", "0", "4", "not the plain name of a file beside it")]
    [InlineData("a/../../w.bin", "0", "4", "not the plain name")]
    [InlineData("", "0", "4", "not the plain name")]
    [InlineData("missing.bin", "0", "4", "its elements are in `missing.bin`, which is not beside the file")]
    [InlineData("w.bin", "1", "4", "needs 4 bytes at offset 1 but the file has 4")]
    [InlineData("w.bin", "9223372036854775807", "4", "needs 4 bytes at offset 9,223,372,036,854,775,807")]
    [InlineData("w.bin", "0", "8", "needs 4 bytes, `length` of its external data is 8")]
    [InlineData("w.bin", "-1", "4", "`offset` of its external data is `-1`")]
    [InlineData("w.bin", "0", "four", "`length` of its external data is `four`")]
    [InlineData("w.bin", "0", "99999999999999999999", "`length` of its external data")]
    public void ExternalDataIsElsewhere(string location, string offset, string length, string fact)
    {
        using var folder = new TempFolder();
        folder.Write("w.bin", new byte[4]);
        Refused.Path(
            folder.Write("m.onnx", External(1, ("location", location), ("offset", offset), ("length", length))), fact);
    }

    [Fact]
    public void ExternalDataIsNowhere() =>
        Refused.Bytes("m.onnx", External(1, ("offset", "0")), "`location` does not name it");

    [Fact]
    public void ExternalDataIs100Gigabytes()
    {
        using var folder = new TempFolder();
        folder.Write("w.bin", new byte[4]);
        Refused.Path(
            folder.Write("m.onnx", External(25_000_000_000, ("location", "w.bin"))), "needs 100,000,000,000 bytes");
    }

    [Theory]
    [InlineData(long.MaxValue, long.MaxValue, 4, 16)]
    [InlineData(2, 1L << 40, 4, 1)]
    [InlineData(-2, -16, 4, 16)]
    [InlineData(2, 16, 4, 0)]
    [InlineData(2, 16, 4, long.MaxValue)]
    [InlineData(2, 16, 3, 16)]
    [InlineData(2, 16, 64, 16)]
    public void BlocksAreImpossible(long rows, long columns, long bits, long block)
    {
        var model = new TinyOnnx().Raw("q", TinyOnnx.U8, [2, 1, 8], new byte[16]).Floats("s", [2], 1, 1)
            .Node("com.microsoft:MatMulNBits x q s -> y",
                TinyOnnx.Int("N", rows), TinyOnnx.Int("K", columns), TinyOnnx.Int("bits", bits),
                TinyOnnx.Int("block_size", block))
            .Node("com.microsoft:GatherBlockQuantized q x s -> z", TinyOnnx.Int("bits", bits), TinyOnnx.Int(
                "block_size", block));
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.False(file["q"].IsQuantized);
        Assert.Equal(16, file.Bytes("q").Length);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(9, 2)]
    [InlineData(0, -2)]
    [InlineData(-9, 0)]
    [InlineData(1, long.MaxValue)]
    public void BlocksOfAnAxisAreImpossible(long axis, long block) => AreRead(
        new TinyOnnx().Raw("q", TinyOnnx.I8, [2, 3], new byte[6]).Floats("s", [2, 2], 1, 1, 1, 1)
            .Node("DequantizeLinear q s -> w", TinyOnnx.Int("axis", axis), TinyOnnx.Int("block_size", block))
            .Node("MatMul x w -> y"));

    [Fact]
    public void ScalesAreDamaged() => Refuse(
        new TinyOnnx().Raw("q", TinyOnnx.I8, [2, 3], new byte[6])
            .Tensor(TinyOnnx.Proto("s", TinyOnnx.F16, 3).Packed(5, 300, 300))
            .Node("DequantizeLinear q s -> w").Node("MatMul x w -> y"),
        "tensor `q`", "damaged or ends early");

    private static byte[] External(long side, params (string Key, string Value)[] entries)
    {
        var tensor = TinyOnnx.Proto("w", TinyOnnx.F32, side).Number(14, 1);
        foreach (var (key, value) in entries)
        {
            tensor.Message(13, new TinyProto().Text(1, key).Text(2, value));
        }

        return new TinyOnnx().Tensor(tensor).ToArray();
    }

    internal static void Refuse(TinyOnnx model, params string[] facts) =>
        Refused.Bytes("m.onnx", model.ToArray(), facts);

    /// <summary>A graph that makes no sense is no reason to refuse the weights beside it.</summary>
    internal static void AreRead(TinyOnnx model)
    {
        var watch = ThreadClock.StartNew();
        using var file = new TinyFile("m.onnx", model.ToArray());
        foreach (var tensor in file.Checkpoint.Tensors)
        {
            file.Numbers(tensor.Name);
        }

        // What is quadratic takes far longer, and what is not a tenth of it even where other tests run beside.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"it took {watch.Elapsed}");
    }
}
