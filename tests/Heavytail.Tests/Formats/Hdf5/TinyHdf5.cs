using System.Buffers.Binary;
using System.Text;
using Heavytail.Tests.Formats.SafeTensors;

namespace Heavytail.Tests.Formats.Hdf5;

/// <summary>
/// Writes HDF5 files as h5py does by default: superblock 0, version 1 headers, symbol tables, B-trees, texts in global
/// heaps. Paths make the groups.
/// </summary>
internal sealed class TinyHdf5
{
    private readonly Node _root = new();
    private readonly List<byte> _file = [];

    /// <summary>Zeros before the superblock: 512 in MATLAB's files.</summary>
    public int UserBlock { get; init; }

    /// <summary>How a dataset is kept.</summary>
    /// <param name="Type">The datatype message.</param>
    /// <param name="Sides">Of the dataset.</param>
    /// <param name="Data">Its elements.</param>
    internal sealed record Content(byte[] Type, long[] Sides, byte[] Data)
    {
        /// <summary>Kept within the header.</summary>
        public bool IsCompact { get; init; }

        /// <summary>
        /// Chunks: their sides with the element's bytes last, and each with its place in elements and its stored bytes.
        /// </summary>
        public (uint[] Sides, (long[] Place, byte[] Stored, uint Mask)[] Chunks)? Chunked { get; init; }

        /// <summary>The filter pipeline message.</summary>
        public byte[]? Filters { get; init; }

        /// <summary>Further messages.</summary>
        public (int Type, byte[] Data)[] More { get; init; } = [];

        /// <summary>Changes the layout message.</summary>
        public Func<byte[], byte[]> Layout { get; init; } = layout => layout;
    }

    private sealed class Node
    {
        public SortedDictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        public List<(string Name, Func<TinyHdf5, byte[]> Message)> Attributes { get; } = [];

        public Content? Content { get; set; }

        public string? SameAs { get; set; }

        public long Address { get; set; }
    }

    public static byte[] F32 { get; } = Float(4, 23, 8, 127);

    public static byte[] F16 { get; } = Float(2, 10, 5, 15);

    public static byte[] BF16 { get; } = Float(2, 7, 8, 127);

    public static byte[] F64 { get; } = Float(8, 52, 11, 1023);

    /// <summary>A message of a floating-point type.</summary>
    public static byte[] Float(int size, int mantissa, int exponent, int bias, bool bigEndian = false) =>
    [
        0x11, (byte)(0x20 | (bigEndian ? 1 : 0)), (byte)((size * 8) - 1), 0, .. Bytes(4, size), 0, 0, (byte)(size * 8),
        0,
        (byte)mantissa, (byte)exponent, 0, (byte)mantissa, .. Bytes(4, bias),
    ];

    /// <summary>A message of an integer type.</summary>
    public static byte[] Integer(int size, bool signed, bool bigEndian = false) =>
        [0x10, (byte)((signed ? 8 : 0) | (bigEndian ? 1 : 0)), 0, 0, .. Bytes(4, size), 0, 0, (byte)(size * 8), 0];

    /// <summary>A message of text of a fixed length.</summary>
    public static byte[] FixedText(int size) => [0x13, 0, 0, 0, .. Bytes(4, size)];

    /// <summary>A number of some bytes, little-endian.</summary>
    public static byte[] Bytes(int width, long value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes[..width];
    }

    /// <summary>A version 1 filter pipeline.</summary>
    public static byte[] Pipeline(params (int Id, uint[] Values)[] filters) =>
    [
        1, (byte)filters.Length, 0, 0, 0, 0, 0, 0,
        .. filters.SelectMany(filter => (byte[])[
            .. Bytes(2, filter.Id), 0, 0, 0, 0, .. Bytes(2, filter.Values.Length),
            .. filter.Values.SelectMany(value => Bytes(4, value)), .. new byte[filter.Values.Length % 2 * 4]]),
    ];

    public TinyHdf5 Add(string path, Content content)
    {
        Find(path).Content = content;
        return this;
    }

    /// <summary>A contiguous dataset of F32: 1, 2, 3 …</summary>
    public TinyHdf5 Floats(string path, params long[] sides) =>
        Add(path, new Content(F32, sides, TinySafeTensors.Bytes(
            [.. Enumerable.Range(1, (int)sides.Aggregate(1L, (a, b) => a * b)).Select(i => (float)i)])));

    /// <summary>A second name of what was added.</summary>
    public TinyHdf5 Link(string path, string target)
    {
        Find(path).SameAs = target;
        return this;
    }

    /// <summary>A list of texts of fixed length, as Keras' layer_names.</summary>
    public TinyHdf5 Names(string path, string attribute, params string[] texts)
    {
        int size = texts.Max(text => text.Length);
        byte[] data = [.. texts.SelectMany(text => Encoding.UTF8.GetBytes(text.PadRight(size, '\0')))];
        Find(path).Attributes.Add((attribute, _ => Attribute(attribute, FixedText(size), Space(texts.Length), data)));
        return this;
    }

    /// <summary>One text in a global heap, as Keras' model_config.</summary>
    public TinyHdf5 Text(string path, string attribute, string text)
    {
        Find(path).Attributes.Add((attribute, tiny =>
        {
            byte[] content = Encoding.UTF8.GetBytes(text);
            byte[] item = [1, 0, 1, 0, 0, 0, 0, 0, .. Bytes(8, content.Length), .. Padded(content)];
            long heap = tiny.Append(
                [.. "GCOL"u8, 1, 0, 0, 0, .. Bytes(8, 16 + item.Length + 16), .. item, .. new byte[16]]);
            byte[] type = [0x19, 1, 0, 0, .. Bytes(4, 16), 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0];
            return Attribute(attribute, type, Space(), [.. Bytes(4, content.Length), .. Bytes(8, heap), 1, 0, 0, 0]);
        }
        ));
        return this;
    }

