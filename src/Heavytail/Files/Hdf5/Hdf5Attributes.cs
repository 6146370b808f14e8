using System.Text;

namespace Heavytail.Files.Hdf5;

/// <summary>The attributes of one object that are text, or lists of texts.</summary>
internal sealed class Hdf5Attributes
{
    private const string What = "an attribute";

    private readonly Hdf5Bytes _bytes;
    private readonly Hdf5GlobalHeap _heap;
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _messages = new(StringComparer.Ordinal);

    public Hdf5Attributes(Hdf5Bytes bytes, Hdf5GlobalHeap heap, Hdf5ObjectHeader header)
    {
        (_bytes, _heap) = (bytes, heap);
        foreach (var message in header.Messages.Where(
            found => found.Type == Hdf5MessageType.Attribute && !found.IsShared))
        {
            Add(message.Data);
        }

        if (header.Find(Hdf5MessageType.AttributeInfo) is { } info)
        {
            AddDense(info);
        }
    }

    /// <summary>Attributes that cannot be got at: very long ones among many.</summary>
    public int Unread { get; private set; }

    /// <summary>A text; null if there is none of this name, or it is something else.</summary>
    public string? Text(string name) => Texts(name) is [var only] ? only : null;

    /// <summary>A list of texts; null if there is none of this name, or it is something else.</summary>
    public IReadOnlyList<string>? Texts(string name) =>
        _messages.TryGetValue(name, out var message) ? ReadTexts(message.Span) : null;

    private void Add(byte[] data)
    {
        var cursor = new Hdf5Cursor(_bytes, data, What);
        int nameBytes = ReadHead(ref cursor, out _, out _, out _);
        string name = Encoding.UTF8.GetString(cursor.Take(nameBytes)).TrimEnd('\0');
        _messages.TryAdd(name, data);
    }

    private void AddDense(byte[] info)
    {
        const int HasOrder = 1;
        const int HeapIdBytes = 8;
        var cursor = new Hdf5Cursor(_bytes, info, "an attribute info message");
        cursor.Version(0, 0);
        byte flags = cursor.U8();
        cursor.Skip((flags & HasOrder) != 0 ? 2 : 0);
        if (cursor.Address() is not { } heapAddress || cursor.Address() is not { } tree)
        {
            return;
        }

        var heap = Hdf5FractalHeap.Read(_bytes, heapAddress);
        foreach (byte[] record in Hdf5BTree2.ReadRecords(_bytes, tree, out int type))
        {
            if (type is not (Hdf5BTree2.AttributesByName or Hdf5BTree2.AttributesByOrder))
            {
                throw _bytes.Invalid($"an index of attributes has records of type {type}");
            }

            var id = new Hdf5Cursor(_bytes, record, "an index of attributes").Take(HeapIdBytes);
            if (heap.Find(id) is { } data)
            {
                Add(data);
            }
            else
            {
                Unread++;
            }
        }
    }

    /// <summary>Reads up to the name.</summary>
    /// <returns>Bytes of the name, without what fills it up.</returns>
    private static int ReadHead(ref Hdf5Cursor cursor, out byte version, out int typeBytes, out int spaceBytes)
    {
        version = cursor.Version(1, 3);
        cursor.Skip(1);
        int nameBytes = cursor.U16();
        typeBytes = cursor.U16();
        spaceBytes = cursor.U16();
        cursor.Skip(version == 3 ? 1 : 0);
        return nameBytes;
    }

    private List<string>? ReadTexts(ReadOnlySpan<byte> message)
    {
        const byte SharedType = 1;
        const byte SharedSpace = 2;
        var cursor = new Hdf5Cursor(_bytes, message, What);
        byte flags = message[1];
        int nameBytes = ReadHead(ref cursor, out byte version, out int typeBytes, out int spaceBytes);
        cursor.Skip(Filled(nameBytes, version));
        if (version > 1 && (flags & (SharedType | SharedSpace)) != 0)
        {
            return null;
        }

        var type = Hdf5Datatype.Read(_bytes, cursor.Take(typeBytes));
        cursor.Skip(Filled(typeBytes, version) - typeBytes);
        long[]? sides = Hdf5Dataspace.Read(_bytes, cursor.Take(spaceBytes));
        cursor.Skip(Filled(spaceBytes, version) - spaceBytes);
        int elementBytes = type.IsVariableText ? 8 + _bytes.OffsetSize : type.Size;
        if (sides is null || elementBytes == 0 || !(type.IsFixedText || type.IsVariableText))
        {
            return null;
        }

        Int128 count = 1;
        foreach (long side in sides)
        {
            count = count > message.Length ? count : count * side;
        }

        if (count * elementBytes > cursor.Left)
        {
            throw _bytes.Invalid($"{What} of {count:N0} texts of {elementBytes} bytes has {cursor.Left:N0} bytes");
        }

        var texts = new List<string>();
        for (int i = 0; i < (int)count; i++)
        {
            var text = cursor.Take(elementBytes);
            texts.Add(type.IsVariableText ? FromHeap(text) : Decode(text));
        }

        return texts;
    }

    /// <summary>In version 1 a part is filled up to a multiple of eight bytes.</summary>
    private static int Filled(int count, byte version) => version == 1 ? (count + 7) & ~7 : count;

    private string FromHeap(ReadOnlySpan<byte> reference)
    {
        var cursor = new Hdf5Cursor(_bytes, reference, "a text in a global heap");
        long length = cursor.U32();
        long? address = cursor.Address();
        long number = cursor.U32();
        if (length == 0 || address is null or 0)
        {
            return "";
        }

        var found = _heap.Find(address.Value, number)
            ?? throw _bytes.Invalid(
                $"a text is entry {number} of the global heap at address {address:N0}, which has no such entry");
        return Decode(found.AsSpan(0, (int)Math.Min(length, found.Count)));
    }

    /// <summary>Text ends at its first zero byte; what pads it may be spaces.</summary>
    private static string Decode(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]).TrimEnd(' ');
    }
}
