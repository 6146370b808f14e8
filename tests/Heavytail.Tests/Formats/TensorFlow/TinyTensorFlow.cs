using System.Buffers.Binary;
using System.Text;
using Heavytail.Files.Compression;
using Heavytail.Tests.Formats.PyTorch;

namespace Heavytail.Tests.Formats.TensorFlow;

/// <summary>Writes TensorFlow's messages and tables, honest ones and others.</summary>
internal static class TinyTensorFlow
{
    public const long Float = 1;
    public const long Integer = 3;
    public const long Text = 7;

    public static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }

    public static byte[] Field(int number, long value) => [.. Varint((ulong)number << 3), .. Varint((ulong)value)];

    public static byte[] Field(int number, params byte[][] bytes)
    {
        byte[] joined = [.. bytes.SelectMany(part => part)];
        return [.. Varint(((ulong)number << 3) | 2), .. Varint((ulong)joined.Length), .. joined];
    }

    public static byte[] Field(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    public static byte[] Fixed32(int number, uint value) =>
        [.. Varint(((ulong)number << 3) | 5), .. BitConverter.GetBytes(value)];

    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] Ints(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] Shape(params long[] sides) => [.. sides.SelectMany(side => Field(2, Field(1, side)))];

    /// <summary>A TensorProto; <paramref name="values"/> are its fields beside type and shape.</summary>
    public static byte[] Tensor(long type, long[] shape, params byte[][] values) =>
        [.. Field(1, type), .. Field(2, Shape(shape)), .. values.SelectMany(value => value)];

    public static byte[] Attribute(string key, byte[] value) => Field(5, Field(1, key), Field(2, value));

    public static byte[] Flag(string key, bool value = true) => Attribute(key, Field(5, value ? 1 : 0));

    public static byte[] Call(string key, string function) => Attribute(key, Field(10, Field(1, function)));

    /// <summary>A NodeDef as field 1 of a graph.</summary>
    public static byte[] Node(string name, string op, string[] inputs, params byte[][] attributes) =>
        Field(1, NodeBody(name, op, inputs, attributes));

    public static byte[] NodeBody(string name, string op, string[] inputs, params byte[][] attributes) =>
        [.. Field(1, name), .. Field(2, op), .. inputs.SelectMany(input => Field(3, input)), .. attributes.SelectMany(part => part)];

    public static byte[] Const(string name, byte[] tensor) =>
        Node(name, "Const", [], Attribute("value", Field(8, tensor)));

    /// <summary>A constant of F32 that counts from 0 in its bytes.</summary>
    public static byte[] Const(string name, params long[] shape)
    {
        long count = shape.Aggregate(1L, (product, side) => product * side);
        return Const(name, Tensor(Float, shape, Field(4, TinyTorch.Counting((int)count))));
    }

    public static byte[] ConstInts(string name, params int[] values) =>
        Const(name, Tensor(Integer, [values.Length], Field(4, Ints(values))));

    public static byte[] Variable(string name) =>
        Node(name, "VarHandleOp", [], Attribute("shared_name", Field(2, name)));

    /// <summary>A function of a graph's library (field 2).</summary>
    public static byte[] Library(params byte[][] functions) => Field(2, functions);

    public static byte[] Function(string name, string[] arguments, params byte[][] nodes) => Field(
        1,
        [Field(1, [Field(1, name), .. arguments.Select(argument => Field(2, Field(1, argument)))]), .. nodes.Select(
            node => Field(3, node))]);

    /// <summary>A function that returns the outputs of its nodes that are written so.</summary>
    public static byte[] Function(string name, string[] arguments, string[] returned, params byte[][] nodes) => Field(
        1,
        [
            Field(
                1,
                [
                    Field(1, name), .. arguments.Select(argument => Field(2, Field(1, argument))),
                    .. returned.Select((_, output) => Field(3, Field(1, $"o{output}"))),
                ]),
            .. nodes.Select(node => Field(3, node)),
            .. returned.Select((value, output) => Field(4, Field(1, $"o{output}"), Field(2, value))),
        ]);

    public static byte[] Graph(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    public static byte[] MetaGraph(byte[] graph) => [.. Field(1, Field(1, "")), .. Field(2, graph)];

    public static byte[] SavedModel(byte[] graph) => [.. Field(1, 1), .. Field(2, MetaGraph(graph))];

    public static byte[] BundleHeader(long shards, long endianness = 0) =>
        [.. Field(1, shards), .. Field(2, endianness)];

    public static byte[] BundleEntry(long type, long[] shape, long shard, long offset, long size) =>
        [.. Field(1, type), .. Field(2, Shape(shape)), .. Field(3, shard), .. Field(4, offset), .. Field(5, size), .. Fixed32(6, 0)];

    /// <summary>A stored string that names variables: key → full name.</summary>
    public static byte[] ObjectGraph(params (string Key, string Name)[] names)
    {
        byte[] graph =
        [
            .. names.SelectMany(
                name => Field(1, Field(2, Field(1, "VARIABLE_VALUE"), Field(2, name.Name), Field(3, name.Key)))),
        ];
        return [.. Varint((ulong)graph.Length), 0, 0, 0, 0, .. graph];
    }

    /// <summary>A table of one block of data; keys must be sorted.</summary>
    public static byte[] Table(params (string Key, byte[] Value)[] entries) => Table(Block(entries));

    /// <summary>A table around a block, with true checksums.</summary>
    public static byte[] Table(byte[] block, byte type = 0) => Table([block], type);

    public static byte[] Table(byte[][] blocks, byte type = 0)
    {
        var file = new List<byte>();
        var index = new List<(string, byte[])>();
        foreach (byte[] block in blocks)
        {
            index.Add(($"k{index.Count:D6}", [.. Varint((ulong)file.Count), .. Varint((ulong)block.Length)]));
            file.AddRange([.. block, .. Trailer(block, type)]);
        }

        return [.. file, .. TableEnd(Block([.. index]), file.Count)];
    }

    /// <summary>The index of a table, an empty index of others, and the footer.</summary>
    public static byte[] TableEnd(byte[] index, int start)
    {
        byte[] meta = Block();
        byte[] footer =
        [
            .. Varint((ulong)start), .. Varint((ulong)meta.Length),
            .. Varint((ulong)(start + meta.Length + 5)), .. Varint((ulong)index.Length),
        ];
        byte[] magic = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(magic, 0xDB4775248B80FB57);
        return [.. meta, .. Trailer(meta, 0), .. index, .. Trailer(index, 0), .. footer, .. new byte[40 - footer.Length], .. magic];
    }

    /// <summary>A block of entries, each sharing with the one before what it can.</summary>
    public static byte[] Block(params (string Key, byte[] Value)[] entries) =>
        Block([.. entries.Select(entry => (Encoding.UTF8.GetBytes(entry.Key), entry.Value))]);

    public static byte[] Block((byte[] Key, byte[] Value)[] entries)
    {
        var block = new List<byte>();
        byte[] last = [];
        foreach (var (bytes, value) in entries)
        {
            int shared = last.AsSpan().CommonPrefixLength(bytes);
            block.AddRange([
                .. Varint((ulong)shared), .. Varint((ulong)(bytes.Length - shared)), .. Varint((ulong)value.Length),
                .. bytes[shared..], .. value,
            ]);
            last = bytes;
        }

        return [.. block, 0, 0, 0, 0, 1, 0, 0, 0];
    }

    public static byte[] Trailer(byte[] block, byte type) =>
        [type, .. BitConverter.GetBytes(Crc32C.Masked(block, type))];

    /// <summary>Snappy without compression: one literal.</summary>
    public static byte[] Snappy(byte[] bytes) =>
        [.. Varint((ulong)bytes.Length), 61 << 2, .. BitConverter.GetBytes((ushort)(bytes.Length - 1)), .. bytes];
}
