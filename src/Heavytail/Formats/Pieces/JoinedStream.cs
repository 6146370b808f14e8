using Heavytail.Files;

namespace Heavytail.Formats.Pieces;

/// <summary>Streams that take turns: so many bytes of the first, of the second …, and from the first again.</summary>
/// <param name="sources">The streams; closed with this one.</param>
/// <param name="segment">Bytes of a turn.</param>
/// <param name="rounds">Turns of each stream.</param>
internal sealed class JoinedStream(Stream[] sources, long segment, long rounds)
    : ForwardStream(Null, checked(segment * rounds * sources.Length))
{
    private int _current;
    private long _taken;

    public override long BufferedBytes => sources.OfType<ForwardStream>().Sum(source => source.BufferedBytes);

    protected override int ReadSome(Span<byte> buffer)
    {
        int read = sources[_current].Read(buffer[..(int)Math.Min(buffer.Length, segment - _taken)]);
        Take(read);
        return read;
    }

    protected override long PassOver(long count)
    {
        for (long rest = count; rest > 0;)
        {
            long some = Math.Min(rest, segment - _taken);
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
        if (_taken == segment)
        {
            (_current, _taken) = ((_current + 1) % sources.Length, 0);
        }
    }
}
