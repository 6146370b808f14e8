namespace Heavytail.Files.Hdf5;

/// <summary>Finds all chunks of a dataset.</summary>
internal sealed class Hdf5ChunkIndex
{
    private const int MaxDepth = 32;
    private const int ChecksumBytes = 4;

    private readonly Hdf5Bytes _bytes;
    private readonly Hdf5ChunkGrid _grid;
    private readonly bool _isFiltered;
    private readonly List<(long Number, Hdf5Chunk Chunk)> _found = [];

    private Hdf5ChunkIndex(Hdf5Bytes bytes, Hdf5ChunkGrid grid, bool isFiltered)
    {
        (_bytes, _grid, _isFiltered) = (bytes, grid, isFiltered);
    }

    /// <summary>The chunks in row-major order.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="layout">A chunked layout with an address.</param>
    /// <param name="grid">The dataset's grid of chunks.</param>
    /// <param name="isFiltered">Whether chunks go through filters.</param>
    /// <param name="missing">Number of chunks that were never written.</param>
    /// <returns>Null where the index is of a kind that is not read; empty where chunks are missing.</returns>
    public static Hdf5Chunk[]? Read(
        Hdf5Bytes bytes, Hdf5Layout layout, Hdf5ChunkGrid grid, bool isFiltered, out long missing)
    {
        var index = new Hdf5ChunkIndex(bytes, grid, isFiltered);
        long address = layout.Address!.Value;
        switch (layout.Index)
        {
            case Hdf5ChunkIndexKind.Tree:
                index.ReadTree(address, null);
                break;
            case Hdf5ChunkIndexKind.Single:
                index.Add(
                    0, new Hdf5Chunk(address, layout.Single?.Bytes ?? grid.ChunkBytes, layout.Single?.FilterMask ?? 0));
                break;
            case Hdf5ChunkIndexKind.Implicit:
                index.ReadImplicit(address);
                break;
            case Hdf5ChunkIndexKind.FixedArray:
                index.ReadFixedArray(address);
                break;
            case Hdf5ChunkIndexKind.SecondTree:
                index.ReadSecondTree(address);
                break;
            default:
                missing = 0;
                return null;
        }

        missing = grid.Count - index._found.Count;
        return missing > 0 ? [] : index.InOrder();
    }

    private Hdf5Chunk[] InOrder()
    {
        var chunks = new Hdf5Chunk[_grid.Count];
        foreach (var (number, chunk) in _found)
        {
            if (chunks[number].StoredBytes != 0)
            {
                throw _bytes.Invalid($"an index has chunk {number:N0} twice");
            }

            chunks[number] = chunk;
        }

        return chunks;
    }

    private void Add(long number, Hdf5Chunk chunk)
    {
        if (number < 0 || number >= _grid.Count)
        {
            // A dataset that was made smaller may keep chunks outside.
            return;
        }

        if (chunk.StoredBytes < 1 || !_bytes.Holds(chunk.Address, chunk.StoredBytes))
        {
            throw _bytes.Truncated(
                $"a chunk of {chunk.StoredBytes:N0} bytes at address {chunk.Address:N0} leaves the file "
                + $"({_bytes.Length:N0} bytes)");
        }

        _found.Add((number, chunk));
    }

    /// <summary>The B-tree of versions before 4.</summary>
    private void ReadTree(long address, int? expectedLevel)
    {
        const string What = "an index of chunks";
        _bytes.Enter(address, What);
        int headBytes = 8 + (2 * _bytes.OffsetSize);
        int keyBytes = 8 + (8 * (_grid.Dimensions.Count + 1));
        var head = new Hdf5Cursor(_bytes, _bytes.Read(address, headBytes, What), What);
        head.Signature("TREE"u8);
        int kind = head.U8();
        int level = head.U8();
        int entries = head.U16();
        if (kind != 1 || level != (expectedLevel ?? level) || level > MaxDepth)
        {
            throw _bytes.Invalid(
                $"{What} has a node of kind {kind} and level {level}, expected kind 1, level {expectedLevel ?? 0}");
        }

        var cursor = new Hdf5Cursor(
            _bytes, _bytes.Read(address + headBytes, (long)entries * (keyBytes + _bytes.OffsetSize), What), What);
        long[] places = new long[_grid.Dimensions.Count];
        for (int entry = 0; entry < entries; entry++)
        {
            long stored = cursor.U32();
            uint mask = cursor.U32();
            for (int i = 0; i < places.Length; i++)
            {
                places[i] = cursor.Number(8) / _grid.ChunkDimensions[i];
            }

            cursor.Skip(8);
            long child = cursor.DefinedAddress();
            if (level > 0)
            {
                ReadTree(child, level - 1);
            }
            else
            {
                Add(_grid.Number(places), new Hdf5Chunk(child, stored, mask));
            }
        }
    }

