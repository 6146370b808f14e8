using Heavytail.Files;

namespace Heavytail.Formats.Quantization;

/// <summary>
/// A matrix that is packed by parts → one byte for each integer, row by row: each word has an integer of every part,
/// the first part's at the highest bits. The words are read once for each part.
/// </summary>
internal sealed class StackedUnpackStream : ChunkStream
{
    private const int BufferBytes = 1 << 14;

    private readonly Func<Stream> _open;
    private readonly int _bits;
    private readonly int _wordBytes;
    private readonly int _parts;
    private readonly long _words;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private Stream? _source;
    private long _position;

    /// <param name="open">Opens the words.</param>
    /// <param name="words">Words of the matrix, little-endian.</param>
    /// <param name="wordBytes">Bytes of a word.</param>
    /// <param name="bits">Bits of an integer.</param>
    /// <param name="count">Integers; what the last parts have beyond them is padding.</param>
    public StackedUnpackStream(Func<Stream> open, long words, int wordBytes, int bits, long count)
        : base(Null, count)
    {
        (_open, _words, _wordBytes, _bits) = (open, words, wordBytes, bits);
        _parts = PartsOf(wordBytes, bits);
    }

    public override long BufferedBytes => _buffer.Length + base.BufferedBytes;

    /// <summary>Integers of a word.</summary>
    public static int PartsOf(int wordBytes, int bits) => wordBytes * 8 / bits;

    protected override void Fill(Span<byte> chunk)
    {
        while (!chunk.IsEmpty)
        {
            (long part, long word) = (_position / _words, _position % _words);
            if (word == 0 || _source is null)
            {
                _source?.Dispose();
                _source = _open();
                ForwardStream.SkipBytes(_source, word * _wordBytes);
            }

            int count = (int)Math.Min(Math.Min(chunk.Length, _words - word), _buffer.Length / _wordBytes);
            var words = _buffer.AsSpan(0, count * _wordBytes);
            _source.ReadExactly(words);
            int shift = (int)(_parts - 1 - part) * _bits;
            for (int i = 0; i < count; i++)
            {
                // Of the few bytes of a word, the integer may lie in two.
                int at = (i * _wordBytes) + (shift / 8);
                int window = words[at] | (shift % 8 + _bits > 8 ? words[at + 1] << 8 : 0);
                chunk[i] = (byte)((window >> (shift % 8)) & ((1 << _bits) - 1));
            }

            chunk = chunk[count..];
            _position += count;
        }
    }

    protected override long PassOverUnmade(long count)
    {
        _source?.Dispose();
        _source = null;
        _position += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source?.Dispose();
        }

        base.Dispose(disposing);
    }
}
