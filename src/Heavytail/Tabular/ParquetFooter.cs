using System.Buffers.Binary;

namespace Heavytail.Tabular;

/// <summary>
/// The footer of a Parquet file, walked before the reader trusts it: its lengths, and the tree that its schema claims.
/// </summary>
internal static class ParquetFooter
{
    private const int MagicBytes = 4;
    private const int TailBytes = 2 * MagicBytes;

    /// <summary>Nested columns are refused by name; nested this deep, they are not even looked at.</summary>
    private const int MaxDepth = 16;

    private const int SchemaField = 2;
    private const int ChildrenField = 5;

    /// <exception cref="InvalidDataException">It lies.</exception>
    public static void Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < MagicBytes + TailBytes || !bytes[^MagicBytes..].SequenceEqual("PAR1"u8))
        {
            throw new InvalidDataException("does not end with `PAR1`: the file looks truncated, or is encrypted");
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[^TailBytes..]);
        if (length > bytes.Length - MagicBytes - TailBytes)
        {
            throw new InvalidDataException($"claims a footer of {length:N0} bytes in a file of {bytes.Length:N0}");
        }

        var footer = new ThriftCompact(bytes[^(TailBytes + (int)length)..^TailBytes]);
        int id = 0;
        while (footer.NextField(ParquetShapes.FileMetaData, ref id, out int type))
        {
            if (id == SchemaField)
            {
                CheckSchema(ref footer);
            }
            else
            {
                footer.Skip(type, ParquetShapes.FileMetaData.Field(id));
            }
        }

        if (footer.Position != length)
        {
            throw new InvalidDataException(
                $"its footer ends after {footer.Position:N0} bytes, its length says {length:N0}");
        }
    }

    /// <summary>The schema is a tree in depth-first order: every element says how many children follow.</summary>
    private static void CheckSchema(ref ThriftCompact footer)
    {
        int count = footer.ListHead(ParquetShapes.FileMetaData.Field(SchemaField), out _);
        var open = new Stack<long>([1]);
        for (int i = 0; i < count; i++)
        {
            if (open.Count == 0)
            {
                throw new InvalidDataException($"its schema ends after {i} of {count} elements");
            }

            open.Push(open.Pop() - 1);
            long children = ReadChildren(ref footer);
            if (children < 0 || children >= count - i || (children > 0 && open.Count > MaxDepth))
            {
                throw new InvalidDataException(
                    $"element {i} of its schema claims {children:N0} children, at depth {open.Count}");
            }

            if (children > 0)
            {
                open.Push(children);
            }

            while (open.TryPeek(out long left) && left == 0)
            {
                open.Pop();
            }
        }

        if (open.Count > 0)
        {
            throw new InvalidDataException($"its schema claims more than its {count} elements");
        }
    }

    private static long ReadChildren(ref ThriftCompact footer)
    {
        long children = 0;
        int id = 0;
        while (footer.NextField(ParquetShapes.SchemaElement, ref id, out int type))
        {
            if (id == ChildrenField)
            {
                children = footer.ZigZag();
            }
            else
            {
                footer.Skip(type, ParquetShapes.SchemaElement.Field(id));
            }
        }

        return children;
    }
}
