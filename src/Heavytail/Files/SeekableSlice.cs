namespace Heavytail.Files;

/// <summary>A stretch of a seekable stream as a stream of its own.</summary>
/// <param name="source">Closed with this stream.</param>
/// <param name="start">Bytes before the stretch.</param>
/// <param name="length">Length in bytes.</param>
internal sealed class SeekableSlice(Stream source, long start, long length) : ReadOnlySeekableStream
{
    public override long Length => length;

    protected override int ReadAt(long position, Span<byte> buffer)
    {
        if (source.Position != start + position)
        {
            source.Position = start + position;
        }

        return source.Read(buffer);
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
