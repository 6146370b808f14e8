namespace Heavytail.Files.FlatBuffers;

/// <summary>A vector, located and not loaded; the default is an empty one.</summary>
internal readonly struct FlatVector
{
    private readonly FlatFile? _file;

    /// <exception cref="InvalidCheckpointException">It leaves the file.</exception>
    public FlatVector(FlatFile file, long position, int elementBytes)
    {
        _file = file;
        ElementBytes = elementBytes;
        Count = file.UInt32(position);
        Offset = position + sizeof(uint);
        if (Count * elementBytes > file.File.Length - Offset)
        {
            throw file.Broken(
                position,
                $"a vector of {Count:N0} elements of {elementBytes} bytes leaves the file ({file.File.Length:N0} "
                + "bytes)");
        }
    }

    /// <summary>Its first element in the file.</summary>
    public long Offset { get; }

    public long Count { get; }

    public int ElementBytes { get; }

    public long ByteCount => Count * ElementBytes;

    public byte[] Bytes()
    {
        _file?.Spend(ByteCount);
        byte[] bytes = new byte[ByteCount];
        _file?.File.ReadExactly(Offset, bytes);
        return bytes;
    }

    public int[] Int32s()
    {
        _file?.Spend(ByteCount);
        int[] values = new int[Count];
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = _file!.Int32(Offset + ((long)k * sizeof(int)));
        }

        return values;
    }

    /// <summary>The tables that its elements lead to.</summary>
    public IEnumerable<FlatTable> Tables()
    {
        _file?.Spend(ByteCount);
        for (long k = 0; k < Count; k++)
        {
            yield return Table(k);
        }
    }

    public FlatTable Table(long index)
    {
        long at = Offset + (index * sizeof(uint));
        return new FlatTable(_file!, at + _file!.UInt32(at));
    }
}
