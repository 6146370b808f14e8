using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.NumPy;

/// <summary>.npy files of every dtype, version and order.</summary>
public sealed class NpyTests
{
    [Theory]
    [InlineData("<f8", ElementType.F64, "000000000000f03f00000000000000c0")]
    [InlineData(">f8", ElementType.F64, "3ff0000000000000c000000000000000")]
    [InlineData("<f4", ElementType.F32, "0000803f000000c0")]
    [InlineData(">f4", ElementType.F32, "3f800000c0000000")]
    [InlineData("<f2", ElementType.F16, "003c00c0")]
    [InlineData(">f2", ElementType.F16, "3c00c000")]
    [InlineData("|i1", ElementType.I8, "01fe")]
    [InlineData("<i2", ElementType.I16, "0100feff")]
    [InlineData(">i2", ElementType.I16, "0001fffe")]
    [InlineData("<i4", ElementType.I32, "01000000feffffff")]
    [InlineData("<i8", ElementType.I64, "0100000000000000feffffffffffffff")]
    [InlineData(">i8", ElementType.I64, "0000000000000001fffffffffffffffe")]
    public void SignedNumbersOfEveryType(string descr, ElementType type, string hex)
    {
        using var checkpoint = Open(TinyNumPy.Array(descr, "(2,)", Convert.FromHexString(hex)));

        Assert.Equal(type, checkpoint.Tensors[0].Type);
        Assert.Equal([1, -2], checkpoint.Read(checkpoint.Tensors[0]));
    }

    [Theory]
    [InlineData("|b1", ElementType.Bool, "0001", new[] { 0.0, 1 })]
    [InlineData("|u1", ElementType.U8, "03ff", new[] { 3.0, 255 })]
    [InlineData("<u2", ElementType.U16, "0300ffff", new[] { 3.0, 65535 })]
    [InlineData("<u4", ElementType.U32, "03000000ffffffff", new[] { 3.0, 4294967295 })]
    [InlineData(">u4", ElementType.U32, "00000003ffffffff", new[] { 3.0, 4294967295 })]
    [InlineData("<u8", ElementType.U64, "03000000000000000000000000000080", new[] { 3.0, 9223372036854775808 })]
    public void UnsignedNumbersOfEveryType(string descr, ElementType type, string hex, double[] expected)
    {
        using var checkpoint = Open(TinyNumPy.Array(descr, "(2,)", Convert.FromHexString(hex)));

        Assert.Equal(type, checkpoint.Tensors[0].Type);
        Assert.Equal(expected, checkpoint.Read(checkpoint.Tensors[0]));
    }

    [Theory]
    [InlineData("<c8", ElementType.C64, "0000803f000000c0")]
    [InlineData(">c8", ElementType.C64, "3f800000c0000000")]
    public void ComplexNumbersAreSwappedByTheirParts(string descr, ElementType type, string hex)
    {
        using var checkpoint = Open(TinyNumPy.Array(descr, "(1,)", Convert.FromHexString(hex)));

        Assert.Equal(type, checkpoint.Tensors[0].Type);
        using var stream = checkpoint.OpenRead(checkpoint.Tensors[0]);
        byte[] stored = new byte[8];
        stream.ReadExactly(stored);
        Assert.Equal("0000803F000000C0", Convert.ToHexString(stored));
    }

    [Theory]
    [InlineData("<f4", "0000803f0000004000004040000080400000a0400000c040")]
    [InlineData(">f4", "3f800000400000004040000040800000" + "40a0000040c00000")]
    public void FortranOrderIsTurnedIntoRows(string descr, string hex)
    {
        // Columns (1, 2), (3, 4), (5, 6).
        using var checkpoint = Open(TinyNumPy.Array(descr, "(2, 3)", Convert.FromHexString(hex), fortran: true));

        Assert.Equal(new TensorShape(2, 3), checkpoint.Tensors[0].Shape);
        Assert.Equal([1, 3, 5, 2, 4, 6], checkpoint.Read(checkpoint.Tensors[0]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EveryVersion(byte version)
    {
        using var checkpoint = Open(TinyNumPy.Array("<f4", "(1,)", TinySafeTensors.Bytes(7), version: version));

        Assert.Equal([7], checkpoint.Read(checkpoint.Tensors[0]));
    }

    [Theory]
    [InlineData("()", new long[0], 1)]
    [InlineData("(1,)", new long[] { 1 }, 1)]
    [InlineData("(1L, 1L)", new long[] { 1, 1 }, 1)]
    [InlineData("(3, 0, 2)", new long[] { 3, 0, 2 }, 0)]
    [InlineData("(2,3,)", new long[] { 2, 3 }, 6)]
    public void ShapesAsPythonSpellsThem(string shape, long[] sides, int elements)
    {
        using var checkpoint = Open(TinyNumPy.Array("<f4", shape, new byte[elements * 4]));

        Assert.Equal(new TensorShape(sides), checkpoint.Tensors[0].Shape);
        Assert.Equal(new double[elements], checkpoint.Read(checkpoint.Tensors[0]));
    }

    [Fact]
    public void TheTensorIsNamedAfterTheFile()
    {
        using var checkpoint = Open(TinyNumPy.Array("<f4", "(1,)", new byte[4]));

        Assert.Equal("NumPy array", checkpoint.Format);
        Assert.Equal("layer.1.weight", Assert.Single(checkpoint.Tensors).Name);
    }

    [Fact]
    public void KeysInAnyOrderAndEitherQuote()
    {
        const string Header = "{\"shape\": (2,), 'fortran_order':False,\n 'descr':\"<f4\"}";
        using var checkpoint = Open(TinyNumPy.WithHeader(Header, TinySafeTensors.Bytes(1, 2)));

        Assert.Equal([1, 2], checkpoint.Read(checkpoint.Tensors[0]));
    }

    private static Checkpoint Open(byte[] bytes)
    {
        // An open file outlives its folder's listing.
        using var folder = new TempFolder();
        return Checkpoint.Open(folder.Write("layer.1.weight.npy", bytes));
    }
}
