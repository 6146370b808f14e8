using Heavytail.Tests.Files.Protobuf;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Onnx;

/// <summary>Sparse initializers and constants are read as the dense tensors that they stand for.</summary>
public sealed class OnnxSparseTests
{
    [Fact]
    public void Linear_indices() => Reads(
        Sparse("w", [2, 3], [1.5f, -2, 7], Indices([3], 0, 4, 5)), [1.5, 0, 0, 0, -2, 7]);

    [Fact]
    public void A_row_of_indices_for_each_value() => Reads(
        Sparse("w", [2, 3], [1.5f, -2, 7], Indices([3, 2], 0, 1, 0, 2, 1, 0)), [0, 1.5, -2, 7, 0, 0]);

    [Fact]
    public void Indices_of_32_bits() => Reads(
        Sparse("w", [2, 2], [1f], TinyOnnx.Proto("", TinyOnnx.I32, 1).Packed(5, 3)), [0, 0, 0, 1]);

    [Fact]
    public void No_value_at_all() => Reads(Sparse("w", [2, 2], [], Indices([0])), [0, 0, 0, 0]);

    [Fact]
    public void Half_precision_stays_half_precision()
    {
        var values = TinyOnnx.Proto("w", TinyOnnx.F16, 2).Bytes(9, 0, 0x3c, 0, 0xc0);
        using var file = Open(Message(values, Indices([2], 1, 2), 2, 2));
        Assert.Equal(ElementType.F16, file["w"].Type);
        Assert.Equal("F16, sparse", file["w"].Encoding);
        Assert.Equal(20, file["w"].StoredByteCount);
        Assert.Equal([0, 1, -2, 0], file.Numbers("w"));
    }

    [Fact]
    public void The_graph_gives_it_a_role()
    {
        var model = new TinyOnnx().Node("Gemm x w -> y", TinyOnnx.Int("transB", 1));
        model.Graph.Message(15, Sparse("w", [40, 30], [2f], Indices([1], 1199)));
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal("oi", file["w"].Role!.Axes);
        var layers = LayerInventory.From(file.Checkpoint, new AnalysisOptions()).Layers;
        Assert.Equal("w", Assert.Single(layers).Tensor.Name);
        Assert.Equal(2, file.Numbers("w")[1199]);
    }

    [Fact]
    public void A_sparse_constant_is_a_weight_too()
    {
        var model = new TinyOnnx()
            .Node(
                "Constant -> k",
                new TinyProto().Text(1, "sparse_value").Message(22, Sparse("other", [2, 2], [3f], Indices([1], 2))))
            .Node("MatMul x k -> y");
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal([0, 0, 3, 0], file.Numbers("k"));
        Assert.Equal("io", file["k"].Role!.Axes);
    }

    [Fact]
    public void Values_and_indices_lie_in_another_file()
    {
        var values = External("w", TinyOnnx.F32, "0", "8", 2);
        using var file = new TinyFile(
            "m.onnx",
            Model(Message(values, External("", TinyOnnx.I64, "8", "16", 2), 2, 2)),
            ("w.bin", [.. BitConverter.GetBytes(5f), .. BitConverter.GetBytes(6f),
                .. BitConverter.GetBytes(0L), .. BitConverter.GetBytes(3L)]));
        Assert.Equal([5, 0, 0, 6], file.Numbers("w"));
        Assert.Equal(["m.onnx", "w.bin"], file.Checkpoint.Files.Select(part => Path.GetFileName(part.Path)));
    }

    [Theory]
    [InlineData(new long[] { 0, 6 }, "one of its indices leaves the tensor")]
    [InlineData(new long[] { -1, 5 }, "one of its indices leaves the tensor")]
    [InlineData(new long[] { 4, 3 }, "its indices are not in ascending order")]
    [InlineData(new long[] { 4, 4 }, "one of its indices comes twice")]
    public void Indices_that_lie_cost_their_tensor(long[] indices, string reason) =>
        Lists(Sparse("w", [2, 3], [1f, 2f], Indices([2], indices)), reason);

    [Theory]
    [InlineData(new long[] { 0, 0, 0, 3 }, "one of its indices leaves the tensor")]
    [InlineData(new long[] { 1, 0, 0, 2 }, "its indices are not in ascending order")]
    [InlineData(new long[] { 0, 2, 2, 0 }, "one of its indices leaves the tensor")]
    public void Rows_of_indices_that_lie_cost_their_tensor(long[] indices, string reason) =>
        Lists(Sparse("w", [2, 3], [1f, 2f], Indices([2, 2], indices)), reason);

