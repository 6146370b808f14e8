using Heavytail.Tests.Files.Protobuf;
using Heavytail.Tests.Formats.PyTorch;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Caffe;

public sealed class CaffeTests
{
    public static TheoryData<string, string, long[], string> Blobs => new()
    {
        { "Convolution", "", [4, 3, 2, 2], "Convolution oikk Convolution" },
        { "Convolution", "", [4, 3, 2, 2, 2], "Convolution oikkk Convolution" },
        { "Convolution", "group 2", [4, 3, 2, 2], "Convolution oikk Convolution groups 2" },
        { "Convolution", "group 4", [4, 1, 2, 2], "DepthwiseConvolution c1kk Convolution" },
        { "Convolution", "", [4, 1, 2, 2], "Convolution oikk Convolution" },
        { "DepthwiseConvolution", "", [4, 1, 2, 2], "DepthwiseConvolution c1kk DepthwiseConvolution" },
        { "ConvolutionDepthwise", "", [4, 1, 2, 2], "DepthwiseConvolution c1kk ConvolutionDepthwise" },
        { "Deconvolution", "", [4, 3, 2, 2], "TransposedConvolution iokk Deconvolution" },
        { "Deconvolution", "group 2", [4, 3, 2, 2], "TransposedConvolution iokk Deconvolution groups 2" },
        { "Deconvolution", "group 4", [4, 1, 2, 2], "DepthwiseConvolution c1kk Deconvolution" },
        { "Deconvolution", "group 2", [4, 1, 2, 2], "TransposedConvolution iokk Deconvolution groups 2" },
        { "InnerProduct", "", [4, 3], "Dense oi InnerProduct" },
        { "InnerProduct", "transpose 1", [4, 3], "Dense io InnerProduct" },
        { "Embed", "", [4, 3], "Embedding oi Embed" },
        { "LSTM", "", [8, 3], "Lstm oi LSTM i,f,o,g" },
        { "RNN", "", [8, 3], "Rnn oi RNN" },
        { "PReLU", "", [1, 3], "NotAWeight PReLU" },
        { "Scale", "", [4, 3], "NotAWeight Scale" },
        { "Scale", "", [4], "" },
        { "Python", "", [4, 3], "" },
    };

    [Theory]
    [MemberData(nameof(Blobs))]
    public void LayersSayWhatABlobDoes(string type, string parameter, long[] sides, string expected)
    {
        var layer = TinyCaffe.Layer("a", type, TinyCaffe.Blob(sides));
        layer = parameter.Split(' ') switch
        {
            ["group", var groups] => layer.Message(106, new TinyProto().Number(1, 4).Number(5, groups[0] - '0')),
            ["transpose", _] => layer.Message(117, new TinyProto().Number(6, 1)),
            _ => layer,
        };
        using var file = new TinyFile("m.caffemodel", TinyCaffe.Net(layer));
        Assert.Equal("Caffe", file.Checkpoint.Format);
        Assert.Equal("net", file.Checkpoint.Metadata["name"]);
        Assert.Equal($"F32 [{string.Join(", ", sides)}] {expected}".TrimEnd(), file.Line("a"));
        Assert.Equal(TinyCaffe.Counting(sides).Select(value => (double)value), file.Numbers("a"));
    }

    [Fact]
    public void BlobsAreCalledAsTheirLayerAndNumbered()
    {
        using var file = new TinyFile("m.caffemodel", TinyCaffe.Net(
            TinyCaffe.Layer("data", "Input"),
            TinyCaffe.Layer("fc", "InnerProduct", TinyCaffe.Blob(2, 3), TinyCaffe.Blob(2)),
            TinyCaffe.Layer("fc", "InnerProduct", TinyCaffe.Blob(2, 3), TinyCaffe.Blob(1, 2)),
            TinyCaffe.Layer("lstm", "LSTM", TinyCaffe.Blob(8, 3), TinyCaffe.Blob(8), TinyCaffe.Blob(8, 2))));
        Assert.Equal(
            [
                "fc F32 [2, 3] Dense oi InnerProduct",
                "fc.1 F32 [2]",
                "fc#2 F32 [2, 3] Dense oi InnerProduct",
                "fc.1#2 F32 [1, 2] NotAWeight InnerProduct",
                "lstm F32 [8, 3] Lstm oi LSTM i,f,o,g",
                "lstm.1 F32 [8]",
                "lstm.2 F32 [8, 2] Lstm oi LSTM i,f,o,g",
            ],
            TensorText.Lines(file.Checkpoint));
    }

