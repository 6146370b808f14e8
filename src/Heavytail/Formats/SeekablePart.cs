namespace Heavytail.Formats;

/// <summary>A stretch of a seekable stream as a stream of its own.</summary>
/// <param name="source">Closed with this stream.</param>
/// <param name="start">Bytes before the stretch.</param>
/// <param name="length">Its bytes.</param>
internal sealed class SeekablePart(Stream source, long start, long length) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new IOException("seek before the start");
    }

    public override int Read(Span<byte> buffer)
    {
        int wanted = (int)Math.Min(Math.Max(0, length - _position), buffer.Length);
        if (source.Position != start + _position)
        {
            source.Position = start + _position;
        }

        int read = source.Read(buffer[..wanted]);
        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("read only");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("read only");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
