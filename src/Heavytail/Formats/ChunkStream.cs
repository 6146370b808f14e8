namespace Heavytail.Formats;

/// <summary>What decoding streams share that make one chunk after another.</summary>
/// <param name="source">Where the bytes come from; closed with this stream.</param>
/// <param name="length">Bytes that are delivered.</param>
internal abstract class ChunkStream(Stream source, long length) : ForwardStream(source, length)
{
    /// <summary>Bytes of a chunk but the last: whole elements of every type.</summary>
    private const int ChunkBytes = 1 << 16;

    private readonly byte[] _chunk = new byte[(int)Math.Min(ChunkBytes, length)];
    private int _start;
    private int _end;

    protected sealed override int ReadSome(Span<byte> buffer)
    {
        if (_start == _end)
        {
            (_start, _end) = (0, (int)Math.Min(_chunk.Length, Length - Delivered));
            Fill(_chunk.AsSpan(0, _end));
        }

        int count = Math.Min(buffer.Length, _end - _start);
        _chunk.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <summary>Makes the next bytes: 2^16 of them, or all that are left.</summary>
    protected abstract void Fill(Span<byte> chunk);
}
