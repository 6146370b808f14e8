// Specification: https://github.com/BVLC/caffe/blob/master/src/caffe/proto/caffe.proto
using System.Globalization;
using Heavytail.Files;
using Heavytail.Files.Protobuf;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Caffe;

/// <summary>A trained network of Caffe: a protobuf message of layers, of which some have blobs of weights.</summary>
internal sealed class CaffeFormat : CheckpointFormat
{
    private const int NetName = 1;
    private const int LayersV1 = 2;
    private const int Layers = 100;

    /// <summary>Names and dimensions of inputs come before the first layer.</summary>
    private const int MaxFieldsBefore = 4096;

    private const int MaxLayers = 1_000_000;

    public override string Name => "Caffe";

    public override IReadOnlyList<string> Extensions => [".caffemodel"];

    /// <summary>
    /// There is no magic number. A network has one name, then inputs, then layers: messages of field 100 that begin
    /// with a name and a type, or of field 2 with a name in field 4 and a number for the type in field 5. No graph of
    /// TensorFlow and no model of ONNX has either.
    /// </summary>
    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file)
    {
        if (head.Length < 2 || (head[0] & 7) is not (2 or 0))
        {
            return false;
        }

        var net = new ProtoMessage(file);
        int names = 0;
        foreach (var field in net.FieldsUntilDamage().Take(MaxFieldsBefore))
        {
            names += field.Number == NetName ? 1 : 0;
            if (names > 1 || !IsPlausible(field))
            {
                return false;
            }

            if (field.Number is Layers or LayersV1)
            {
                return field.Number == Layers ? IsLayer(net, field) : IsLayerV1(net, field);
            }
        }

        return false;
    }

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        var net = new ProtoMessage(file);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var tensors = new List<StoredTensor>();
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        var unread = new UnreadTensors();
        int layers = 0;
        foreach (var field in net.Fields())
        {
            if (field.Number == NetName && net.Text(field) is { Length: > 0 } name)
            {
                metadata["name"] = name;
            }

            if (field.Number is not (Layers or LayersV1))
            {
                continue;
            }

            if (++layers > MaxLayers)
            {
                throw file.Invalid($"the network has more than {MaxLayers:N0} layers");
            }

            var message = net.Message(field);
            var layer = field.Number == Layers ? CaffeLayer.Read(message) : CaffeLayer.ReadV1(message);
            foreach (var (index, blob) in layer.Blobs.Index())
            {
                string unique = Unique(names, layer.Name, index);
                if (ToTensor(file, layer, index, blob, unique, tensors.Count) is { } tensor)
                {
                    tensors.Add(tensor);
                }
                else
                {
                    unread.Add(new UnreadTensor(unique, "elements of an unknown type")
                    {
                        NextStep = UnreadTensor.SaveAsFloats,
                    });
                }
            }
        }

        unread.AddTo(metadata);
        return new CheckpointContents(tensors, metadata, []) { Unread = unread.All };
    }

    private static StoredTensor? ToTensor(
        ByteSource file, CaffeLayer layer, int index, CaffeBlob blob, string name, int number)
    {
        TensorShape shape;
        try
        {
            shape = new TensorShape(
                [.. blob.IsLegacy ? CaffeRoles.TrimLegacy(layer, index, blob.Dimensions) : blob.Dimensions]);
        }
        catch (ArgumentException e)
        {
            throw file.InvalidTensor(name, e.Message);
        }

        if (blob.Type is not { } type)
        {
            return null;
        }

        var needed = (Int128)shape.ElementCount * type.Bits() / 8;
        if (needed != blob.Bytes)
        {
            throw file.InvalidTensor(
                name,
                $"shape {shape} of {type.Name()} needs {needed:N0} bytes, the file holds {blob.Bytes:N0}",
                blob.Bytes == 0 ? "the network may have been saved without its weights" : null);
        }

        return new StoredTensor(
            new TensorInfo(number, name, type, shape, file.Path) { Role = CaffeRoles.Find(layer, index, shape) },
            () => blob.Open(file));
    }

    /// <summary>
    /// Blobs have no names: the first is called as its layer, which is mostly its weight, the others by number.
    /// </summary>
    private static string Unique(Dictionary<string, int> names, string layer, int index)
    {
        string name = index == 0 ? layer : string.Create(CultureInfo.InvariantCulture, $"{layer}.{index}");
        string unique = name;
        while (!names.TryAdd(unique, 1))
        {
            // The number goes on where it stopped, so that very many layers of a name take no longer than others.
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}#{++names[name]}");
        }

        return unique;
    }

    /// <summary>The fields of a network; variants of Caffe have put their own between 8 and 100.</summary>
    private static bool IsPlausible(ProtoField field) => field.Number switch
    {
        NetName or LayersV1 or 3 or 6 or 8 or Layers => field.IsBytes,
        4 => field.Type is WireType.Varint or WireType.Bytes,
        5 or 7 => field.Type == WireType.Varint,
        _ => field.Number < Layers,
    };

    private static bool IsLayer(ProtoMessage net, ProtoField field) =>
        First(net, field) is [{ Number: 1, IsBytes: true }, { Number: 2, IsBytes: true }, ..];

    private static bool IsLayerV1(ProtoMessage net, ProtoField field)
    {
        var fields = First(net, field);
        return fields.Exists(found => found is { Number: 4, IsBytes: true })
            && fields.Exists(found => found is { Number: 5, Type: WireType.Varint });
    }

    /// <summary>A layer's first fields; a truncated file may end in them.</summary>
    private static List<ProtoField> First(ProtoMessage net, ProtoField field) =>
        [.. net.Within(field).FieldsUntilDamage().Take(16)];
}
