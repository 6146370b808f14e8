using Heavytail.Tests.Files.Protobuf;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Onnx;

/// <summary>An initializer whose elements are not all there costs itself, and nothing else of its file.</summary>
public sealed class OnnxDamageTests
{
    [Fact]
    public void Bytes_in_the_file_are_fewer_than_the_shape_needs()
    {
        using var file = new TinyFile("m.onnx", new TinyOnnx().Counting("w", 2, 3)
            .Raw("cut", TinyOnnx.F32, [2, 3], new byte[20])
            .Node("MatMul x w -> y").Node("MatMul y cut -> z").ToArray());
        Assert.Equal([0, 1, 2, 3, 4, 5], file.Numbers("w"));
        Assert.Equal(
            "cut: shape [2, 3] of F32 needs 24 bytes, the file holds 20", file.Checkpoint.Metadata["unsupported"]);
    }

    [Fact]
    public void A_file_beside_it_ends_before_the_elements_do()
    {
        using var folder = new TempFolder();
        folder.Write("w.bin", new byte[40]);
        string path = folder.Write("m.onnx", new TinyOnnx().Tensor(External("a", "0")).Tensor(External("b", "20"))
            .Node("MatMul x a -> y").Node("MatMul y b -> z").ToArray());
        using var checkpoint = Checkpoint.Open(path);
        Assert.Equal(new double[6], checkpoint.Read("a"));
        Assert.Equal(
            "b: needs 24 bytes at offset 20 but the file has 40 bytes", checkpoint.Metadata["unsupported"]);
    }

    [Fact]
    public void What_is_computed_with_it_costs_the_weight()
    {
        using var file = new TinyFile("m.onnx", new TinyOnnx().Counting("v", 2, 3).Counting("w", 3, 3)
            .Raw("scale", TinyOnnx.F32, [1, 3], new byte[8]).Node("Mul v scale -> s").Node("MatMul x s -> y")
            .Node("MatMul y w -> z").ToArray());
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8], file.Numbers("w"));
        Assert.Contains("v: it reaches MatMul through `scale`", file.Checkpoint.Metadata["unsupported"],
            StringComparison.Ordinal);
    }

    [Fact]
    public void Without_another_weight_the_file_is_refused() => Refused.Bytes(
        "m.onnx", new TinyOnnx().Raw("cut", TinyOnnx.F32, [2, 3], new byte[20]).ToArray(),
        "tensor `cut`", "needs 24 bytes, the file holds 20");

    private static TinyProto External(string name, string offset) => TinyOnnx.Proto(name, TinyOnnx.F32, 2, 3)
        .Message(13, new TinyProto().Text(1, "location").Text(2, "w.bin"))
        .Message(13, new TinyProto().Text(1, "offset").Text(2, offset)).Number(14, 1);
}
