using System.Text;

namespace Heavytail.Files.Hdf5;

/// <summary>A name in a group.</summary>
/// <param name="Name">Name, without <c>/</c>.</param>
/// <param name="Address">Address of the object's header; null if the link leads to a path, in this file or
/// another.</param>
internal readonly record struct Hdf5Link(string Name, long? Address);

/// <summary>The names in a group, however it keeps them.</summary>
internal static class Hdf5Links
{
    private const string Tree = "a group's B-tree";
    private const int MaxDepth = 32;

    /// <summary>Sorted by name, or in the order of creation where the file keeps that.</summary>
    public static List<Hdf5Link> Read(Hdf5Bytes bytes, Hdf5ObjectHeader header)
    {
        var links = new List<Hdf5Link>();
        if (header.Find(Hdf5MessageType.SymbolTable) is { } table)
        {
            ReadSymbolTable(bytes, table, links);
        }

        foreach (var message in header.Messages.Where(found => found.Type == Hdf5MessageType.Link))
        {
            links.Add(ReadLink(bytes, message.Data));
        }

        if (header.Find(Hdf5MessageType.LinkInfo) is { } info)
        {
            ReadDense(bytes, info, links);
        }

        return links;
    }

    /// <summary>The groups of old: a B-tree of tables of symbols, their names in a heap.</summary>
    private static void ReadSymbolTable(Hdf5Bytes bytes, byte[] message, List<Hdf5Link> links)
    {
        const string Heap = "a local heap";
        var cursor = new Hdf5Cursor(bytes, message, "a symbol table message");
        long tree = cursor.DefinedAddress();
        long heap = cursor.DefinedAddress();
        var head = new Hdf5Cursor(bytes, bytes.Read(heap, 8 + (2 * bytes.LengthSize) + bytes.OffsetSize, Heap), Heap);
        head.Signature("HEAP"u8);
        head.Skip(4);
        long length = head.Length();
        head.Length();
        ReadNode(bytes, tree, null, bytes.Read(head.DefinedAddress(), length, Heap), links);
    }

    private static void ReadNode(Hdf5Bytes bytes, long address, int? expectedLevel, byte[] names, List<Hdf5Link> links)
    {
        bytes.Enter(address, Tree);
        int headBytes = 8 + (2 * bytes.OffsetSize);
        var head = new Hdf5Cursor(bytes, bytes.Read(address, headBytes, Tree), Tree);
        head.Signature("TREE"u8);
        int kind = head.U8();
        int level = head.U8();
        int entries = head.U16();
        if (kind != 0 || level != (expectedLevel ?? level) || level > MaxDepth)
        {
            throw bytes.Invalid(
                $"{Tree} has a node of kind {kind} and level {level}, expected kind 0, level {expectedLevel ?? 0}");
        }

        int entryBytes = bytes.LengthSize + bytes.OffsetSize;
        var cursor = new Hdf5Cursor(bytes, bytes.Read(address + headBytes, (long)entries * entryBytes, Tree), Tree);
        for (int i = 0; i < entries; i++)
        {
            cursor.Length();
            long child = cursor.DefinedAddress();
            if (level > 0)
            {
                ReadNode(bytes, child, level - 1, names, links);
            }
            else
            {
                ReadSymbols(bytes, child, names, links);
            }
        }
    }

    private static void ReadSymbols(Hdf5Bytes bytes, long address, byte[] names, List<Hdf5Link> links)
    {
        const string What = "a symbol table node";
        const uint SymbolicLink = 2;
        bytes.Enter(address, What);
        var head = new Hdf5Cursor(bytes, bytes.Read(address, 8, What), What);
        head.Signature("SNOD"u8);
        head.Version(1, 1);
        head.Skip(1);
        int count = head.U16();
        int entryBytes = (2 * bytes.OffsetSize) + 24;
        var cursor = new Hdf5Cursor(bytes, bytes.Read(address + 8, (long)count * entryBytes, What), What);
        for (int i = 0; i < count; i++)
        {
            long offset = cursor.Number(bytes.OffsetSize);
            long? header = cursor.Address();
            bool symbolic = cursor.U32() == SymbolicLink;
            cursor.Skip(20);
            if (offset >= names.Length)
            {
                throw bytes.Invalid($"a name begins at {offset:N0} of a local heap of {names.Length:N0} bytes");
            }

            var name = new Hdf5Cursor(bytes, names.AsSpan((int)offset), "a local heap");
            links.Add(new Hdf5Link(Decode(bytes, name.ZeroEnded()), symbolic ? null : header));
        }
    }

    /// <summary>A link message, in a header or in a heap.</summary>
    private static Hdf5Link ReadLink(Hdf5Bytes bytes, ReadOnlySpan<byte> data)
    {
        var cursor = new Hdf5Cursor(bytes, data, "a link");
        cursor.Version(1, 1);
        byte flags = cursor.U8();
        int kind = (flags & 8) != 0 ? cursor.U8() : 0;
        cursor.Skip(((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0));
        string name = Decode(bytes, cursor.Take(cursor.Number(1 << (flags & 3))));
        return new Hdf5Link(name, kind == 0 ? cursor.DefinedAddress() : null);
    }

    /// <summary>Many links lie in a heap, and a B-tree has their offsets.</summary>
    private static void ReadDense(Hdf5Bytes bytes, byte[] info, List<Hdf5Link> links)
    {
        const int HasOrder = 1;
        const int HasOrderIndex = 2;
        var cursor = new Hdf5Cursor(bytes, info, "a link info message");
        cursor.Version(0, 0);
        byte flags = cursor.U8();
        cursor.Skip((flags & HasOrder) != 0 ? 8 : 0);
        long? heapAddress = cursor.Address();
        long? byName = cursor.Address();
        long? byOrder = (flags & HasOrderIndex) != 0 ? cursor.Address() : null;
        if (heapAddress is null || (byOrder ?? byName) is not { } tree)
        {
            return;
        }

        var heap = Hdf5FractalHeap.Read(bytes, heapAddress.Value);
        var found = new List<Hdf5Link>();
        foreach (byte[] record in Hdf5BTree2.ReadRecords(bytes, tree, out int type))
        {
            int skip = type switch
            {
                Hdf5BTree2.LinksByName => 4,
                Hdf5BTree2.LinksByOrder => 8,
                _ => throw bytes.Invalid($"an index of links has records of type {type}"),
            };
            var id = new Hdf5Cursor(bytes, record, "an index of links");
            id.Skip(skip);
            byte[] link = heap.Find(id.Take(id.Left))
                ?? throw bytes.Invalid(
                    "keeps its links in a compressed heap, which is not read", "repack the file with `h5repack`");
            found.Add(ReadLink(bytes, link));
        }

        // The index by name is sorted by a hash of it.
        links.AddRange(byOrder is null ? found.OrderBy(link => link.Name, StringComparer.Ordinal) : found);
    }

    private static string Decode(Hdf5Bytes bytes, ReadOnlySpan<byte> name)
    {
        bytes.Charge(name.Length);
        return Encoding.UTF8.GetString(name);
    }
}
