namespace Heavytail.Files;

/// <summary>A stretch of a stream that is read from front to back; what lies before is read over.</summary>
/// <param name="source">Closed with this stream.</param>
/// <param name="start">Bytes before the stretch.</param>
/// <param name="length">Length in bytes.</param>
internal sealed class ForwardSlice(Stream source, long start, long length) : ForwardStream(source, length)
{
    private bool _isThere;

    protected override int ReadSome(Span<byte> buffer)
    {
        if (!_isThere)
        {
            SkipBytes(Source, start);
            _isThere = true;
        }

        int read = Source.Read(buffer);
        return read > 0 ? read : throw new EndOfStreamException();
    }
}
