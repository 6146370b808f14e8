namespace Heavytail.Files.Hdf5;

/// <summary>A numeric dataset: what it is, and access to its elements; or why they cannot be read.</summary>
internal sealed class Hdf5Dataset
{
    /// <summary>
    /// Deflate cannot do better than 1 : 1032; above this many bytes a chunk that claims more is a lie.
    /// </summary>
    private const long FreeChunkBytes = 1 << 20;

    private const int MaxInflation = 1032;

    /// <summary>
    /// What all chunks may unpack to whatever the file's size, and how many times its size beyond that.
    /// </summary>
    private const long FreeBytes = 64 << 20;

    private const int MaxRatio = 100;

    private Func<Stream>? _open;

    private Hdf5Dataset(Hdf5Datatype type, TensorShape shape) => (Type, Shape) = (type, shape);

    public Hdf5Datatype Type { get; private set; }

    public TensorShape Shape { get; }

    /// <summary>Why its elements cannot be read; null where they can.</summary>
    public string? Problem { get; private set; }

    /// <summary>Bytes that its elements take in the file.</summary>
    public long StoredBytes { get; private set; }

    /// <summary>Names of its filters, for people; null where it has none.</summary>
    public string? FilterNames { get; private set; }

    /// <summary>Opens the elements: row-major, packed, little-endian.</summary>
    public Stream OpenRead()
    {
        var stream = _open!();
        return Type.SwapWidth == 0 ? stream : new ByteSwapStream(stream, stream.Length, Type.SwapWidth);
    }

    /// <summary>Reads the header of a dataset; null if its elements are not numeric, or it has none.</summary>
    public static Hdf5Dataset? Read(
        Hdf5Bytes bytes, Hdf5ObjectHeader header, string name, Func<string?> elementName, out string reason)
    {
        var type = Hdf5Datatype.Read(bytes, header.Find(Hdf5MessageType.Datatype)!);
        long[]? sides = Hdf5Dataspace.Read(bytes, header.Find(Hdf5MessageType.Dataspace)!);
        if (type.IsOpaque && type.Size == 2 && elementName() == "bfloat16")
        {
            type = type.As(ElementType.BF16);
        }

        reason = sides is null ? "no elements" : type.Description;
        if (!type.IsNumber || sides is null)
        {
            return null;
        }

        TensorShape shape;
        try
        {
            shape = new TensorShape([.. sides, .. type.Dimensions]);
        }
        catch (ArgumentException e)
        {
            throw bytes.InvalidTensor(name, e.Message);
        }

        if ((Int128)shape.ElementCount * type.Element!.Value.Bits() / 8 > long.MaxValue)
        {
            throw bytes.InvalidTensor(
                name, $"shape {shape} of {type.Element.Value.Name()} has more bytes than fit in 63 bits");
        }

        var dataset = new Hdf5Dataset(type, shape);
        dataset.Place(bytes, header, name, sides);
        return dataset;
    }

    private void Place(Hdf5Bytes bytes, Hdf5ObjectHeader header, string name, long[] sides)
    {
        long length = Shape.ElementCount * (Type.Element!.Value.Bits() / 8);
        var layout = Hdf5Layout.Read(
            bytes, header.Find(Hdf5MessageType.Layout) ?? throw bytes.InvalidTensor(name, "has no data layout"));
        if (length == 0)
        {
            _open = static () => new MemoryStream([], writable: false);
        }
        else if (layout.Class == Hdf5LayoutClass.Virtual)
        {
            Problem = "a virtual dataset, made of others";
        }
        else if (header.Find(Hdf5MessageType.ExternalFiles) is not null)
        {
            Problem = "its elements are in another file";
        }
        else if (layout.Class == Hdf5LayoutClass.Compact)
        {
            Expect(bytes, name, length, layout.Compact.Length);
            StoredBytes = length;
            _open = () => new MemoryStream(layout.Compact, 0, (int)length, writable: false);
        }
        else if (layout.Address is not { } address)
        {
            Problem = "its elements were never written";
        }
        else if (layout.Class == Hdf5LayoutClass.Contiguous)
        {
            if (!bytes.Holds(address, length))
            {
                throw bytes.Truncated(
                    $"shape {Shape} of {Type.Element.Value.Name()} needs {length:N0} bytes at address {address:N0}, "
                    + $"the file has {bytes.Length:N0}",
                    name);
            }

            StoredBytes = length;
            _open = () => bytes.OpenRegion(address, length);
        }
        else
        {
            PlaceChunks(bytes, layout, header.Find(Hdf5MessageType.Filters), name, sides, length);
        }
    }

    private void PlaceChunks(
        Hdf5Bytes bytes, Hdf5Layout layout, byte[]? pipeline, string name, long[] sides, long length)
    {
        IReadOnlyList<Hdf5Filter> filters = pipeline is null ? [] : Hdf5Filters.Read(bytes, pipeline);
        FilterNames = filters.Count == 0 ? null : string.Join(" + ", filters.Select(filter => filter.Name));
        if (filters.FirstOrDefault(filter => !filter.IsKnown) is { } unknown)
        {
            Problem = $"compressed by the filter {unknown.Name}, which is not supported; "
                + "write the file without filters: `h5repack -f NONE in.h5 out.h5`, with the filter's plugin installed";
            return;
        }

        var grid = Hdf5ChunkGrid.Create(sides, layout.ChunkDimensions, Type.Size, bytes.Length, out string? problem)
            ?? throw bytes.InvalidTensor(name, problem!);
        if (grid.BandBytes > Array.MaxLength)
        {
            Problem =
                $"its chunks of [{string.Join(", ", grid.ChunkDimensions)}] make bands of {grid.BandBytes:N0} bytes, "
                + "which are too long";
            return;
        }

        if (length > Int128.Max(FreeBytes, (Int128)bytes.Length * MaxRatio))
        {
            throw bytes.InvalidTensor(name, $"unpacks to {length:N0} bytes in a file of {bytes.Length:N0}: a bomb");
        }

        if (Hdf5ChunkIndex.Read(bytes, layout, grid, filters.Count > 0, out long missing) is not { } chunks)
        {
            Problem = "its chunks are in an extensible array, which is not read";
            return;
        }

        if (missing > 0)
        {
            Problem = $"{missing:N0} of its {grid.Count:N0} chunks were never written";
            return;
        }

        for (int i = 0; i < chunks.Length && layout.HasPlainEdges; i++)
        {
            chunks[i] = grid.IsEdge(i) ? chunks[i] with { FilterMask = uint.MaxValue } : chunks[i];
        }

        foreach (var chunk in chunks)
        {
            if (grid.ChunkBytes > FreeChunkBytes && grid.ChunkBytes > (Int128)chunk.StoredBytes * MaxInflation)
            {
                throw bytes.InvalidTensor(
                    name, $"a chunk of {grid.ChunkBytes:N0} bytes is packed in {chunk.StoredBytes:N0}: a bomb");
            }

            StoredBytes += chunk.StoredBytes;
        }

        _open = () => new Hdf5ChunkStream(bytes, grid, chunks, filters);
    }

    private void Expect(Hdf5Bytes bytes, string name, long length, long found)
    {
        if (found < length)
        {
            throw bytes.InvalidTensor(
                name,
                $"shape {Shape} of {Type.Element!.Value.Name()} needs {length:N0} bytes, its header holds {found:N0}");
        }
    }
}
