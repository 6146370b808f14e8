using Heavytail.Files;

namespace Heavytail.Formats.Zarr;

/// <summary>
/// An array whose chunks are whole rows: the elements of one chunk after another, none of them buffered.
/// </summary>
internal sealed class ZarrRowStream(ZarrChunks chunks) : ForwardStream(Null, chunks.Array.ByteCount)
{
    private readonly ZarrArray _array = chunks.Array;
    private ZarrChunkReader? _chunk;
    private long _band;
    private long _left;

    public override long BufferedBytes => _array.Codecs.BufferedBytes(_array.ChunkBytes);

    protected override int ReadSome(Span<byte> buffer)
    {
        if (_left == 0)
        {
            OpenNext();
        }

        int count = (int)Math.Min(buffer.Length, _left);
        if (_chunk is null)
        {
            for (int i = 0; i < count; i++)
            {
                buffer[i] = _array.Fill[(int)((Delivered + i) % _array.Fill.Length)];
            }
        }
        else
        {
            var next = _chunk.Next(count);
            next.CopyTo(buffer);
            count = next.Length;
        }

        _left -= count;
        if (_left == 0)
        {
            _chunk?.Finish();
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _chunk?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void OpenNext()
    {
        _chunk?.Dispose();
        _chunk = null;
        _left = Math.Min(_array.BandRows * _array.RowBytes, Length - Delivered);
        if (chunks.Contains(_band))
        {
            Span<long> places = stackalloc long[_array.Shape.Rank];
            places.Clear();
            if (places.Length > 0)
            {
                places[0] = _band;
            }

            _chunk = chunks.Open(places);
        }

        _band++;
    }
}