    [Fact]
    public void LayersOfTheOldKindAndSidesOfTheOldKind()
    {
        var grouped = TinyCaffe.LayerV1("conv", 4, TinyCaffe.LegacyBlob(4, 3, 2, 2), TinyCaffe.LegacyBlob(1, 1, 1, 4))
            .Message(10, new TinyProto().Number(1, 4).Number(5, 2));
        using var file = new TinyFile("m.caffemodel", TinyCaffe.NetV1(
            TinyCaffe.LayerV1("data", 5),
            grouped,
            TinyCaffe.LayerV1("one", 4, TinyCaffe.LegacyBlob(1, 3, 1, 1)),
            TinyCaffe.LayerV1("up", 39, TinyCaffe.LegacyBlob(4, 3, 2, 2)),
            TinyCaffe.LayerV1("fc", 14, TinyCaffe.LegacyBlob(1, 1, 5, 3), TinyCaffe.LegacyBlob(1, 1, 1, 5)),
            TinyCaffe.LayerV1("last", 14, TinyCaffe.LegacyBlob(1, 1, 1, 3), TinyCaffe.LegacyBlob(1, 1, 1, 1)),
            TinyCaffe.LayerV1("other", 99, TinyCaffe.LegacyBlob(1, 2, 1, 3))));
        Assert.Equal(
            [
                "conv F32 [4, 3, 2, 2] Convolution oikk Convolution groups 2",
                "conv.1 F32 [4]",
                "one F32 [1, 3, 1, 1] Convolution oikk Convolution",
                "up F32 [4, 3, 2, 2] TransposedConvolution iokk Deconvolution",
                "fc F32 [5, 3] Dense oi InnerProduct",
                "fc.1 F32 [5]",
                "last F32 [1, 3] Dense oi InnerProduct",
                "last.1 F32 [1]",
                "other F32 [2, 1, 3]",
            ],
            TensorText.Lines(file.Checkpoint));
        Assert.Equal(Enumerable.Range(0, 15).Select(i => (double)i), file.Numbers("fc"));
    }

    [Fact]
    public void NumbersOfEveryKind()
    {
        var single = TinyCaffe.Shape(3).Single(5, 1).Single(5, 2).Single(6, 9).Single(5, 3);
        var runs = TinyCaffe.Shape(3).Bytes(5, TinyTorch.Counting(2)).Bytes(5, [0, 0, 128, 63]);
        var doubles = TinyCaffe.Shape(2).Bytes(8, [.. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes(-2.0)]);
        var half = TinyCaffe.Shape(2).Number(10, 2).Number(11, 2).Bytes(12, [0, 0x3C, 0, 0xC0]);
        var odd = TinyCaffe.Shape(2).Number(10, 77).Bytes(12, [0, 0]);
        using var file = new TinyFile("m.caffemodel", TinyCaffe.Net(
            TinyCaffe.Layer("a", "Scale", single), TinyCaffe.Layer("b", "Scale", runs),
            TinyCaffe.Layer("c", "Scale", doubles), TinyCaffe.Layer("d", "Scale", half),
            TinyCaffe.Layer("e", "Scale", odd)));
        Assert.Equal([1, 2, 3], file.Numbers("a"));
        Assert.Equal([0, 1, 1], file.Numbers("b"));
        Assert.Equal([1.5, -2], file.Numbers("c"));
        Assert.Equal([1, -2], file.Numbers("d"));
        Assert.Equal((ElementType.F64, ElementType.F16), (file["c"].Type, file["d"].Type));
        Assert.Equal("e: elements of an unknown type", file.Checkpoint.Metadata["unsupported"]);
    }

    /// <summary>A run of packed floats is a plain part of the file, which a wide matrix is streamed from.</summary>
    [Fact]
    public void PackedFloatsCanBeSoughtIn()
    {
        using var file = new TinyFile(
            "m.caffemodel", TinyCaffe.Net(TinyCaffe.Layer("a", "InnerProduct", TinyCaffe.Blob(2, 3))));
        using var stream = file.Checkpoint.OpenRead(file["a"]);
        Assert.True(stream.CanSeek);
    }
}
