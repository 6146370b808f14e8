namespace Heavytail.Tabular;

/// <summary>
/// Walks Thrift's compact protocol, in which Parquet's headers are written, and checks every type, count and depth
/// before a reader that trusts them sees the bytes. Reference:
/// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
/// </summary>
internal ref struct ThriftCompact(ReadOnlySpan<byte> bytes)
{
    // The types as the protocol numbers them; Integer is also what Short and Long are taken for.
    public const int True = 1;
    public const int False = 2;
    public const int Byte8 = 3;
    public const int Short = 4;
    public const int Integer = 5;
    public const int Long = 6;
    public const int Binary = 8;
    public const int List = 9;
    public const int Struct = 12;

    private const int MaxDepth = 24;
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    private readonly int Left => _bytes.Length - Position;

    /// <summary>The next field of a struct; false at its end.</summary>
    /// <param name="shape">The struct's; fields that it does not know are passed on.</param>
    /// <param name="id">Id of the field before, 0 at first; receives the id of this one.</param>
    /// <param name="type">What follows.</param>
    /// <exception cref="InvalidDataException">The field is not what the struct says.</exception>
    public bool NextField(ThriftShape? shape, ref int id, out int type)
    {
        byte head = Byte();
        type = head & 15;
        if (head == 0)
        {
            return false;
        }

        id = head >> 4 == 0 ? (int)ZigZag() : id + (head >> 4);
        return shape?.Field(id) is { } field && !field.Is(type)
            ? throw new InvalidDataException($"field {id} of a header is of type {type}, expected {field.Wire}")
            : true;
    }

    /// <summary>An integer of any width.</summary>
    public long ZigZag()
    {
        ulong number = Varint();
        return (long)(number >> 1) ^ -(long)(number & 1);
    }

    /// <summary>The length of a list, at most that of the bytes left.</summary>
    public int ListHead(ThriftShape? shape, out int type)
    {
        byte head = Byte();
        type = head & 15;
        ulong count = head >> 4 == 15 ? Varint() : (ulong)(head >> 4);
        if (count > (ulong)Left)
        {
            throw new InvalidDataException($"a header claims a list of {count:N0} items in {Left:N0} bytes");
        }

        // Truth values in lists take a byte to one reader and none to another; no header of Parquet has any.
        return type is True or False || (shape?.Item is { } item && count > 0 && !item.Is(type))
            ? throw new InvalidDataException($"a header has a list of type {type}")
            : (int)count;
    }

    /// <exception cref="InvalidDataException">What it claims is not there, or not what it should be.</exception>
    public void Skip(int type, ThriftShape? shape = null, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw new InvalidDataException($"headers are nested more than {MaxDepth} deep");
        }

        switch (type)
        {
            case True or False:
                break;
            case Byte8:
                Advance(1);
                break;
            case Short or Integer or Long:
                Varint();
                break;
            case Binary:
                Advance(Varint());
                break;
            case List:
                int count = ListHead(shape, out int item);
                for (int i = 0; i < count; i++)
                {
                    Skip(item, shape?.Item, depth + 1);
                }

                break;
            case Struct:
                int id = 0;
                while (NextField(shape, ref id, out int field))
                {
                    Skip(field, shape?.Field(id), depth + 1);
                }

                break;
            default:
                // Doubles, sets and maps: the library does not pass over them as the protocol says, and goes on reading
                // beyond the end.
                throw new InvalidDataException(
                    $"a header has a field of type {type}, expected truth values, integers, text, lists and structs");
        }
    }

    /// <summary>Seven bits a byte, the low ones first.</summary>
    public ulong Varint()
    {
        ulong number = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Byte();
            number |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                return number;
            }
        }

        throw new InvalidDataException("a header has a number of more than 64 bits");
    }

    private byte Byte()
    {
        Advance(1);
        return _bytes[Position - 1];
    }

    private void Advance(ulong count)
    {
        if (count > (ulong)Left)
        {
            throw new InvalidDataException($"a header claims {count:N0} bytes where {Left:N0} are left");
        }

        Position += (int)count;
    }
}
