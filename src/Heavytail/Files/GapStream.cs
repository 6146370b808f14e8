namespace Heavytail.Files;

/// <summary>A seekable stream without the same run of bytes of every period.</summary>
/// <param name="source">Closed with this stream; a whole number of periods from its position 0 on.</param>
/// <param name="length">Bytes of the source.</param>
/// <param name="period">Bytes of a period.</param>
/// <param name="start">Bytes of a period before the run.</param>
/// <param name="gap">Bytes of the run, fewer than the period.</param>
internal sealed class GapStream(Stream source, long length, long period, long start, long gap) : ReadOnlySeekableStream
{
    private readonly long _kept = period - gap;

    public override long Length { get; } = length / period * (period - gap);

    protected override int ReadAt(long position, Span<byte> buffer)
    {
        (long index, long within) = Math.DivRem(position, _kept);
        bool before = within < start;
        long at = (index * period) + within + (before ? 0 : gap);
        if (source.Position != at)
        {
            source.Position = at;
        }

        return source.Read(buffer[..(int)Math.Min(buffer.Length, (before ? start : _kept) - within)]);
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
