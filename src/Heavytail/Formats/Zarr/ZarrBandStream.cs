using Heavytail.Files;

namespace Heavytail.Formats.Zarr;

/// <summary>
/// An array whose chunks divide its rows, or lie in another order: gathered band by band, a band being what chunks
/// that share their first dimension hold.
/// </summary>
internal sealed class ZarrBandStream(ZarrChunks chunks) : ForwardStream(Null, chunks.Array.ByteCount)
{
    private readonly ZarrArray _array = chunks.Array;
    private byte[] _bytes = [];
    private long _band;
    private int _start;
    private int _end;

    public override long BufferedBytes =>
        (_array.BandRows * _array.RowBytes) + _array.Codecs.BufferedBytes(_array.ChunkBytes);

    protected override int ReadSome(Span<byte> buffer)
    {
        if (_start == _end)
        {
            FillBand();
        }

        int count = Math.Min(buffer.Length, _end - _start);
        _bytes.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    private void FillBand()
    {
        _start = 0;
        _end = (int)Math.Min(_array.BandRows * _array.RowBytes, Length - Delivered);
        if (_bytes.Length < _end)
        {
            _bytes = new byte[_end];
        }

        long perBand = _array.ChunksPerBand;
        bool isWhole = true;
        for (long i = 0; i < perBand && isWhole; i++)
        {
            isWhole = chunks.Contains((_band * perBand) + i);
        }

        if (!isWhole)
        {
            FillMissing();
        }

        Span<long> places = stackalloc long[_array.Shape.Rank];
        for (long i = 0; i < perBand; i++)
        {
            long number = (_band * perBand) + i;
            if (chunks.Contains(number))
            {
                for (int side = places.Length - 1; side > 0; side--)
                {
                    number = Math.DivRem(number, _array.Count(side), out places[side]);
                }

                places[0] = _band;
                using var chunk = chunks.Open(places);
                Place(chunk, places);
                chunk.Finish();
            }
        }

        _band++;
    }

    private void FillMissing()
    {
        int elementBytes = _array.ElementBytes;
        for (int at = 0; at < _end; at += elementBytes)
        {
            _array.Fill.CopyTo(_bytes.AsSpan(at));
        }
    }

    /// <summary>
    /// Runs along the dimension that is innermost in the chunk, then steps the others like an odometer.
    /// </summary>
    private void Place(ZarrChunkReader chunk, ReadOnlySpan<long> places)
    {
        int rank = _array.Shape.Rank;
        int elementBytes = _array.ElementBytes;
        Span<long> counts = stackalloc long[rank];
        Span<long> steps = stackalloc long[rank];
        Span<long> index = stackalloc long[rank];
        index.Clear();
        long origin = 0;
        long step = elementBytes;
        for (int side = rank - 1; side >= 0; side--)
        {
            long start = places[side] * _array.ChunkDimensions[side];
            counts[side] = Math.Min(_array.ChunkDimensions[side], _array.Shape[side] - start);
            steps[side] = step;
            origin += side == 0 ? 0 : start * step;
            step *= _array.Shape[side];
        }

        int inner = _array.Order[rank - 1];
        while (true)
        {
            bool isInside = true;
            long to = origin;
            for (int side = 0; side < rank; side++)
            {
                isInside &= index[side] < counts[side];
                to += index[side] * steps[side];
            }

            long run = isInside ? counts[inner] : 0;
            PlaceRun(chunk, to, run, steps[inner], elementBytes);
            chunk.Skip((_array.ChunkDimensions[inner] - run) * elementBytes);
            int at = rank - 2;
            while (at >= 0 && ++index[_array.Order[at]] == _array.ChunkDimensions[_array.Order[at]])
            {
                index[_array.Order[at--]] = 0;
            }

            if (at < 0)
            {
                return;
            }
        }
    }

    private void PlaceRun(ZarrChunkReader chunk, long to, long count, long step, int elementBytes)
    {
        long left = count * elementBytes;
        while (left > 0)
        {
            // The reader's buffer holds whole elements, so that none is split.
            var next = chunk.Next((int)Math.Min(left, 1 << 16));
            left -= next.Length;
            if (step == elementBytes)
            {
                next.CopyTo(_bytes.AsSpan((int)to));
                to += next.Length;
                continue;
            }

            for (int at = 0; at < next.Length; at += elementBytes, to += step)
            {
                next.Slice(at, elementBytes).CopyTo(_bytes.AsSpan((int)to));
            }
        }
    }
}