    [Fact]
    public void What_is_no_weight_or_does_not_fit_is_listed()
    {
        Lists(
            Message(TinyOnnx.Proto("w", TinyOnnx.I64, 1).Packed(7, 1), Indices([1], 0), 2, 2),
            "sparse, with elements of I64");
        Lists(Sparse("w", [1_000_000, 1_000_000], [1f], Indices([1], 0)), "too few for weights");
        Lists(Sparse("w", [2, 2], [1f, 2f], Indices([1], 0)), "its 2 values have indices of shape [1]");
        Lists(Sparse("w", [2, 2], [1f], Indices([1, 3], 0, 0, 0)), "its 1 values have indices of shape [1, 3]");
        Lists(Sparse("w", [-1, 2], [1f], Indices([1], 0)), "its dimensions are not those of a tensor");
        Lists(
            Sparse("w", [2, 2], [1f], TinyOnnx.Proto("", TinyOnnx.F32, 1).Single(4, 1)),
            "its indices are not integers");
        Lists(
            Message(TinyOnnx.Proto("w", TinyOnnx.F32, 1, 1).Single(4, 1), Indices([1], 0), 2, 2),
            "its values have the shape [1, 1]");
        Lists(Message(TinyOnnx.Proto("w", TinyOnnx.F32, 9).Single(4, 1), Indices([1], 0), 2, 2), "cannot be read");
    }

    /// <summary>A scale that is not read makes what it scales unread, and nothing else.</summary>
    [Fact]
    public void Scales_that_lie_cost_what_they_scale()
    {
        var model = new TinyOnnx().Raw("q", TinyOnnx.I8, [2, 2], 1, 2, 3, 4).Counting("v", 2, 2)
            .Node("DequantizeLinear q s -> w", TinyOnnx.Int("axis", 0)).Node("MatMul x w -> y");
        model.Graph.Message(15, Sparse("s", [2], [1f], Indices([1], 2)));
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal("v", Assert.Single(file.Checkpoint.Tensors).Name);
        Assert.Equal(["q", "s"], file.Checkpoint.Unread.Select(tensor => tensor.Name).Order());
    }

    private static TinyProto Sparse(string name, long[] sides, float[] values, TinyProto indices) => Message(
        TinyOnnx.Proto(name, TinyOnnx.F32, values.Length)
            .Bytes(9, [.. values.SelectMany(BitConverter.GetBytes)]),
        indices,
        sides);

    private static TinyProto Message(TinyProto values, TinyProto indices, params long[] sides) =>
        new TinyProto().Message(1, values).Message(2, indices).Packed(3, sides);

    private static TinyProto Indices(long[] shape, params long[] values) =>
        TinyOnnx.Proto("", TinyOnnx.I64, shape).Bytes(9, [.. values.SelectMany(BitConverter.GetBytes)]);

    private static TinyProto External(string name, int type, string offset, string length, long side)
    {
        var tensor = TinyOnnx.Proto(name, type, side).Number(14, 1);
        foreach (var (key, value) in new[] { ("location", "w.bin"), ("offset", offset), ("length", length) })
        {
            tensor.Message(13, new TinyProto().Text(1, key).Text(2, value));
        }

        return tensor;
    }

    private static byte[] Model(TinyProto sparse)
    {
        var model = new TinyOnnx();
        model.Graph.Message(15, sparse);
        return model.ToArray();
    }

    private static TinyFile Open(TinyProto sparse) => new("m.onnx", Model(sparse));

    private static void Reads(TinyProto sparse, double[] expected)
    {
        using var file = Open(sparse);
        Assert.Equal(expected, file.Numbers("w"));
    }

    private static void Lists(TinyProto sparse, string reason)
    {
        var model = new TinyOnnx().Counting("v", 2, 2);
        model.Graph.Message(15, sparse);
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal("v", Assert.Single(file.Checkpoint.Tensors).Name);
        var unread = Assert.Single(file.Checkpoint.Unread);
        Assert.Equal("w", unread.Name);
        Assert.Contains(reason, unread.Unread, StringComparison.Ordinal);
    }
}
