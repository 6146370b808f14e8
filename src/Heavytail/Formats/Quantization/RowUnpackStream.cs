using Heavytail.Files;

namespace Heavytail.Formats.Quantization;

/// <summary>Integers that are packed along the rows of a matrix of words → one byte for each, row by row.</summary>
internal sealed class RowUnpackStream : ChunkStream
{
    private readonly WordBits _packing;
    private readonly long _columns;
    private readonly byte[] _words;
    private long _column;

    /// <param name="source">Rows of little-endian words; closed with this stream.</param>
    /// <param name="packing">Layout of the integers in a row's words.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Integers of a row; what the last word has beyond them is padding.</param>
    public RowUnpackStream(Stream source, WordBits packing, long rows, long columns)
        : base(source, checked(rows * columns))
    {
        (_packing, _columns, _column) = (packing, columns, columns);
        _words = new byte[packing.WordsOf(columns) * sizeof(uint)];
    }

    /// <summary>Where in its run of eight a column lies; null: in order.</summary>
    public int[]? Order { get; init; }

    /// <summary>Added to each integer, modulo 2^bits.</summary>
    public int Add { get; init; }

    public override long BufferedBytes => base.BufferedBytes + _words.Length;

    protected override void Fill(Span<byte> chunk)
    {
        int mask = (1 << _packing.Bits) - 1;
        for (int i = 0; i < chunk.Length; i++, _column++)
        {
            if (_column == _columns)
            {
                Source.ReadExactly(_words);
                _column = 0;
            }

            long index = Order is null ? _column : (_column & ~7L) + Order[_column & 7];
            long bit = _packing.BitOf(index);
            int at = (int)(bit >> 3);
            int window = _words[at] | (at + 1 < _words.Length ? _words[at + 1] << 8 : 0);
            chunk[i] = (byte)(((window >> (int)(bit & 7)) + Add) & mask);
        }
    }
}
