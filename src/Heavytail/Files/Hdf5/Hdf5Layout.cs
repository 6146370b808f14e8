namespace Heavytail.Files.Hdf5;

/// <summary>How a dataset is kept; the values are those of the format.</summary>
internal enum Hdf5LayoutClass
{
    Compact = 0,
    Contiguous = 1,
    Chunked = 2,
    Virtual = 3,
}

/// <summary>How chunks are found; the values are those of the format, 0 is the tree of versions before 4.</summary>
internal enum Hdf5ChunkIndexKind
{
    Tree = 0,
    Single = 1,
    Implicit = 2,
    FixedArray = 3,
    ExtensibleArray = 4,
    SecondTree = 5,
}

/// <summary>Where and how the elements of a dataset lie.</summary>
internal sealed record Hdf5Layout(Hdf5LayoutClass Class)
{
    /// <summary>The numbers themselves, of a compact dataset.</summary>
    public byte[] Compact { get; private init; } = [];

    /// <summary>Of the elements, or of the index of chunks; null where nothing was written.</summary>
    public long? Address { get; private init; }

    /// <summary>Dimensions of a chunk; the last one is the element's bytes.</summary>
    public IReadOnlyList<long> ChunkDimensions { get; private init; } = [];

    public Hdf5ChunkIndexKind Index { get; private init; }

    /// <summary>Bytes of the only chunk, where it went through filters, and the filters that it skipped.</summary>
    public (long Bytes, uint FilterMask)? Single { get; private init; }

    /// <summary>Whether chunks that stick out of the dataset did not go through its filters.</summary>
    public bool HasPlainEdges { get; private init; }

    public static Hdf5Layout Read(Hdf5Bytes bytes, ReadOnlySpan<byte> data)
    {
        var cursor = new Hdf5Cursor(bytes, data, "a data layout");
        byte version = cursor.Version(1, 4);
        if (version < 3)
        {
            return ReadFirst(ref cursor);
        }

        var layout = new Hdf5Layout((Hdf5LayoutClass)cursor.U8());
        return layout.Class switch
        {
            Hdf5LayoutClass.Compact => layout with { Compact = cursor.Take(cursor.U16()).ToArray() },
            Hdf5LayoutClass.Contiguous => layout with { Address = cursor.Address() },
            Hdf5LayoutClass.Chunked when version == 3 => layout.Chunks(ref cursor),
            Hdf5LayoutClass.Chunked => layout.Fourth(ref cursor),
            Hdf5LayoutClass.Virtual => layout,
            _ => throw bytes.Invalid($"a dataset has layout class {(int)layout.Class}, classes 0 to 3 are known"),
        };
    }

    /// <summary>Versions 1 and 2: dimensions of 4 bytes also where nothing is chunked.</summary>
    private static Hdf5Layout ReadFirst(ref Hdf5Cursor cursor)
    {
        int rank = cursor.U8();
        var layout = new Hdf5Layout((Hdf5LayoutClass)cursor.U8());
        cursor.Skip(5);
        long? address = layout.Class == Hdf5LayoutClass.Compact ? null : cursor.Address();
        long[] sides = Dimensions(ref cursor, rank, sizeof(int));
        return layout.Class switch
        {
            Hdf5LayoutClass.Compact => layout with { Compact = cursor.Take(cursor.U32()).ToArray() },
            Hdf5LayoutClass.Contiguous => layout with { Address = address },
            Hdf5LayoutClass.Chunked => layout with { Address = address, ChunkDimensions = sides },
            _ =>
                throw cursor.Bytes.Invalid($"a dataset has layout class {(int)layout.Class}, classes 0 to 2 are known"),
        };
    }

    private Hdf5Layout Chunks(ref Hdf5Cursor cursor)
    {
        int rank = cursor.U8();
        long? address = cursor.Address();
        return this with { Address = address, ChunkDimensions = Dimensions(ref cursor, rank, sizeof(int)) };
    }

    private Hdf5Layout Fourth(ref Hdf5Cursor cursor)
    {
        const int EdgesArePlain = 1;
        const int SingleIsFiltered = 2;
        byte flags = cursor.U8();
        int rank = cursor.U8();
        int width = cursor.U8();
        if (width is < 1 or > 8)
        {
            throw cursor.Bytes.Invalid($"a chunked layout has dimensions of {width} bytes, 1 to 8 are possible");
        }

        long[] sides = Dimensions(ref cursor, rank, width);
        var layout = this with
        {
            ChunkDimensions = sides,
            HasPlainEdges = (flags & EdgesArePlain) != 0,
            Index = (Hdf5ChunkIndexKind)cursor.U8(),
        };
        switch (layout.Index)
        {
            case Hdf5ChunkIndexKind.Single when (flags & SingleIsFiltered) != 0:
                layout = layout with { Single = (cursor.Length(), cursor.U32()) };
                break;
            case Hdf5ChunkIndexKind.Single or Hdf5ChunkIndexKind.Implicit:
                break;
            case Hdf5ChunkIndexKind.FixedArray:
                cursor.Skip(1);
                break;
            case Hdf5ChunkIndexKind.ExtensibleArray:
                cursor.Skip(5);
                break;
            case Hdf5ChunkIndexKind.SecondTree:
                cursor.Skip(6);
                break;
            default:
                throw cursor.Bytes.Invalid(
                    $"a chunked layout has index type {(int)layout.Index}, types 1 to 5 are known");
        }

        return layout with { Address = cursor.Address() };
    }

    private static long[] Dimensions(ref Hdf5Cursor cursor, int rank, int width)
    {
        long[] sides = new long[Math.Min(rank, TensorShape.MaxRank)];
        for (int i = 0; i < sides.Length; i++)
        {
            sides[i] = cursor.Number(width);
        }

        return sides;
    }
}
