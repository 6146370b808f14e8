namespace Heavytail.Formats;

/// <summary>Big-endian numbers → little-endian ones.</summary>
/// <param name="source">Whole numbers; closed with this stream.</param>
/// <param name="length">Bytes of the source.</param>
/// <param name="numberBytes">Bytes of one number (of a complex number: of its real part).</param>
internal sealed class ByteSwapStream(Stream source, long length, int numberBytes) : ForwardStream(source, length)
{
    private readonly byte[] _chunk = new byte[(int)Math.Min(1 << 16, length)];
    private int _start;
    private int _end;

    protected override int ReadSome(Span<byte> buffer)
    {
        if (_start == _end)
        {
            Fill();
        }

        int count = Math.Min(buffer.Length, _end - _start);
        _chunk.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    private void Fill()
    {
        _start = 0;
        _end = (int)Math.Min(_chunk.Length, Length - Delivered);
        Source.ReadExactly(_chunk, 0, _end);
        for (int at = 0; at + numberBytes <= _end; at += numberBytes)
        {
            _chunk.AsSpan(at, numberBytes).Reverse();
        }
    }
}
