using System.Globalization;
using Heavytail.Files.Protobuf;

namespace Heavytail.Formats.Caffe;

/// <summary>A layer of a network: what it does, and its blobs.</summary>
internal sealed record CaffeLayer(string Name, string Type, IReadOnlyList<CaffeBlob> Blobs)
{
    private const int MaxBlobs = 64;

    public int Groups { get; private init; } = 1;

    /// <summary>Whether an InnerProduct keeps its matrix inputs first.</summary>
    public bool IsTransposed { get; private init; }

    /// <summary>A LayerParameter, of today's networks.</summary>
    public static CaffeLayer Read(ProtoMessage message) =>
        Read(message, name: 1, type: 2, blobs: 7, convolution: 106, innerProduct: 117);

    /// <summary>A V1LayerParameter, of networks before 2015.</summary>
    public static CaffeLayer ReadV1(ProtoMessage message) =>
        Read(message, name: 4, type: 5, blobs: 6, convolution: 10, innerProduct: 17);

    private static CaffeLayer Read(
        ProtoMessage message, int name, int type, int blobs, int convolution, int innerProduct)
    {
        var layer = new CaffeLayer("", "", []);
        var found = new List<CaffeBlob>();
        foreach (var field in message.Fields())
        {
            if (field.Number == name)
            {
                layer = layer with { Name = message.Text(field) };
            }
            else if (field.Number == type)
            {
                layer = layer with { Type = field.IsBytes ? message.Text(field) : ToWord(field.Int64) };
            }
            else if (field.Number == blobs)
            {
                found.Add(found.Count < MaxBlobs
                    ? CaffeBlob.Read(message.Message(field))
                    : throw message.File.Invalid($"layer `{layer.Name}` has more than {MaxBlobs} blobs"));
            }
            else if (field.Number == convolution)
            {
                // group = 5
                long groups = ReadNumber(message.Message(field), 5, 1);
                layer = layer with { Groups = groups is > 0 and <= int.MaxValue ? (int)groups : 1 };
            }
            else if (field.Number == innerProduct)
            {
                // transpose = 6
                layer = layer with { IsTransposed = ReadNumber(message.Message(field), 6, 0) != 0 };
            }
        }

        return layer with { Blobs = found };
    }

    private static long ReadNumber(ProtoMessage message, int number, long otherwise)
    {
        long value = otherwise;
        foreach (var field in message.Fields().Where(field => field.Number == number && !field.IsBytes))
        {
            value = field.Int64;
        }

        return value;
    }

    /// <summary>Today's word for a number of V1's enumeration, of the layers that have blobs.</summary>
    private static string ToWord(long type) => type switch
    {
        4 => "Convolution",
        14 => "InnerProduct",
        39 => "Deconvolution",
        _ => string.Create(CultureInfo.InvariantCulture, $"layer type {type}"),
    };
}
