namespace Heavytail.Files.Hdf5;

/// <summary>What a message in an object's header is about; the values are those of the format.</summary>
internal enum Hdf5MessageType
{
    Dataspace = 1,
    LinkInfo = 2,
    Datatype = 3,
    Link = 6,
    ExternalFiles = 7,
    Layout = 8,
    Filters = 11,
    Attribute = 12,
    Continuation = 16,
    SymbolTable = 17,
    AttributeInfo = 21,
}

/// <summary>One message, with the bytes that follow its head.</summary>
internal sealed record Hdf5Message(Hdf5MessageType Type, byte Flags, byte[] Data)
{
    /// <summary>Its data only say where the message really is.</summary>
    public bool IsShared => (Flags & 2) != 0;
}

/// <summary>The header of a group, a dataset or a named type: a list of messages.</summary>
internal sealed class Hdf5ObjectHeader
{
    private const string What = "an object header";
    private const string Part = "a continued object header";
    private const int ChecksumBytes = 4;

    private readonly Hdf5Bytes _bytes;
    private readonly List<Hdf5Message> _messages = [];
    private readonly Queue<(long Address, long Length)> _continuations = new();
    private readonly HashSet<long> _seen = [];

    private Hdf5ObjectHeader(Hdf5Bytes bytes) => _bytes = bytes;

    public IReadOnlyList<Hdf5Message> Messages => _messages;

    public static Hdf5ObjectHeader Read(Hdf5Bytes bytes, long address)
    {
        var header = new Hdf5ObjectHeader(bytes);
        if (bytes.Read(address, 4, What).AsSpan().SequenceEqual("OHDR"u8))
        {
            header.ReadSecond(address);
        }
        else
        {
            header.ReadFirst(address);
        }

        return header;
    }

    /// <summary>The first message of a type; where it is shared, the one that it stands for.</summary>
    public byte[]? Find(Hdf5MessageType type)
    {
        var message = _messages.FirstOrDefault(found => found.Type == type);
        return message is { IsShared: true } ? Resolve(message) : message?.Data;
    }

    /// <summary>Version 1: heads of 8 bytes, everything aligned to 8.</summary>
    private void ReadFirst(long address)
    {
        const int PrefixBytes = 16;
        var cursor = new Hdf5Cursor(_bytes, _bytes.Read(address, PrefixBytes, What), What);
        cursor.Version(1, 1);
        cursor.Skip(7);
        long length = cursor.U32();
        ReadMessages(_bytes.Read(address + PrefixBytes, length, What), 8, false);
        while (_continuations.TryDequeue(out var next))
        {
            ReadMessages(_bytes.Read(next.Address, next.Length, Part), 8, false);
        }
    }

    /// <summary>Version 2: heads of 4 bytes or 6, each part with a signature and a checksum.</summary>
    private void ReadSecond(long address)
    {
        const int MaxPrefixBytes = 34;
        byte[] data = _bytes.Read(address, Math.Min(MaxPrefixBytes, _bytes.Length - address), What);
        var cursor = new Hdf5Cursor(_bytes, data, What);
        cursor.Skip(4);
        cursor.Version(2, 2);
        byte flags = cursor.U8();
        cursor.Skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
        long length = cursor.Number(1 << (flags & 3));
        int prefix = data.Length - cursor.Left;
        bool ordered = (flags & 4) != 0;
        int headBytes = ordered ? 6 : 4;
        ReadMessages(_bytes.Read(address + prefix, length, What), headBytes, ordered);
        while (_continuations.TryDequeue(out var next))
        {
            var part = new Hdf5Cursor(_bytes, _bytes.Read(next.Address, next.Length, Part), Part);
            part.Signature("OCHK"u8);
            ReadMessages(part.Take(part.Left - ChecksumBytes), headBytes, ordered);
        }
    }

    private void ReadMessages(ReadOnlySpan<byte> data, int headBytes, bool ordered)
    {
        var cursor = new Hdf5Cursor(_bytes, data, What);
        while (cursor.Left >= headBytes)
        {
            bool first = headBytes == 8;
            int type = first ? cursor.U16() : cursor.U8();
            int length = cursor.U16();
            byte flags = cursor.U8();
            cursor.Skip(first ? 3 : ordered ? 2 : 0);
            Add(new Hdf5Message((Hdf5MessageType)type, flags, cursor.Take(length).ToArray()));
        }
    }

    private void Add(Hdf5Message message)
    {
        if (message.Type != Hdf5MessageType.Continuation)
        {
            _messages.Add(message);
            return;
        }

        var cursor = new Hdf5Cursor(_bytes, message.Data, "a continuation message");
        var next = (Address: cursor.DefinedAddress(), Length: cursor.Length());
        if (!_seen.Add(next.Address))
        {
            throw _bytes.Invalid($"an object header is continued at address {next.Address:N0} twice");
        }

        _continuations.Enqueue(next);
    }

    /// <summary>A message that lies in another object's header: a named type.</summary>
    private byte[] Resolve(Hdf5Message message)
    {
        var cursor = new Hdf5Cursor(_bytes, message.Data, "a shared message");
        byte version = cursor.Version(1, 3);
        byte kind = cursor.U8();
        if (version == 3 && kind == 1)
        {
            throw _bytes.Invalid(
                "keeps its types or shapes in a table of shared messages, which is not read",
                "repack the file with `h5repack`");
        }

        cursor.Skip(version == 1 ? 6 : 0);
        return Read(_bytes, cursor.DefinedAddress())._messages
            .FirstOrDefault(found => found.Type == message.Type && !found.IsShared)?.Data
            ?? throw _bytes.Invalid($"a shared message points at an object without a {message.Type} of its own");
    }
}
