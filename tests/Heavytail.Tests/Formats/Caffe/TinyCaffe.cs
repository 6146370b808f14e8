using System.Runtime.InteropServices;
using Heavytail.Tests.Files.Protobuf;

namespace Heavytail.Tests.Formats.Caffe;

/// <summary>Writes networks of Caffe.</summary>
internal static class TinyCaffe
{
    /// <summary>A network of today's layers.</summary>
    public static byte[] Net(params TinyProto[] layers) => Net(100, layers);

    /// <summary>A network of layers as they were before 2015.</summary>
    public static byte[] NetV1(params TinyProto[] layers) => Net(2, layers);

    public static TinyProto Layer(string name, string type, params TinyProto[] blobs)
    {
        var layer = new TinyProto().Text(1, name).Text(2, type).Text(3, "bottom").Text(4, "top");
        return Add(layer, 7, blobs);
    }

    public static TinyProto LayerV1(string name, int type, params TinyProto[] blobs) =>
        Add(new TinyProto().Text(2, "bottom").Text(4, name).Number(5, type), 6, blobs);

    /// <summary>Counting floats: 0, 1, 2, …</summary>
    public static TinyProto Blob(params long[] sides) =>
        Shape(sides).Bytes(5, MemoryMarshal.AsBytes(Counting(sides).AsSpan()));

    public static TinyProto Shape(params long[] sides) => new TinyProto().Message(7, new TinyProto().Packed(1, sides));

    /// <summary>Four sides, each in a field of its own.</summary>
    public static TinyProto LegacyBlob(long number, long channels, long height, long width) => new TinyProto()
        .Number(1, number).Number(2, channels).Number(3, height).Number(4, width)
        .Bytes(5, MemoryMarshal.AsBytes(Counting([number, channels, height, width]).AsSpan()));

    public static float[] Counting(long[] sides) =>
        [.. Enumerable.Range(0, (int)sides.Aggregate(1L, (a, b) => a * b)).Select(i => (float)i)];

    private static TinyProto Add(TinyProto layer, int field, TinyProto[] blobs)
    {
        foreach (var blob in blobs)
        {
            layer.Message(field, blob);
        }

        return layer;
    }

    private static byte[] Net(int field, TinyProto[] layers)
    {
        var net = new TinyProto().Text(1, "net").Text(3, "data").Number(4, 1);
        return Add(net, field, layers).ToArray();
    }
}
