using System.Buffers.Binary;
using System.Text;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.SafeTensors;

/// <summary>safetensors files that lie, each test named after the lie.</summary>
public sealed class SafeTensorsHostileTests
{
    private static readonly byte[] s_honest = TinySafeTensors.Floats(("a", [1], [1]), ("b", [2], [2, 3]));

    [Fact]
    public void FileIsEmpty() => Refused.Bytes("m.safetensors", [], "is empty");

    [Fact]
    public void FileIsOneByte() => Refused.Bytes("m.safetensors", [8], "an unknown format", "starts with 08");

    [Fact]
    public void FileEndsBeforeItsHeaderBegins() =>
        Refused.Bytes("m.safetensors", s_honest[..8], "an unknown format");

    [Fact]
    public void HeaderIsLongerThanTheFile() =>
        Refused.Bytes(
            "m.safetensors", WithLength(1_000_000), "header of 1,000,000 bytes is longer than the file", "truncated");

    [Fact]
    public void HeaderIsOverTheCap() =>
        Refused.Bytes("m.safetensors", WithLength(100_000_001), "header length 100,000,001 is over the format's limit");

    [Fact]
    public void HeaderLengthIsBigEndian()
    {
        byte[] file = [.. s_honest];
        file.AsSpan(0, 8).Reverse();
        Refused.Bytes("m.safetensors", file, "over the format's limit", "the length looks big-endian");
    }

    [Fact]
    public void HeaderLengthIsAllOnes() => Refused.Bytes("m.safetensors", WithLength(ulong.MaxValue));

    [Theory]
    [InlineData(9)]
    [InlineData(50)]
    public void FileEndsInTheHeader(int length) =>
        Refused.Bytes("m.safetensors", s_honest[..length], "is longer than the file", "truncated");

    [Fact]
    public void FileEndsInTheData() =>
        Refused.Bytes("m.safetensors", s_honest[..^1], "describes 12 bytes of data, the file holds 11", "truncated");

    [Fact]
    public void FileHasTrailingBytes() =>
        Refused.Bytes("m.safetensors", [.. s_honest, 0], "describes 12 bytes of data, the file holds 13");

    [Fact]
    public void HeaderIsNotUtf8()
    {
        byte[] header = Encoding.UTF8.GetBytes("{" + TinySafeTensors.Entry("a?", "F32", "[1]", "[0,4]") + "}");
        header[Array.IndexOf(header, (byte)'?')] = 0xff;
        Refused.Bytes(
            "m.safetensors", TinySafeTensors.File(header, new byte[4]), "not the JSON that safetensors asks for");
    }

    [Fact]
    public void HeaderIsDeep() =>
        Refused.Bytes(
            "m.safetensors", TinySafeTensors.File("{\"a\":" + new string('[', 1_000_000)), "found an array");

    [Fact]
    public void MetadataIsDeep() =>
        Refused.Bytes(
            "m.safetensors",
            TinySafeTensors.File("{\"__metadata__\":{\"a\":" + new string('[', 1_000_000)),
            "found an array where a string was expected");

