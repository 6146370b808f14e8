namespace Heavytail.Files.Hdf5;

/// <summary>The heaps of texts of varying length.</summary>
internal sealed class Hdf5GlobalHeap(Hdf5Bytes bytes)
{
    private const string What = "a global heap";

    private readonly Dictionary<long, Dictionary<int, ArraySegment<byte>>> _collections = [];

    /// <summary>An object of the heap at an address; null if there is none of this number.</summary>
    public ArraySegment<byte>? Find(long address, long number)
    {
        if (!_collections.TryGetValue(address, out var objects))
        {
            _collections.Add(address, objects = ReadCollection(address));
        }

        if (number is < 1 or > ushort.MaxValue || !objects.TryGetValue((int)number, out var found))
        {
            return null;
        }

        // The same text may be referred to again and again.
        bytes.Charge(found.Count);
        return found;
    }

    private Dictionary<int, ArraySegment<byte>> ReadCollection(long address)
    {
        int headBytes = 8 + bytes.LengthSize;
        var head = new Hdf5Cursor(bytes, bytes.Read(address, headBytes, What), What);
        head.Signature("GCOL"u8);
        head.Version(1, 1);
        head.Skip(3);
        byte[] data = bytes.Read(address + headBytes, head.Length() - headBytes, What);
        var cursor = new Hdf5Cursor(bytes, data, What);
        var objects = new Dictionary<int, ArraySegment<byte>>();
        while (cursor.Left >= headBytes)
        {
            int number = cursor.U16();
            cursor.Skip(6);
            long length = cursor.Length();
            if (number == 0)
            {
                break;
            }

            int start = data.Length - cursor.Left;
            cursor.Skip(length);
            objects.TryAdd(number, new ArraySegment<byte>(data, start, (int)length));
            cursor.Skip(Math.Min(cursor.Left, (8 - (length % 8)) % 8));
        }

        return objects;
    }
}
