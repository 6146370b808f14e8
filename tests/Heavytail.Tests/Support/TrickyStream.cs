namespace Heavytail.Tests.Support;

/// <summary>A seekable stream that delivers a few bytes at a time, and fails when it is told to.</summary>
internal sealed class TrickyStream(byte[] content, int mostAtOnce = int.MaxValue) : Stream
{
    private long _position;

    /// <summary>Thrown by the next read.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Bytes that are left of the content.</summary>
    public long Left { get; set; } = content.Length;

    public bool IsClosed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => content.Length;

    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (Failure is { } failure)
        {
            throw failure;
        }

        int read = (int)Math.Clamp(Left - _position, 0, Math.Min(count, mostAtOnce));
        Array.Copy(content, _position, buffer, offset, read);
        _position += read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        IsClosed = true;
        base.Dispose(disposing);
    }
}
