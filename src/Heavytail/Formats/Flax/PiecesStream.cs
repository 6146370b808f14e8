using Heavytail.Files;

namespace Heavytail.Formats.Flax;

/// <summary>The bytes of an array in chunks, one chunk after another.</summary>
internal sealed class PiecesStream(ByteSource file, FlaxArray[] pieces)
    : ForwardStream(Null, checked(pieces.Sum(piece => piece.Length)))
{
    private int _piece;
    private long _at;

    protected override int ReadSome(Span<byte> buffer)
    {
        while (_at == pieces[_piece].Length)
        {
            _piece++;
            _at = 0;
        }

        var piece = pieces[_piece];
        int count = (int)Math.Min(buffer.Length, piece.Length - _at);
        file.ReadExactly(piece.Offset + _at, buffer[..count]);
        _at += count;
        return count;
    }
}
