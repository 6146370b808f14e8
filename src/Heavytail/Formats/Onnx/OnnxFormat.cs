// Specification: https://github.com/onnx/onnx/blob/main/docs/IR.md and onnx/onnx.proto

using Heavytail.Files;
using Heavytail.Files.Protobuf;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Onnx;

/// <summary>
/// An ONNX model: a protobuf message of a graph whose initializers are the weights, here or in files beside it.
/// </summary>
internal sealed class OnnxFormat : CheckpointFormat
{
    /// <summary>
    /// Fields before the graph: versions, names, and where another order is written operator sets and the like.
    /// </summary>
    private const int MaxFieldsBefore = 1024;

    private const long MaxIrVersion = 1000;

    public override string Name => "ONNX";

    public override IReadOnlyList<string> Extensions => [".onnx"];

    /// <summary>
    /// There is no magic number: the version is a number in field 1, and field 7 is a message that begins as a graph
    /// does. In TensorFlow's graphs and Caffe's networks field 1 is of bytes; its saved models have no field 7.
    /// </summary>
    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file)
    {
        // The keys of fields 1 to 15 are of one byte.
        if (head.Length < 2 || head[0] is 0 or >= 0x80)
        {
            return false;
        }

        var model = new ProtoMessage(file);
        bool hasVersion = false;
        bool hasGraph = false;
        foreach (var field in model.FieldsUntilDamage().Take(MaxFieldsBefore))
        {
            if (!IsPlausible(field))
            {
                return false;
            }

            hasVersion |= field.Number == OnnxModelReader.IrVersion;
            hasGraph |= field.Number == OnnxModelReader.Graph && IsGraph(model, field);
            if (hasVersion && hasGraph)
            {
                return true;
            }
        }

        return false;
    }

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        using var opened = new Opened<ByteSource>();
        var data = new OnnxData(file, opened);
        try
        {
            var model = OnnxModelReader.Read(file);
            var roles = new OnnxRoles(model, new OnnxTracer(data.ReadIntegers, new OnnxExpressions(data)));
            roles.Assign();
            var list = new OnnxTensorList(model, data, new OnnxComputed(roles.Computed, data));
            return list.Build(roles.IsCut) with { Shards = opened.Release() };
        }
        catch (Exception e) when (StreamDamage.Is(e))
        {
            // A constant that gives axes is read together with the header.
            throw new InvalidCheckpointException(file.Path, null, e.Message, inner: e);
        }
    }

    public override IEnumerable<string> FilesBeside(ByteSource file)
    {
        var model = OnnxModelReader.Read(file);
        var graphs = new Stack<OnnxGraph>([model.Graph, .. model.Functions.Values]);
        var files = new HashSet<string>(StringComparer.Ordinal);
        while (graphs.TryPop(out var graph))
        {
            files.UnionWith(graph.Tensors
                .SelectMany(tensor => tensor.Sparse is { } sparse ? [sparse.Values, sparse.Indices] : new[] { tensor })
                .Select(tensor => tensor.External?.Location).OfType<string>());
            foreach (var (_, inner) in graph.Nodes.SelectMany(node => node.Graphs))
            {
                graphs.Push(inner);
            }
        }

        return files;
    }

    /// <summary>Fields that have been in the specification since its beginning are of their types.</summary>
    private static bool IsPlausible(ProtoField field) => field.Number switch
    {
        1 => field is { Type: WireType.Varint, Value: > 0 and < MaxIrVersion },
        5 => field.Type == WireType.Varint,
        2 or 3 or 4 or 6 or 7 or 8 or 14 or 20 or 25 => field.IsBytes,
        _ => true,
    };

    /// <summary>Whatever a GraphProto begins with, it is a field of bytes.</summary>
    private static bool IsGraph(ProtoMessage model, ProtoField field) =>
        model.Within(field).FieldsUntilDamage().FirstOrDefault()
            is { IsBytes: true, Number: 1 or 2 or 5 or (>= 10 and <= 16) };
}
