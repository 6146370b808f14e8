namespace Heavytail.Files;

/// <summary>What decoding streams share that make one chunk after another.</summary>
/// <param name="source">Where the bytes come from; closed with this stream.</param>
/// <param name="length">Bytes that are delivered.</param>
internal abstract class ChunkStream(Stream source, long length) : ForwardStream(source, length)
{
    /// <summary>Bytes of a chunk but the last: whole elements of every type.</summary>
    private const int ChunkBytes = 1 << 16;

    /// <summary>Not taken before it is read into: many streams are only asked what they would hold.</summary>
    private byte[] _chunk = [];
    private int _start;
    private int _end;

    protected sealed override int ReadSome(Span<byte> buffer)
    {
        if (_start == _end)
        {
            _chunk = _chunk.Length == 0 ? new byte[(int)Math.Min(ChunkBytes, Length)] : _chunk;
            (_start, _end) = (0, (int)Math.Min(_chunk.Length, Length - Delivered));
            Fill(_chunk.AsSpan(0, _end));
        }

        int count = Math.Min(buffer.Length, _end - _start);
        _chunk.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected sealed override long PassOver(long count)
    {
        int made = (int)Math.Min(count, _end - _start);
        _start += made;
        return made + (_start == _end ? PassOverUnmade(count - made) : 0);
    }

    /// <summary>Passes over bytes that are not made yet, as many as it can; returns how many, whole elements.</summary>
    protected virtual long PassOverUnmade(long count) => 0;

    /// <summary>Decodes the next chunk (64 KiB, or the remainder).</summary>
    protected abstract void Fill(Span<byte> chunk);
}
