namespace Heavytail.Files;

/// <summary>What streams share that can be read from any position.</summary>
internal abstract class ReadOnlySeekableStream : Stream
{
    private long _position;

    public sealed override bool CanRead => true;

    public sealed override bool CanSeek => true;

    public sealed override bool CanWrite => false;

    public sealed override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new IOException("seek before the start");
    }

    public sealed override int Read(Span<byte> buffer)
    {
        int wanted = (int)Math.Min(Math.Max(0, Length - _position), buffer.Length);
        int read = wanted == 0 ? 0 : ReadAt(_position, buffer[..wanted]);
        _position += read;
        return read;
    }

    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public sealed override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public sealed override void Flush()
    {
    }

    public sealed override void SetLength(long value) => throw new NotSupportedException("read only");

    public sealed override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("read only");

    /// <summary>
    /// Fills a part of <paramref name="buffer"/>, which is neither empty nor longer than what is left.
    /// </summary>
    protected abstract int ReadAt(long position, Span<byte> buffer);
}
