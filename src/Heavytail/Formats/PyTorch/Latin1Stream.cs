using Heavytail.Files;

namespace Heavytail.Formats.PyTorch;

/// <summary>
/// Bytes that protocol 2 writes as a text in UTF-8, a character for each: those from 0x80 on take two bytes there.
/// </summary>
/// <param name="source">The text; closed with this stream.</param>
/// <param name="stored">Bytes of the text.</param>
/// <param name="length">Bytes that it stands for.</param>
internal sealed class Latin1Stream(Stream source, long stored, long length) : ChunkStream(source, length)
{
    private const byte LeadOfUpperHalf = 0xc2;

    private readonly byte[] _text = new byte[(int)Math.Min(1 << 16, stored)];
    private long _left = stored;
    private int _start;
    private int _end;

    protected override void Fill(Span<byte> chunk)
    {
        for (int i = 0; i < chunk.Length; i++)
        {
            byte lead = Next();
            chunk[i] = lead switch
            {
                < 0x80 => lead,
                LeadOfUpperHalf or LeadOfUpperHalf + 1 when Next() is >= 0x80 and < 0xc0 and var low =>
                    (byte)((lead << 6) | (low & 0x3f)),
                _ => throw new InvalidDataException("bytes that are written as a text have a character beyond 0xff"),
            };
        }
    }

    private byte Next()
    {
        if (_start == _end)
        {
            if (_left == 0)
            {
                throw new EndOfStreamException();
            }

            (_start, _end) = (0, (int)Math.Min(_text.Length, _left));
            Source.ReadExactly(_text, 0, _end);
            _left -= _end;
        }

        return _text[_start++];
    }
}
