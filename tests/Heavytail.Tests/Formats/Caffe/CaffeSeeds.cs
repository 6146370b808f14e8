using Heavytail.Tests.Files.Protobuf;
using Heavytail.Tests.Hostile;

namespace Heavytail.Tests.Formats.Caffe;

/// <summary>Honest networks of Caffe to be damaged.</summary>
internal static class CaffeSeeds
{
    private const string Format = "Caffe";

    public static IReadOnlyList<FuzzSeed> All { get; } =
    [
        new(Format, "x.caffemodel", [TinyCaffe.Net(Layers())], parts => parts[0]),
        new(Format, "x.caffemodel", [TinyCaffe.NetV1(LayersV1())], parts => parts[0]),
        Parts(Layers(), TinyCaffe.Net),
        Parts(LayersV1(), TinyCaffe.NetV1),
    ];

    private static FuzzSeed Parts(TinyProto[] layers, Func<TinyProto[], byte[]> join) => new(
        Format,
        "x.caffemodel",
        [.. layers.Select(layer => layer.ToArray())],
        parts => join([.. parts.Select(part => new TinyProto().Raw(part))]));

    private static TinyProto[] Layers() =>
    [
        TinyCaffe.Layer("data", "Input"),
        TinyCaffe.Layer("conv", "Convolution", TinyCaffe.Blob(4, 1, 2, 2), TinyCaffe.Blob(4)).Message(
            106, new TinyProto().Number(5, 4)),
        TinyCaffe.Layer("up", "Deconvolution", TinyCaffe.Blob(4, 3, 2, 2)),
        TinyCaffe.Layer("fc", "InnerProduct", TinyCaffe.Shape(2, 2).Single(5, 1).Single(5, 2).Bytes(5, new byte[8]))
            .Message(117, new TinyProto().Number(6, 1)),
        TinyCaffe.Layer("lstm", "LSTM", TinyCaffe.Blob(8, 3), TinyCaffe.Blob(8), TinyCaffe.Blob(8, 2)),
        TinyCaffe.Layer("half", "Scale", TinyCaffe.Shape(2).Number(10, 2).Bytes(12, [0, 0x3C, 0, 0xC0])),
        TinyCaffe.Layer("double", "Embed", TinyCaffe.Shape(1, 2).Bytes(8, new byte[16])),
    ];

    private static TinyProto[] LayersV1() =>
    [
        TinyCaffe.LayerV1("data", 5),
        TinyCaffe.LayerV1("conv", 4, TinyCaffe.LegacyBlob(4, 3, 2, 2), TinyCaffe.LegacyBlob(1, 1, 1, 4)).Message(
            10, new TinyProto().Number(5, 2)),
        TinyCaffe.LayerV1("fc", 14, TinyCaffe.LegacyBlob(1, 1, 5, 3), TinyCaffe.LegacyBlob(1, 1, 1, 5)),
    ];
}
