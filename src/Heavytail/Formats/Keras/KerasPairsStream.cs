using Heavytail.Files;

namespace Heavytail.Formats.Keras;

/// <summary>Two codes a byte → I8, row by row. A row of bytes is buffered.</summary>
/// <param name="source">The bytes; closed with this stream.</param>
/// <param name="pairs">How the codes lie.</param>
internal sealed class KerasPairsStream(Stream source, KerasPairs pairs)
    : ChunkStream(source, pairs.Shape.ElementCount)
{
    private readonly long _columns = pairs.Shape[1];
    private byte[] _bytes = [];
    private long _row = -1;
    private long _column = pairs.Shape[1];

    public override long BufferedBytes =>
        base.BufferedBytes + (pairs.Axis == 0 ? _columns : (_columns + 1) / 2);

    protected override void Fill(Span<byte> chunk)
    {
        for (int i = 0; i < chunk.Length; i++, _column++)
        {
            if (_column == _columns)
            {
                NextRow();
            }

            (long at, bool isHigh) = pairs.Axis == 0 ? (_column, _row % 2 == 1) : (_column / 2, _column % 2 == 1);
            int code = isHigh ? _bytes[at] >> 4 : _bytes[at] & 15;
            chunk[i] = (byte)(code < 8 ? code : code - 16);
        }
    }

    private void NextRow()
    {
        _row++;
        _column = 0;
        if (pairs.Axis == 1 || _row % 2 == 0)
        {
            _bytes = _bytes.Length > 0 ? _bytes : new byte[pairs.Axis == 0 ? _columns : (_columns + 1) / 2];
            Source.ReadExactly(_bytes);
        }
    }
}
