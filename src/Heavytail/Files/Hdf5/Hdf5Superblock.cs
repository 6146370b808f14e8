namespace Heavytail.Files.Hdf5;

/// <summary>Where an HDF5 file begins, how wide its addresses are, and where its root group is.</summary>
internal static class Hdf5Superblock
{
    private const int MaxBytes = 128;

    /// <summary>
    /// A user block before the superblock is 512 bytes (MATLAB's), or any power of two above; so far is searched.
    /// </summary>
    private const long MaxUserBlock = 1 << 20;

    private const int FirstUserBlock = 512;

    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Where the superblock is; null if there is none.</summary>
    public static long? Find(ByteSource file)
    {
        Span<byte> head = stackalloc byte[8];
        for (long at = 0; at <= MaxUserBlock && at <= file.Length - head.Length; at = at == 0 ? FirstUserBlock : at * 2)
        {
            file.ReadExactly(at, head);
            if (head.SequenceEqual(Magic))
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>Reads the superblock.</summary>
    /// <returns>The file by addresses, and the address of the root group's header.</returns>
    public static (Hdf5Bytes Bytes, long Root) Read(ByteSource file)
    {
        long start = Find(file) ?? throw file.Invalid("has no HDF5 superblock");
        var probe = new Hdf5Bytes(file, start);
        byte[] data = probe.Read(0, Math.Min(MaxBytes, probe.Length), "the superblock");
        var cursor = new Hdf5Cursor(probe, data, "the superblock");
        cursor.Signature(Magic);
        byte version = cursor.Version(0, 3);
        if (version < 2)
        {
            cursor.Skip(4);
        }

        var bytes = new Hdf5Bytes(file, start) { OffsetSize = Width(ref cursor), LengthSize = Width(ref cursor) };
        cursor = new Hdf5Cursor(bytes, data.AsSpan(data.Length - cursor.Left), "the superblock");
        cursor.Skip(version switch { 0 => 9, 1 => 13, _ => 1 });
        cursor.Address();
        cursor.Address();
        long? end = cursor.Address();
        if (version < 2)
        {
            cursor.Address();
            cursor.Skip(bytes.OffsetSize);
        }

        if (end > file.Length)
        {
            throw file.Truncated(
                $"the superblock says that the file has {end:N0} bytes, it has {file.Length:N0}");
        }

        return (bytes, cursor.DefinedAddress());
    }

    private static int Width(ref Hdf5Cursor cursor)
    {
        int width = cursor.U8();
        return width is 2 or 4 or 8
            ? width
            : throw cursor.Bytes.Invalid(
                $"the superblock gives addresses or lengths {width} bytes; 2, 4 and 8 are read");
    }
}
