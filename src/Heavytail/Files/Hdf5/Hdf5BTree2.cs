namespace Heavytail.Files.Hdf5;

/// <summary>The second version of HDF5's B-trees: records of one size, in nodes of one size.</summary>
internal static class Hdf5BTree2
{
    public const int LinksByName = 5;
    public const int LinksByOrder = 6;
    public const int AttributesByName = 8;
    public const int AttributesByOrder = 9;
    public const int PlainChunks = 10;
    public const int FilteredChunks = 11;

    private const string What = "a version 2 B-tree";
    private const int MaxDepth = 16;
    private const int NodeOverhead = 10;
    private const int NodePrefix = 6;

    /// <summary>All records, in the order of the tree.</summary>
    public static List<byte[]> ReadRecords(Hdf5Bytes bytes, long address, out int type)
    {
        bytes.Enter(address, What);
        var head = new Hdf5Cursor(bytes, bytes.Read(address, 18 + bytes.OffsetSize + bytes.LengthSize, What), What);
        head.Signature("BTHD"u8);
        head.Version(0, 0);
        type = head.U8();
        long nodeBytes = head.U32();
        int recordBytes = head.U16();
        int depth = head.U16();
        head.Skip(2);
        long? root = head.Address();
        int rootRecords = head.U16();
        var records = new List<byte[]>();
        if (root is null)
        {
            return records;
        }

        if (recordBytes == 0 || nodeBytes < NodeOverhead + recordBytes || depth > MaxDepth)
        {
            throw bytes.Invalid($"{What} has nodes of {nodeBytes:N0} bytes, records of {recordBytes}, depth {depth}");
        }

        var levels = Levels(bytes, nodeBytes, recordBytes, depth);
        ReadNode(bytes, root.Value, rootRecords, depth, recordBytes, levels, records);
        return records;
    }

    /// <summary>
    /// For each depth, bytes of a pointer to a node of that depth: address, records in it, records below it.
    /// </summary>
    private static List<(int CountBytes, int TotalBytes)> Levels(
        Hdf5Bytes bytes, long nodeBytes, int recordBytes, int depth)
    {
        Int128 most = (nodeBytes - NodeOverhead) / recordBytes;
        int countBytes = BytesFor(most);
        var levels = new List<(int CountBytes, int TotalBytes)> { (countBytes, 0) };
        Int128 total = most;
        for (int level = 1; level < depth; level++)
        {
            int pointer = bytes.OffsetSize + countBytes + levels[^1].TotalBytes;
            most = Int128.Max(0, (nodeBytes - NodeOverhead - pointer) / (recordBytes + pointer));
            total = Int128.Min(long.MaxValue, ((most + 1) * total) + most);
            levels.Add((countBytes, BytesFor(total)));
        }

        return levels;
    }

    private static int BytesFor(Int128 limit)
    {
        int count = 1;
        for (; limit > 255; limit >>= 8)
        {
            count++;
        }

        return count;
    }

    private static void ReadNode(
        Hdf5Bytes bytes, long address, long count, int depth, int recordBytes,
        List<(int CountBytes, int TotalBytes)> levels,
        List<byte[]> records)
    {
        bytes.Enter(address, What);
        var (countBytes, totalBytes) = depth > 0 ? levels[depth - 1] : default;
        long childBytes = depth > 0 ? bytes.OffsetSize + countBytes + totalBytes : 0;
        long length = NodePrefix + (count * recordBytes) + (depth > 0 ? (count + 1) * childBytes : 0);
        var cursor = new Hdf5Cursor(bytes, bytes.Read(address, length, What), What);
        cursor.Signature(depth > 0 ? "BTIN"u8 : "BTLF"u8);
        cursor.Skip(2);
        byte[][] own = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            own[i] = cursor.Take(recordBytes).ToArray();
        }

        for (int i = 0; depth > 0 && i <= count; i++)
        {
            long child = cursor.DefinedAddress();
            long childCount = cursor.Number(countBytes);
            cursor.Skip(totalBytes);
            if (childCount > bytes.Length)
            {
                throw bytes.Invalid(
                    $"{What} claims {childCount:N0} records in a node, the file has {bytes.Length:N0} bytes");
            }

            ReadNode(bytes, child, childCount, depth - 1, recordBytes, levels, records);
            if (i < count)
            {
                records.Add(own[i]);
            }
        }

        if (depth == 0)
        {
            records.AddRange(own);
        }
    }
}
