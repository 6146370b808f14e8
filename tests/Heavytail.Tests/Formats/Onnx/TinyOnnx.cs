using System.Runtime.InteropServices;
using Heavytail.Files;
using Heavytail.Files.Protobuf;
using Heavytail.Tests.Files.Protobuf;
using Heavytail.Tests.Support;

namespace Heavytail.Tests.Formats.Onnx;

/// <summary>Writes an ONNX model: its graph, node by node and tensor by tensor.</summary>
internal sealed class TinyOnnx
{
    public const int F32 = 1;
    public const int U8 = 2;
    public const int I8 = 3;
    public const int I32 = 6;
    public const int I64 = 7;
    public const int F16 = 10;
    public const int U4 = 21;
    public const int I4 = 22;

    private readonly TinyProto _graph = new();
    private readonly TinyProto _after = new();

    /// <summary>The graph alone, for the attribute of an If.</summary>
    public TinyProto Graph => _graph;

    public TinyOnnx Tensor(TinyProto tensor)
    {
        _graph.Message(5, tensor);
        return this;
    }

    /// <summary>An initializer in <c>raw_data</c>.</summary>
    public TinyOnnx Raw(string name, int type, long[] sides, params byte[] data) =>
        Tensor(Proto(name, type, sides).Bytes(9, data));

    public TinyOnnx Floats(string name, long[] sides, params float[] values) =>
        Raw(name, F32, sides, [.. MemoryMarshal.AsBytes(values.AsSpan())]);

    /// <summary>F32 numbers 0, 1, 2, …</summary>
    public TinyOnnx Counting(string name, params long[] sides) =>
        Floats(name, sides, [.. Enumerable.Range(0, (int)sides.Aggregate(1L, (a, b) => a * b)).Select(i => (float)i)]);

    public TinyOnnx Integers(string name, params long[] values) =>
        Raw(name, I64, [values.Length], [.. MemoryMarshal.AsBytes(values.AsSpan())]);

    /// <summary>
    /// A node: <c>Gemm x w b -> y</c>, with <c>_</c> for an input that is left out; a domain before a colon.
    /// </summary>
    public TinyOnnx Node(string text, params TinyProto[] attributes)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int arrow = Array.IndexOf(words, "->");
        var node = new TinyProto();
        foreach (string input in words[1..arrow])
        {
            node.Text(1, input == "_" ? "" : input);
        }

        foreach (string output in words[(arrow + 1)..])
        {
            node.Text(2, output);
        }

        string[] type = words[0].Split(':');
        node.Text(4, type[^1]);
        foreach (var attribute in attributes)
        {
            node.Message(5, attribute);
        }

        _graph.Message(1, type.Length > 1 ? node.Text(7, type[0]) : node);
        return this;
    }

    /// <summary>A field of the model after its graph.</summary>
    public TinyOnnx After(int field, TinyProto message)
    {
        _after.Message(field, message);
        return this;
    }

    public byte[] ToArray() => Model(_graph).Raw(_after.ToArray()).ToArray();

    public static TinyProto Model(TinyProto graph) => new TinyProto()
        .Number(1, 8).Text(2, "test").Text(3, "1.0").Message(7, graph)
        .Message(8, new TinyProto().Text(1, "").Number(2, 17));

    public static TinyProto Proto(string name, int type, params long[] sides) =>
        new TinyProto().Packed(1, sides).Number(2, type).Text(8, name);

    public static TinyProto Int(string name, long value) =>
        new TinyProto().Text(1, name).Number(3, value).Number(20, 2);

    public static TinyProto Ints(string name, params long[] values)
    {
        var attribute = new TinyProto().Text(1, name);
        foreach (long value in values)
        {
            attribute.Number(8, value);
        }

        return attribute.Number(20, 7);
    }

    public static TinyProto Text(string name, string value) => new TinyProto().Text(1, name).Text(4, value);

    public static TinyProto Value(TinyProto tensor) => new TinyProto().Text(1, "value").Message(5, tensor);

    public static TinyProto Graphs(string name, params TinyProto[] graphs)
    {
        var attribute = new TinyProto().Text(1, name);
        foreach (var graph in graphs)
        {
            attribute.Message(graphs.Length == 1 ? 6 : 11, graph);
        }

        return attribute;
    }

    /// <summary>A function of the model's own; its nodes are those of a graph.</summary>
    public static TinyProto Function(string domain, string name, TinyOnnx body, params string[] parameters)
    {
        var function = new TinyProto().Text(1, name).Text(10, domain);
        foreach (string parameter in parameters)
        {
            function.Text(4, parameter);
        }

        // A GraphProto has its nodes in field 1, a function in field 7.
        foreach (var (_, node) in body.Fields().Where(field => field.Number == 1))
        {
            function.Bytes(7, node);
        }

        return function;
    }

    /// <summary>What comes after the graph.</summary>
    public byte[] AfterGraph => _after.ToArray();

    /// <summary>Nodes and tensors of the graph, as they are written.</summary>
    public IReadOnlyList<(int Number, byte[] Bytes)> Fields()
    {
        using var folder = new TempFolder(inMemory: true);
        using var file = new DiskSource(folder.Write("graph", _graph.ToArray()));
        var graph = new ProtoMessage(file);
        return [.. graph.Fields().Select(field => (field.Number, graph.Bytes(field, ProtoMessage.MaxStringBytes)))];
    }
}
