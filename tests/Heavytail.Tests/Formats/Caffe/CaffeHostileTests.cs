using Heavytail.Tests.Files.Protobuf;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Caffe;

/// <summary>Networks of Caffe that lie, each test named after the lie.</summary>
public sealed class CaffeHostileTests
{
    private static readonly byte[] s_honest = TinyCaffe.Net(TinyCaffe.Layer("a", "InnerProduct", TinyCaffe.Blob(2, 3)));

    [Theory]
    [InlineData(60)]
    [InlineData(30)]
    public void FileEndsInALayer(int length) => Refused.Bytes("m.caffemodel", s_honest[..length], "truncated");

    [Fact]
    public void FileHasNoLayer() =>
        Refused.Bytes("m.caffemodel", new TinyProto().Text(1, "net").Text(3, "data").ToArray(), "an unknown format");

    [Fact]
    public void NetworkHasTwoNames() =>
        Refused.Bytes("m.caffemodel", [.. new TinyProto().Text(1, "net").ToArray(), .. s_honest], "an unknown format");

    [Fact]
    public void LayerHasNoType() =>
        Refused.Bytes("m.caffemodel", TinyCaffe.Net(new TinyProto().Text(1, "a")), "an unknown format");

    [Fact]
    public void NameIsNotUtf8() =>
        Refused.Bytes("m.caffemodel", TinyCaffe.Net(new TinyProto().Bytes(1, 0xFF).Text(2, "Scale")), "is not UTF-8");

    [Fact]
    public void ManyLayersHaveOneName()
    {
        var layer = TinyCaffe.Layer("a", "Scale", TinyCaffe.Blob(1));
        using var file = new TinyFile("m.caffemodel", TinyCaffe.Net([.. Enumerable.Repeat(layer, 100_000)]));
        Assert.Equal("a#100000", file.Checkpoint.Tensors[^1].Name);
    }

    [Fact]
    public void BlobIsANumber() =>
        Refused.Bytes(
            "m.caffemodel", TinyCaffe.Net(TinyCaffe.Layer("a", "Scale").Number(7, 1)),
            "is a number where a message was expected");

    [Theory]
    [InlineData(new long[] { 3 }, 8, "shape [3] of F32 needs 12 bytes, the file holds 8")]
    [InlineData(new long[] { 1 }, 8, "needs 4 bytes, the file holds 8")]
    [InlineData(new long[] { 3 }, 0, "without its weights")]
    [InlineData(new long[] { -1 }, 8, "negative dimension")]
    [InlineData(new long[] { long.MaxValue, 2 }, 8, "more elements than fit in 63 bits")]
    [InlineData(new long[] { long.MaxValue }, 8, "needs 36,893,488,147,419,103,228 bytes")]
    public void ShapeIsNotThatOfTheData(long[] sides, int bytes, string fact) => Refused.Bytes(
        "m.caffemodel", TinyCaffe.Net(TinyCaffe.Layer("a", "Scale", TinyCaffe.Shape(sides).Bytes(5, new byte[bytes]))),
        "tensor `a`", fact);

    [Fact]
    public void OldSidesAreHuge() => Refused.Bytes(
        "m.caffemodel",
        TinyCaffe.Net(TinyCaffe.Layer(
            "a", "Scale",
            new TinyProto().Number(1, int.MaxValue).Number(2, int.MaxValue).Number(3, int.MaxValue).Number(4, 1))),
        "more elements than fit in 63 bits");

    [Fact]
    public void RankIs65() => Refused.Bytes(
        "m.caffemodel",
        TinyCaffe.Net(TinyCaffe.Layer("a", "Scale", TinyCaffe.Shape([.. Enumerable.Repeat(1L, 65)]))),
        "more than 64 values");

    [Fact]
    public void FloatsAreVarints() => Refused.Bytes(
        "m.caffemodel",
        TinyCaffe.Net(
            TinyCaffe.Layer("a", "Scale", TinyCaffe.Shape(1).Number(5, 1).Number(5, 1).Number(5, 1).Number(5, 1))),
        "damaged or ends early");

    [Fact]
    public void LayerHasAThousandBlobs() => Refused.Bytes(
        "m.caffemodel",
        TinyCaffe.Net(TinyCaffe.Layer("a", "Scale", [.. Enumerable.Repeat(TinyCaffe.Blob(1), 1000)])),
        "more than 64 blobs");

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(long.MaxValue)]
    public void GroupsAreImpossible(long groups)
    {
        var layer = TinyCaffe.Layer("a", "Convolution", TinyCaffe.Blob(4, 3, 2, 2)).Message(
            106, new TinyProto().Number(5, groups));
        using var file = new TinyFile("m.caffemodel", TinyCaffe.Net(layer));
        Assert.Equal(1, file["a"].Role!.Groups);
    }
}
