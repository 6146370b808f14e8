using System.Runtime.InteropServices;
using Heavytail.Files;

namespace Heavytail.Formats.Quantization;

/// <summary>
/// Integers that are packed down the columns of a matrix of words → one byte for each, row by row. The words of some 8
/// to 32 rows are buffered.
/// </summary>
internal sealed class ColumnUnpackStream : ChunkStream
{
    private readonly WordBits _packing;
    private readonly long _rows;
    private readonly long _columns;
    private uint[] _words = [];
    private long _row = -1;
    private long _column;

    /// <param name="source">Rows of little-endian words; closed with this stream.</param>
    /// <param name="packing">Layout of the integers in a column's words.</param>
    /// <param name="rows">Integers of a column; what the last word has beyond them is padding.</param>
    /// <param name="columns">Columns.</param>
    public ColumnUnpackStream(Stream source, WordBits packing, long rows, long columns)
        : base(source, checked(rows * columns))
    {
        (_packing, _rows, _columns) = (packing, rows, columns);
        _column = columns;
    }

    public override long BufferedBytes => base.BufferedBytes + (_packing.UnitWords * _columns * sizeof(uint));

    protected override void Fill(Span<byte> chunk)
    {
        while (!chunk.IsEmpty)
        {
            if (_column == _columns)
            {
                NextRow();
            }

            int count = (int)Math.Min(chunk.Length, _columns - _column);
            Unpack(chunk[..count]);
            chunk = chunk[count..];
            _column += count;
        }
    }

    private void NextRow()
    {
        _row++;
        _column = 0;
        if (_row % _packing.UnitValues == 0)
        {
            long words = _packing.WordsOf(Math.Min(_packing.UnitValues, _rows - _row));
            _words = _words.Length == words * _columns ? _words : new uint[words * _columns];
            Source.ReadExactly(MemoryMarshal.AsBytes(_words.AsSpan()));
        }
    }

    private void Unpack(Span<byte> target)
    {
        int bit = (int)_packing.BitOf(_row % _packing.UnitValues);
        int shift = bit % WordBits.WordSize;
        int mask = (1 << _packing.Bits) - 1;
        int first = (bit / WordBits.WordSize * (int)_columns) + (int)_column;
        bool crosses = shift + _packing.Bits > WordBits.WordSize;
        for (int i = 0; i < target.Length; i++)
        {
            uint value = _words[first + i] >> shift;
            if (crosses)
            {
                value |= _words[first + i + (int)_columns] << (WordBits.WordSize - shift);
            }

            target[i] = (byte)(value & (uint)mask);
        }
    }
}
