using System.Buffers.Binary;
using Heavytail.Files;
using Heavytail.Files.FlatBuffers;
using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.TFLite;

/// <summary>A tensor of a graph, as described; its elements, if it has any, are in the buffer.</summary>
internal sealed record TFLiteTensor(string Name, int[] Shape, int Type, uint Buffer, FlatTable Table)
{
    private const int QuantizationField = 4;
    private const int SparsityField = 6;
    private const int ExternalBufferField = 10;

    public FlatTable? Quantization => Table.Table(QuantizationField);

    /// <summary>
    /// The dimension whose channels have scales of their own. A bias has one dimension, whatever the dimension of its
    /// weight's channels that converters write there.
    /// </summary>
    public int ChannelDimension => Shape.Length == 1 ? 0 : Quantization?.Int32(TFLiteScales.DimensionField) ?? 0;

    public bool IsSparse => Table.Has(SparsityField);

    public bool IsExternal => Table.UInt32(ExternalBufferField) != 0;

    public static TFLiteTensor Read(FlatTable table) => new(
        table.Text(3) ?? "",
        table.Vector(0, sizeof(int)).Int32s(),
        table.Byte(1),
        table.UInt32(2),
        table);
}

/// <summary>An operator of a graph; an input of −1 is left out.</summary>
internal sealed record TFLiteOperator(int Code, string Name, int[] Inputs, int[] Outputs, FlatTable Table)
{
    private const int OptionsField = 4;
    private const int Options2Field = 12;

    public FlatTable? Options => Table.Table(OptionsField);

    public FlatTable? Options2 => Table.Table(Options2Field);
}

/// <summary>A graph: the main one, or the body of a loop or a branch.</summary>
internal sealed record TFLiteGraph(
    IReadOnlyList<TFLiteTensor> Tensors, IReadOnlyList<int> Inputs, IReadOnlyList<TFLiteOperator> Operators)
{
    /// <summary>Whether an operator's output is its first input, number by number.</summary>
    public bool KeepsNumbers(TFLiteOperator step) => TFLiteOperators.KeepsPlaces(step.Code)
        && step.Code != TFLiteOperators.Quantize
        && !(step.Code == TFLiteOperators.Cast
            && ElementRounding.Rounds(TypeOf(step.Inputs), TypeOf(step.Outputs)));

    /// <summary>The type of the first of some tensors; null where that is unknown.</summary>
    public ElementType? TypeOf(int[] tensors) =>
        tensors is [>= 0 and var first, ..] && first < Tensors.Count
            ? TFLiteType.Find(Tensors[first].Type)?.Element : null;
}

/// <summary>Where a buffer's bytes lie in the file; none where their number is 0.</summary>
internal readonly record struct TFLiteBuffer(long Offset, long Length);

/// <summary>What a model's tables say.</summary>
internal sealed class TFLiteModel
{
    /// <summary>The largest models known have some ten thousand.</summary>
    private const int MaxTensors = 1 << 18;

    private const int SupportedVersion = 3;

    /// <summary>Axes, dimensions, and starts and ends of slices.</summary>
    private const int MaxIntegers = 64;

    private readonly FlatFile _file;

    private TFLiteModel(FlatFile file, FlatTable root)
    {
        _file = file;
        Root = root;
        Version = root.UInt32(0);
        Buffers = [.. root.Vector(4, sizeof(uint)).Tables().Select(Locate)];
        var codes = root.Vector(1, sizeof(uint)).Tables().Select(ReadCode).ToArray();
        int left = MaxTensors;
        Graphs = [.. root.Vector(2, sizeof(uint)).Tables().Select(table => ReadGraph(table, codes, ref left))];
    }

    public ByteSource File => _file.File;

    public FlatTable Root { get; }

    public uint Version { get; }

    public IReadOnlyList<TFLiteBuffer> Buffers { get; }

    public IReadOnlyList<TFLiteGraph> Graphs { get; }