    /// <summary>The whole file.</summary>
    public byte[] ToArray()
    {
        _file.Clear();
        _file.AddRange(new byte[96]);
        long root = Write(_root);
        byte[] superblock =
        [
            0x89, .. "HDF\r\n"u8, 0x1a, (byte)'\n', 0, 0, 0, 0, 0, 8, 8, 0, 4, 0, 16, 0, 0, 0, 0, 0,
            .. Bytes(8, UserBlock), .. Bytes(8, -1), .. Bytes(8, _file.Count + UserBlock), .. Bytes(8, -1),
            .. Bytes(8, 0), .. Bytes(8, root), .. new byte[24],
        ];
        return [.. new byte[UserBlock], .. superblock, .. _file.Skip(96)];
    }

    /// <summary>A version 1 dataspace.</summary>
    private static byte[] Space(params long[] sides) =>
        [1, (byte)sides.Length, 0, 0, 0, 0, 0, 0, .. sides.SelectMany(side => Bytes(8, side))];

    private static byte[] Attribute(string name, byte[] type, byte[] space, byte[] data)
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(name), 0];
        return
        [
            1, 0, .. Bytes(2, text.Length), .. Bytes(2, type.Length), .. Bytes(2, space.Length), .. Padded(text),
            .. Padded(type),
            .. Padded(space), .. data,
        ];
    }

    private static byte[] Padded(byte[] bytes) => [.. bytes, .. new byte[(8 - (bytes.Length % 8)) % 8]];

    private Node Find(string path)
    {
        var node = _root;
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!node.Children.TryGetValue(part, out var child))
            {
                node.Children.Add(part, child = new Node());
            }

            node = child;
        }

        return node;
    }

    private long Append(byte[] bytes)
    {
        long address = _file.Count;
        _file.AddRange(Padded(bytes));
        return address;
    }

    private long Write(Node node)
    {
        var messages = new List<(int Type, byte[] Data)>();
        if (node.Content is { } content)
        {
            messages.Add((1, Space(content.Sides)));
            messages.Add((3, content.Type));
            messages.Add((8, content.Layout(Layout(content))));
            if (content.Filters is { } filters)
            {
                messages.Add((11, filters));
            }

            messages.AddRange(content.More);
        }
        else
        {
            messages.Add((17, SymbolTable(node)));
        }

        messages.AddRange(node.Attributes.Select(attribute => (12, attribute.Message(this))));
        byte[] body =
        [
            .. messages.SelectMany(message =>
            {
                byte[] data = Padded(message.Data);
                return (byte[])[.. Bytes(2, message.Type), .. Bytes(2, data.Length), 0, 0, 0, 0, .. data];
            }),
        ];
        return node.Address = Append(
            [1, 0, .. Bytes(2, messages.Count), 1, 0, 0, 0, .. Bytes(4, body.Length), 0, 0, 0, 0, .. body]);
    }

    private byte[] Layout(Content content)
    {
        if (content.IsCompact)
        {
            return [3, 0, .. Bytes(2, content.Data.Length), .. content.Data];
        }

        if (content.Chunked is not { } chunked)
        {
            return [3, 1, .. Bytes(8, Append(content.Data)), .. Bytes(8, content.Data.Length)];
        }

        var entries = new List<byte>();
        foreach (var (place, stored, mask) in chunked.Chunks)
        {
            entries.AddRange(Bytes(4, stored.Length));
            entries.AddRange(Bytes(4, mask));
            entries.AddRange(place.Append(0).SelectMany(offset => Bytes(8, offset)));
            entries.AddRange(Bytes(8, Append(stored)));
        }

        long tree = Append(
            [.. "TREE"u8, 1, 0, .. Bytes(2, chunked.Chunks.Length), .. Bytes(8, -1), .. Bytes(8, -1), .. entries, .. new byte[8 * (content.Sides.Length + 2)]]);
        return [3, 2, (byte)chunked.Sides.Length, .. Bytes(8, tree), .. chunked.Sides.SelectMany(
            side => Bytes(4, side))];
    }

    private byte[] SymbolTable(Node node)
    {
        List<byte> names = [.. new byte[8]];
        var symbols = new List<byte>();
        foreach (var (name, child) in node.Children)
        {
            long address = child.SameAs is { } target ? Find(target).Address : Write(child);
            symbols.AddRange(Bytes(8, names.Count));
            symbols.AddRange(Bytes(8, address));
            symbols.AddRange(new byte[24]);
            names.AddRange(Padded([.. Encoding.UTF8.GetBytes(name), 0]));
        }

        long segment = Append([.. names]);
        long heap = Append([.. "HEAP"u8, 0, 0, 0, 0, .. Bytes(8, names.Count), .. Bytes(8, 1), .. Bytes(8, segment)]);
        long table = Append([.. "SNOD"u8, 1, 0, .. Bytes(2, node.Children.Count), .. symbols]);
        long tree = Append([.. "TREE"u8, 0, 0, 1, 0, .. Bytes(8, -1), .. Bytes(8, -1), .. Bytes(8, 0), .. Bytes(8, table), .. Bytes(8, 8)]);
        return [.. Bytes(8, tree), .. Bytes(8, heap)];
    }
}
