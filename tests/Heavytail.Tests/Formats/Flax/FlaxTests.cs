using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Flax;

public sealed class FlaxTests
{
    [Fact]
    public void ArraysAreNamedByTheirPaths()
    {
        using var checkpoint = Open(TinyFlax.Map(
            ("step", TinyFlax.Number(1000)),
            ("params", TinyFlax.Map(
                ("Dense_0", TinyFlax.Map(
                    ("kernel", TinyFlax.Floats([2, 3], 1, 2, 3, 4, 5, 6)), ("bias", TinyFlax.Floats([3], 7, 8, 9)))),
                ("list", TinyFlax.List(TinyFlax.Floats([1], 1), TinyFlax.Floats([], 2))))),
            ("opt_state", TinyFlax.Map(("mu", TinyFlax.Floats([1], 1)))),
            ("done", [0xC2])));

        Assert.Equal("Flax (msgpack)", checkpoint.Format);
        Assert.Equal(
            ["params/Dense_0/kernel", "params/Dense_0/bias", "params/list/0", "params/list/1"],
            checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([1, 2, 3, 4, 5, 6], checkpoint.Read("params/Dense_0/kernel"));
        Assert.Equal([2], checkpoint.Read("params/list/1"));
        Assert.Equal("opt_state: 1 tensor", checkpoint.Metadata["ignored"]);
    }

    [Theory]
    [InlineData("float16", ElementType.F16, "003c00c0")]
    [InlineData("bfloat16", ElementType.BF16, "803f00c0")]
    [InlineData("float32", ElementType.F32, "0000803f000000c0")]
    [InlineData("float64", ElementType.F64, "000000000000f03f00000000000000c0")]
    [InlineData("float8_e4m3fn", ElementType.F8E4M3, "38c0")]
    [InlineData("float8_e5m2", ElementType.F8E5M2, "3cc0")]
    [InlineData("int8", ElementType.I8, "01fe")]
    [InlineData("int16", ElementType.I16, "0100feff")]
    [InlineData("int32", ElementType.I32, "01000000feffffff")]
    [InlineData("int64", ElementType.I64, "0100000000000000feffffffffffffff")]
    public void NumbersOfEveryType(string name, ElementType type, string hex)
    {
        using var checkpoint = Open(TinyFlax.Map(("a", TinyFlax.Array([2], name, Convert.FromHexString(hex)))));
        Assert.Equal(type, Assert.Single(checkpoint.Tensors).Type);
        Assert.Equal([1, -2], checkpoint.Read("a"));
    }

    [Theory]
    [InlineData("uint8", ElementType.U8, 1)]
    [InlineData("uint16", ElementType.U16, 2)]
    [InlineData("uint32", ElementType.U32, 4)]
    [InlineData("uint64", ElementType.U64, 8)]
    [InlineData("bool", ElementType.Bool, 1)]
    [InlineData("complex64", ElementType.C64, 8)]
    [InlineData("complex128", ElementType.C128, 16)]
    public void OtherTypesAreListed(string name, ElementType type, int bytes)
    {
        using var checkpoint = Open(TinyFlax.Map(("a", TinyFlax.Array([1], name, new byte[bytes]))));
        Assert.Equal(type, Assert.Single(checkpoint.Tensors).Type);
    }

    [Fact]
    public void TypesThatAreNotReadAreTold()
    {
        using var checkpoint = Open(
            TinyFlax.Map(("a", TinyFlax.Array([1], "int4", new byte[1])), ("b", TinyFlax.Floats([1], 1))));
        Assert.Equal("a: elements of int4", checkpoint.Metadata["unsupported"]);
        Assert.Equal("b", Assert.Single(checkpoint.Tensors).Name);
    }

    [Fact]
    public void ArraysInChunksAreJoined()
    {
        using var checkpoint = Open(TinyFlax.Map(
            ("a", TinyFlax.Chunked(
                [2, 3], TinyFlax.Floats([4], 1, 2, 3, 4), TinyFlax.Floats([0]), TinyFlax.Floats([2], 5, 6)))));
        Assert.Equal(new TensorShape(2, 3), Assert.Single(checkpoint.Tensors).Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], checkpoint.Read("a"));
    }

    [Fact]
    public void ScalarsOfNumPyAreArrays()
    {
        using var checkpoint = Open(
            TinyFlax.Map(("a", TinyFlax.Extension(3, TinyFlax.Content([], "float32", TinySafeTensors.Bytes(5))))));
        Assert.Equal([5], checkpoint.Read("a"));
    }

    [Theory]
    [InlineData("Dense_0/kernel", new long[] { 2, 3 }, TensorPurpose.Dense, "io")]
    [InlineData("Embed_0/embedding", new long[] { 2, 3 }, TensorPurpose.Embedding, "oi")]
    [InlineData("Conv_0/kernel", new long[] { 3, 2, 4 }, TensorPurpose.Convolution, "kio")]
    [InlineData("layer/kernel", new long[] { 3, 3, 2, 4 }, TensorPurpose.Convolution, "kkio")]
    [InlineData("ConvTranspose_0/kernel", new long[] { 3, 3, 2, 4 }, TensorPurpose.TransposedConvolution, "kkio")]
    [InlineData("attention/key/kernel", new long[] { 8, 2, 4 }, TensorPurpose.Dense, "ioo")]
    [InlineData("attention/out/kernel", new long[] { 2, 4, 8 }, TensorPurpose.Dense, "iio")]
    [InlineData("attention/key/bias", new long[] { 2, 4 }, TensorPurpose.NotAWeight, "")]
    [InlineData("LSTMCell_0/ig/kernel", new long[] { 3, 5 }, TensorPurpose.Lstm, "io")]
    [InlineData("GRUCell_0/in/kernel", new long[] { 3, 5 }, TensorPurpose.Gru, "io")]
    public void RolesFollowTheNamesOfFlax(string name, long[] shape, TensorPurpose purpose, string axes)
    {
        int count = (int)shape.Aggregate(1L, (product, side) => product * side);
        using var checkpoint = Open(TinyFlax.Map(
            ("attention/query/kernel", TinyFlax.Floats([0])),
            ("LSTMCell_0/hf/kernel", TinyFlax.Floats([0])),
            ("GRUCell_0/hz/kernel", TinyFlax.Floats([0])),
            (name, TinyFlax.Floats(shape, new float[count]))));
        var role = checkpoint.Tensors[^1].Role;
        Assert.Equal((purpose, axes), (role!.Purpose, role.Axes));
    }

    [Fact]
    public void LayersThatAreScannedAreAStack()
    {
        using var checkpoint = Open(TinyFlax.Map(
            ("layers/fc1/kernel", TinyFlax.Floats([2, 1, 2], 1, 2, 3, 4)),
            ("layers/fc1/bias", TinyFlax.Floats([2, 2], 1, 2, 3, 4))));
        Assert.Equal(("sio", "layer"), (checkpoint.Tensors[0].Role!.Axes, checkpoint.Tensors[0].Role!.StackWord));
        Assert.Equal(TensorPurpose.NotAWeight, checkpoint.Tensors[1].Role!.Purpose);
    }

    [Fact]
    public void AThreeSidedKernelOfAnotherNameIsLeftToTheRules()
    {
        using var checkpoint = Open(TinyFlax.Map(("layers/kernel", TinyFlax.Floats([1, 1, 1], 1))));
        Assert.Null(Assert.Single(checkpoint.Tensors).Role);
    }

    private static Checkpoint Open(byte[] bytes)
    {
        using var folder = new TempFolder();
        return Checkpoint.Open(folder.Write("flax_model.msgpack", bytes));
    }
}
