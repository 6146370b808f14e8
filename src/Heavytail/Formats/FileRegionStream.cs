namespace Heavytail.Formats;

/// <summary>A read-only, seekable stream over a region of a <see cref="FileBytes"/>, for the decoders of .NET.</summary>
internal sealed class FileRegionStream(FileBytes file, long offset, long length) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => _position = value is >= 0 ? value : throw new IOException("seek before the start");
    }

    public override int Read(Span<byte> buffer)
    {
        long left = Math.Max(0, length - _position);
        int count = (int)Math.Min(left, buffer.Length);
        file.ReadExactly(offset + _position, buffer[..count]);
        _position += count;
        return count;
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
}
