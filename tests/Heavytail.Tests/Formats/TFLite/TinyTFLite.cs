using Heavytail.Tests.Files.FlatBuffers;
using Table = Heavytail.Tests.Files.FlatBuffers.TinyFlatBuffer.Table;

namespace Heavytail.Tests.Formats.TFLite;

/// <summary>Writes TFLite models: tensors with or without numbers, and operators on them.</summary>
internal sealed class TinyTFLite
{
    private readonly List<Graph> _graphs = [new()];
    private readonly List<Table> _buffers = [new()];
    private readonly List<Table> _codes = [];

    public int Version { get; init; } = 3;

    public string Identifier { get; init; } = "TFL3";

    public string? Description { get; init; }

    public Table[]? Signatures { get; init; }

    public Table[]? Metadata { get; init; }

    /// <summary>The number of the tensor that was added last, in its graph.</summary>
    public int Last => _graphs[^1].Tensors.Count - 1;

    /// <summary>Scales and zero points of a tensor.</summary>
    public static Table Scales(float[] scales, long[]? zeros = null, int dimension = 0) =>
        new((2, scales), (3, zeros), (6, dimension));

    /// <summary>Scales of blocks, which are another tensor.</summary>
    public static Table Blocks(int scales, int size, int zeros = 0) =>
        new((4, (byte)2), (5, new Table((0, scales), (1, zeros), (2, size))));

    /// <summary>Begins a further graph.</summary>
    public TinyTFLite NextGraph(params int[] inputs)
    {
        _graphs.Add(new Graph { Inputs = inputs });
        return this;
    }

    /// <summary>A buffer; returns its number.</summary>
    public uint Buffer(Table buffer)
    {
        _buffers.Add(buffer);
        return (uint)_buffers.Count - 1;
    }

    /// <summary>A tensor whose numbers are in a buffer of its own, or, without data, come from an operator.</summary>
    public TinyTFLite Tensor(
        string? name,
        int[]? shape,
        int type = 0,
        byte[]? data = null,
        Table? scales = null,
        uint? buffer = null,
        params (int Field, object? Value)[] more)
    {
        buffer ??= data is null ? 0 : Buffer(new Table((0, data)));
        _graphs[^1].Tensors.Add(new Table(
            [(0, shape), (1, (byte)type), (2, buffer.Value), (3, name), (4, scales), .. more]));
        return this;
    }

    /// <summary>An operator; numbers below −1 count tensors from the last, −2, backwards.</summary>
    public TinyTFLite Operator(
        int code, int[] inputs, int[] outputs, Table? options = null, string? custom = null, Table? options2 = null)
    {
        _codes.Add(new Table((0, (byte)Math.Min(code, 127)), (1, custom), (3, code)));
        _graphs[^1].Operators.Add(new Table(
            (0, _codes.Count - 1), (1, inputs), (2, outputs), (4, options), (12, options2)));
        return this;
    }

    public byte[] ToArray() => TinyFlatBuffer.Write(Identifier, new Table(
        (0, Version),
        (1, _codes.ToArray()),
        (2, _graphs.Select(graph => new Table(
            (0, graph.Tensors.ToArray()), (1, graph.Inputs), (3, graph.Operators.ToArray()))).ToArray()),
        (3, Description),
        (4, _buffers.ToArray()),
        (6, Metadata),
        (7, Signatures)));

    private sealed class Graph
    {
        public int[] Inputs { get; init; } = [];

        public List<Table> Tensors { get; } = [];

        public List<Table> Operators { get; } = [];
    }
}
