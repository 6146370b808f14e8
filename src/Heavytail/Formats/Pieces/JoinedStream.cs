using Heavytail.Files;

namespace Heavytail.Formats.Pieces;

/// <summary>Streams that take turns: so many bytes of the first, of the second …, and from the first again.</summary>
/// <param name="sources">The streams; closed with this one.</param>
/// <param name="segments">Bytes of a turn of each stream, at least one.</param>
/// <param name="rounds">Turns of each stream.</param>
internal sealed class JoinedStream(Stream[] sources, long[] segments, long rounds)
    : ForwardStream(Null, checked(segments.Sum() * rounds))
{
    private int _current;
    private long _taken;

    public override long BufferedBytes => sources.OfType<ForwardStream>().Sum(source => source.BufferedBytes);

    protected override int ReadSome(Span<byte> buffer)
    {
        int read = sources[_current].Read(buffer[..(int)Math.Min(buffer.Length, segments[_current] - _taken)]);
        Take(read);
        return read;
    }

    protected override long PassOver(long count)
    {
        for (long rest = count; rest > 0;)
        {
            long some = Math.Min(rest, segments[_current] - _taken);
            SkipBytes(sources[_current], some);
            Take(some);
            rest -= some;
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var source in sources)
            {
                source.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private void Take(long bytes)
    {
        _taken += bytes;
        if (_taken == segments[_current])
        {
            (_current, _taken) = ((_current + 1) % sources.Length, 0);
        }
    }
}
