namespace Heavytail.Files;

/// <summary>What the decoding streams share: they are read once, from front to back.</summary>
internal abstract class ForwardStream(Stream source, long length) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => Delivered;
        set => throw new NotSupportedException("read forwards only");
    }

    /// <summary>
    /// Bytes that this stream and those below it keep in memory while they are read, small buffers aside.
    /// </summary>
    public virtual long BufferedBytes => source is ForwardStream inner ? inner.BufferedBytes : 0;

    /// <summary>Where the bytes come from; closed with this stream.</summary>
    protected Stream Source => source;

    /// <summary>Bytes handed out so far.</summary>
    protected long Delivered { get; private set; }

    public sealed override int Read(Span<byte> buffer)
    {
        int wanted = (int)Math.Min(buffer.Length, length - Delivered);
        int read = wanted == 0 ? 0 : ReadSome(buffer[..wanted]);
        Delivered += read;
        return read;
    }

    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("read forwards only");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("read only");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("read only");

    /// <summary>Passes over bytes, without decoding them where that can be.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public void MoveOn(long count)
    {
        if (count > length - Delivered)
        {
            throw new EndOfStreamException();
        }

        long passed = PassOver(count);
        Delivered += passed;
        ReadOver(this, count - passed);
    }

    /// <summary>Passes over some of the next bytes without making them; returns how many.</summary>
    /// <param name="count">At most so many, which are there.</param>
    protected virtual long PassOver(long count) => 0;

    /// <summary>
    /// Fills a part of <paramref name="buffer"/>, which is neither empty nor longer than what is left.
    /// </summary>
    protected abstract int ReadSome(Span<byte> buffer);

    /// <summary>Moves a stream forward, by seeking where it can.</summary>
    internal static void SkipBytes(Stream source, long count)
    {
        if (source.CanSeek)
        {
            source.Seek(count, SeekOrigin.Current);
        }
        else if (source is ForwardStream forward)
        {
            forward.MoveOn(count);
        }
        else
        {
            ReadOver(source, count);
        }
    }

    private static void ReadOver(Stream source, long count)
    {
        byte[] scratch = new byte[(int)Math.Min(1 << 16, count)];
        while (count > 0)
        {
            int read = (int)Math.Min(scratch.Length, count);
            source.ReadExactly(scratch, 0, read);
            count -= read;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