    [Theory]
    [InlineData("{", "not the JSON")]
    [InlineData("{]", "not the JSON")]
    [InlineData("{} {}", "not the JSON")]
    [InlineData("{\"a\":1}", "found a number where an object was expected")]
    [InlineData("{\"a\":{}}", "must give `dtype`, `shape` and two `data_offsets`")]
    [InlineData("{\"\\ud800\":{}}", "not the JSON")]
    [InlineData("{\"a\":{\"dtype\":1}}", "found a number where a string was expected")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", "unexpected or repeated key `dtype`")]
    [InlineData("{\"a\":{\"dtypes\":\"F32\"}}", "unexpected or repeated key `dtypes`")]
    [InlineData("{\"__metadata__\":1}", "found a number where an object was expected")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", "found a number where a string was expected")]
    [InlineData("{\"__metadata__\":{\"a\":null}}", "found null where a string was expected")]
    [InlineData("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", "metadata key `a` occurs twice")]
    [InlineData("{\"__metadata__\":{},\"__metadata__\":{}}", "tensor `__metadata__`: is in the header twice")]
    public void HeaderIsNotTheJson(string header, string fact) =>
        Refused.Bytes("m.safetensors", TinySafeTensors.File(header), fact);

    [Fact]
    public void TensorsOfOneName() =>
        Refuse(
            TinySafeTensors.Entry("a", "F32", "[1]", "[0,4]") + "," + TinySafeTensors.Entry("a", "F32", "[1]", "[4,8]"),
            8,
            "tensor `a`: is in the header twice");

    [Theory]
    [InlineData("[0,4]", "[2,6]", "tensor `b`: data offsets [2, 6] where the data before ends at 4")]
    [InlineData("[0,4]", "[0,4]", "data offsets [0, 4] where the data before ends at 4")]
    [InlineData("[0,4]", "[8,12]", "tensor `b`: data offsets [8, 12] where the data before ends at 4")]
    [InlineData("[4,8]", "[8,12]", "tensor `a`: data offsets [4, 8] where the data before ends at 0")]
    [InlineData("[0,4]", "[4,0]", "tensor `b`: data offsets [4, 0]")]
    [InlineData("[0,4]", "[4,12]", "tensor `b`: shape [1] of F32 needs 4 bytes, its data offsets hold 8")]
    [InlineData("[0,4]", "[4,9223372036854775807]", "its data offsets hold 9,223,372,036,854,775,803")]
    [InlineData("[0,4]", "[4,8,12]", "`data_offsets` has more than 2 elements")]
    [InlineData("[0,4]", "[4]", "must give `dtype`, `shape` and two `data_offsets`")]
    [InlineData("[0,4]", "[-4,0]", "`data_offsets` must contain integers")]
    public void OffsetsAreNotThoseOfTheData(string a, string b, string fact) =>
        Refuse(
            TinySafeTensors.Entry("a", "F32", "[1]", a) + "," + TinySafeTensors.Entry("b", "F32", "[1]", b), 12, fact);

    [Theory]
    [InlineData("[-1,-1]", "`shape` must contain integers")]
    [InlineData("[1.5]", "`shape` must contain integers")]
    [InlineData("[1e30]", "`shape` must contain integers")]
    [InlineData("[18446744073709551616]", "`shape` must contain integers")]
    [InlineData("[\"1\"]", "`shape` must contain integers")]
    [InlineData("[[1]]", "`shape` must contain integers")]
    [InlineData("1", "found a number where an array was expected")]
    [InlineData("[4294967296,4294967296]", "more elements than fit in 63 bits")]
    [InlineData("[9223372036854775807]", "needs 36,893,488,147,419,103,228 bytes")]
    [InlineData("[2]", "needs 8 bytes, its data offsets hold 4")]
    [InlineData("[0]", "needs 0 bytes, its data offsets hold 4")]
    public void ShapeIsNotThatOfTheData(string shape, string fact) =>
        Refuse(TinySafeTensors.Entry("a", "F32", shape, "[0,4]"), 4, "tensor `a`", fact);

    [Fact]
    public void RankIs65() =>
        Refuse(
            TinySafeTensors.Entry("a", "F32", $"[{string.Join(',', Enumerable.Repeat(1, 65))}]", "[0,4]"),
            4,
            "`shape` has more than 64 elements");

    [Fact]
    public void HalfAByteTooMany() =>
        Refuse(TinySafeTensors.Entry("a", "F4", "[3]", "[0,2]"), 2, "shape [3] of F4 needs 2 bytes");

    [Theory]
    [InlineData("F33")]
    [InlineData("f32")]
    [InlineData("float32")]
    [InlineData("")]
    [InlineData("?")]
    public void TypeIsUnknown(string dtype)
    {
        string entries = TinySafeTensors.Entry("a", dtype, "[1]", "[0,4]") + ","
            + TinySafeTensors.Entry("b", "F32", "[1]", "[4,8]");
        using var file = new TinyFile("m.safetensors", TinySafeTensors.File("{" + entries + "}", new byte[8]));
        Assert.Equal("b", Assert.Single(file.Checkpoint.Tensors).Name);
        var unread = Assert.Single(file.Checkpoint.Unread);
        Assert.Equal(("a", "[1]", dtype), (unread.Name, unread.Shape.ToString(), unread.Encoding));
        Assert.Equal($"elements of {dtype} are not supported; save the tensor as F32, F16 or BF16", unread.Unread);
    }

    [Fact]
    public void OneKilobyteClaims100Gigabytes() =>
        Refuse(
            TinySafeTensors.Entry("a", "F32", "[25000000000]", "[0,100000000000]"),
            1000,
            "describes 100,000,000,000 bytes of data, the file holds 1,000");

    private static void Refuse(string entries, int dataBytes, params string[] facts) =>
        Refused.Bytes("m.safetensors", TinySafeTensors.File("{" + entries + "}", new byte[dataBytes]), facts);

    private static byte[] WithLength(ulong length)
    {
        byte[] file = [.. s_honest];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        return file;
    }
}