    /// <summary>Chunk follows chunk, without filters.</summary>
    private void ReadImplicit(long address)
    {
        if (!_bytes.Holds(address, 0) || _grid.Count > (_bytes.Length - address) / _grid.ChunkBytes)
        {
            throw _bytes.Invalid(
                $"{_grid.Count:N0} chunks of {_grid.ChunkBytes:N0} bytes at address {address:N0} leave the file");
        }

        for (long i = 0; i < _grid.Count; i++)
        {
            Add(i, new Hdf5Chunk(address + (i * _grid.ChunkBytes), _grid.ChunkBytes, 0));
        }
    }

    private void ReadFixedArray(long address)
    {
        const string What = "a fixed array of chunks";
        _bytes.Enter(address, What);
        var head = new Hdf5Cursor(_bytes, _bytes.Read(address, 8 + _bytes.LengthSize + _bytes.OffsetSize, What), What);
        head.Signature("FAHD"u8);
        head.Version(0, 0);
        head.Skip(1);
        int entryBytes = head.U8();
        int pageBits = head.U8();
        long count = head.Length();
        long block = head.DefinedAddress();
        if (count != _grid.Count || pageBits > 31 || entryBytes < _bytes.OffsetSize
            || (_isFiltered && entryBytes - _bytes.OffsetSize - 4 is < 1 or > 8))
        {
            throw _bytes.Invalid(
                $"{What} has {count:N0} entries of {entryBytes} bytes in pages of 2^{pageBits}, its dataset has "
                + $"{_grid.Count:N0} chunks");
        }

        int prefix = 6 + _bytes.OffsetSize;
        new Hdf5Cursor(_bytes, _bytes.Read(block, prefix, What), What).Signature("FADB"u8);
        long perPage = 1L << pageBits;
        if (count <= perPage)
        {
            ReadEntries(block + prefix, 0, count, entryBytes);
            return;
        }

        long pages = (count + perPage - 1) / perPage;
        byte[] written = _bytes.Read(block + prefix, (pages + 7) / 8, What);
        long at = block + prefix + written.Length + ChecksumBytes;
        for (long page = 0; page < pages; page++, at += (perPage * entryBytes) + ChecksumBytes)
        {
            // The bits of a byte go from its highest to its lowest.
            if ((written[page / 8] & (0x80 >> (int)(page % 8))) != 0)
            {
                ReadEntries(at, page * perPage, Math.Min(perPage, count - (page * perPage)), entryBytes);
            }
        }
    }

    private void ReadEntries(long address, long first, long count, int entryBytes)
    {
        const string What = "a page of chunks";
        var cursor = new Hdf5Cursor(_bytes, _bytes.Read(address, checked(count * entryBytes), What), What);
        for (long i = 0; i < count; i++)
        {
            var entry = new Hdf5Cursor(_bytes, cursor.Take(entryBytes), What);
            long? chunk = entry.Address();
            long stored = _isFiltered ? entry.Number(entry.Left - 4) : _grid.ChunkBytes;
            uint mask = _isFiltered ? entry.U32() : 0;
            if (chunk is not null)
            {
                Add(first + i, new Hdf5Chunk(chunk.Value, stored, mask));
            }
        }
    }

    /// <summary>The B-tree of version 4, for datasets that may grow along several dimensions.</summary>
    private void ReadSecondTree(long address)
    {
        const string What = "an index of chunks";
        long[] places = new long[_grid.Dimensions.Count];
        foreach (byte[] record in Hdf5BTree2.ReadRecords(_bytes, address, out int type))
        {
            var cursor = new Hdf5Cursor(_bytes, record, What);
            long chunk = cursor.DefinedAddress();
            bool filtered = type == Hdf5BTree2.FilteredChunks;
            int sizeBytes = record.Length - _bytes.OffsetSize - 4 - (8 * places.Length);
            if ((!filtered && type != Hdf5BTree2.PlainChunks) || (filtered && sizeBytes is < 1 or > 8))
            {
                throw _bytes.Invalid($"{What} has records of type {type} and {record.Length} bytes");
            }

            long stored = filtered ? cursor.Number(sizeBytes) : _grid.ChunkBytes;
            uint mask = filtered ? cursor.U32() : 0;
            for (int i = 0; i < places.Length; i++)
            {
                places[i] = cursor.Number(8);
            }

            Add(_grid.Number(places), new Hdf5Chunk(chunk, stored, mask));
        }
    }
}