    /// <summary>The elements of a short constant of integers: axes, dimensions, starts; null of any other.</summary>
    public IReadOnlyList<long>? Integers(TFLiteTensor tensor)
    {
        int width = TFLiteType.Find(tensor.Type)?.Element switch
        {
            ElementType.I32 => sizeof(int),
            ElementType.I64 => sizeof(long),
            _ => 0,
        };
        if (width == 0 || tensor.IsExternal || tensor.Buffer >= Buffers.Count || tensor.Shape.Length > 1
            || Buffers[(int)tensor.Buffer] is not { Length: > 0 } place || place.Length > MaxIntegers * width
            || place.Length % width != 0)
        {
            return null;
        }

        byte[] bytes = new byte[place.Length];
        _file.File.ReadExactly(place.Offset, bytes);
        return
        [
            .. Enumerable.Range(0, bytes.Length / width).Select(index => width == sizeof(int)
                ? BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(index * width))
                : BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(index * width))),
        ];
    }

    /// <summary>Of a Transpose whose order is a constant: the dimension that each of the result's comes from.</summary>
    public IReadOnlyList<long>? Order(int graph, TFLiteOperator step) =>
        step.Code == TFLiteOperators.Transpose && step.Inputs is [_, >= 0 and var at]
        && at < Graphs[graph].Tensors.Count && Integers(Graphs[graph].Tensors[at]) is { } order
        && order.Order().SequenceEqual(Enumerable.Range(0, order.Count).Select(dim => (long)dim))
            ? order
            : null;

    /// <exception cref="InvalidCheckpointException">The tables are damaged, or of another version.</exception>
    public static TFLiteModel Read(ByteSource file)
    {
        var flat = new FlatFile(file);
        var root = flat.Root();
        return root.UInt32(0) is SupportedVersion
            ? new TFLiteModel(flat, root)
            : throw file.Invalid(
                $"the model is of schema version {root.UInt32(0)}, version {SupportedVersion} is read",
                "convert it again with a TensorFlow of 2018 or later");
    }

    /// <summary>Data beside the FlatBuffer has offset and size; 0 and 1 stand for none in both.</summary>
    private TFLiteBuffer Locate(FlatTable table)
    {
        var data = table.Vector(0, sizeof(byte));
        var (offset, size) = (table.UInt64(1), table.UInt64(2));
        if (data.Count > 0 || offset <= 1 || size <= 1)
        {
            return new TFLiteBuffer(data.Offset, data.Count);
        }

        long length = _file.File.Length;
        return offset <= (ulong)length && size <= (ulong)length - offset
            ? new TFLiteBuffer((long)offset, (long)size)
            : throw _file.File.Truncated(
                $"a buffer of {size:N0} bytes at offset {offset:N0} leaves the file ({length:N0} bytes)");
    }

    /// <summary>The number's field was a byte until there were more operators than it can tell apart.</summary>
    private static (int Code, string Name) ReadCode(FlatTable table)
    {
        int code = Math.Max((sbyte)table.Byte(0), table.Int32(3));
        return (code, code == TFLiteOperators.Custom ? table.Text(1) ?? "CUSTOM" : TFLiteOperators.Name(code));
    }

    private TFLiteGraph ReadGraph(FlatTable table, (int Code, string Name)[] codes, ref int left)
    {
        var tensors = table.Vector(0, sizeof(uint));
        if (tensors.Count > left)
        {
            throw _file.File.Invalid($"the model has more than {MaxTensors:N0} tensors");
        }

        left -= (int)tensors.Count;
        return new TFLiteGraph(
            [.. tensors.Tables().Select(TFLiteTensor.Read)],
            table.Vector(1, sizeof(int)).Int32s(),
            [.. table.Vector(3, sizeof(uint)).Tables().Select(entry => ReadOperator(entry, codes))]);
    }

    private TFLiteOperator ReadOperator(FlatTable table, (int Code, string Name)[] codes)
    {
        uint index = table.UInt32(0);
        return index < codes.Length
            ? new TFLiteOperator(
                codes[index].Code,
                codes[index].Name,
                table.Vector(1, sizeof(int)).Int32s(),
                table.Vector(2, sizeof(int)).Int32s(),
                table)
            : throw _file.File.Invalid($"an operator has code number {index} of {codes.Length}");
    }
}
