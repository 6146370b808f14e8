namespace Heavytail.Files.Hdf5;

/// <summary>A chunked dataset as a row-major stream: band by band of chunks that share their first dimension.</summary>
internal sealed class Hdf5ChunkStream : ForwardStream
{
    private readonly Hdf5Bytes _bytes;
    private readonly Hdf5ChunkGrid _grid;
    private readonly Hdf5Chunk[] _chunks;
    private readonly Hdf5ChunkDecoder _decoder;
    private byte[] _band = [];
    private long _nextBand;
    private int _start;
    private int _end;

    public Hdf5ChunkStream(Hdf5Bytes bytes, Hdf5ChunkGrid grid, Hdf5Chunk[] chunks, IReadOnlyList<Hdf5Filter> filters)
        : base(Null, grid.Dimensions[0] * grid.RowBytes)
    {
        (_bytes, _grid, _chunks) = (bytes, grid, chunks);
        _decoder = new Hdf5ChunkDecoder(filters, grid.ChunkBytes, grid.ElementBytes);
    }

    public override long BufferedBytes => _grid.BandBytes + _decoder.BufferedBytes;

    protected override int ReadSome(Span<byte> buffer)
    {
        if (_start == _end)
        {
            Fill();
        }

        int count = Math.Min(buffer.Length, _end - _start);
        _band.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    private void Fill()
    {
        long firstRow = _nextBand * _grid.ChunkDimensions[0];
        _start = 0;
        _end = (int)(Math.Min(_grid.ChunkDimensions[0], _grid.Dimensions[0] - firstRow) * _grid.RowBytes);
        for (int i = 0; i < _grid.ChunksPerBand; i++)
        {
            // The first chunk is unpacked before room is made for the band: a claim alone takes no memory.
            var chunk = _decoder.Decode(_bytes, _chunks[(_nextBand * _grid.ChunksPerBand) + i]);
            if (_band.Length < _end)
            {
                _band = new byte[_end];
            }

            Place(chunk, i);
        }

        _nextBand++;
    }

    /// <summary>Copies a chunk's runs along the last dimension to their offsets in the band.</summary>
    private void Place(ReadOnlySpan<byte> chunk, long number)
    {
        int rank = _grid.Dimensions.Count;
        Span<long> start = stackalloc long[rank];
        Span<long> count = stackalloc long[rank];
        for (int i = rank - 1; i >= 0; i--)
        {
            number = Math.DivRem(number, i == 0 ? 1 : _grid.Counts[i], out long place);
            place = i == 0 ? _nextBand : place;
            start[i] = place * _grid.ChunkDimensions[i];
            count[i] = Math.Min(_grid.ChunkDimensions[i], _grid.Dimensions[i] - start[i]);
        }

        start[0] = 0;
        int run = (int)(count[^1] * _grid.ElementBytes);
        Span<long> index = stackalloc long[rank];
        index.Clear();
        while (true)
        {
            long from = 0;
            long to = 0;
            for (int i = 0; i < rank; i++)
            {
                from = (from * _grid.ChunkDimensions[i]) + index[i];
                to = (to * (i == 0 ? 1 : _grid.Dimensions[i])) + start[i] + index[i];
            }

            chunk.Slice((int)(from * _grid.ElementBytes), run).CopyTo(_band.AsSpan((int)(to * _grid.ElementBytes)));
            int side = rank - 2;
            while (side >= 0 && ++index[side] == count[side])
            {
                index[side--] = 0;
            }

            if (side < 0)
            {
                return;
            }
        }
    }
}
