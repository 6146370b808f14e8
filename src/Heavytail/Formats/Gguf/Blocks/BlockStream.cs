using System.Runtime.InteropServices;

namespace Heavytail.Formats.Gguf.Blocks;

/// <summary>
/// Blocks as the F32 numbers that they stand for. It can be sought in at the price of decoding one block, so that wide
/// matrices stream too.
/// </summary>
/// <param name="source">The blocks; can be sought in, and is closed with this stream.</param>
/// <param name="type">How they are decoded.</param>
/// <param name="blocks">How many they are.</param>
/// <param name="isBigEndian">Whether their numbers of several bytes are.</param>
internal sealed class BlockStream(Stream source, BlockType type, long blocks, bool isBigEndian) : Stream
{
    private const int ChunkBytes = 1 << 16;

    private readonly int _blockBytes = type.Elements * sizeof(float);
    private readonly float[] _single = new float[type.Elements];
    private byte[] _raw = [];
    private long _singleAt = -1;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => blocks * _blockBytes;

    public override long Position
    {
        get => _position;
        set => _position = value is >= 0 ? value : throw new IOException("seek before the start");
    }

    /// <summary>Whole blocks go where they are wanted; of what begins or ends inside a block, one is kept.</summary>
    public override int Read(Span<byte> buffer)
    {
        int wanted = (int)Math.Min(buffer.Length, Math.Max(0, Length - _position));
        if (wanted == 0)
        {
            return 0;
        }

        var (block, within) = Math.DivRem(_position, _blockBytes);
        int read;
        if (within == 0 && wanted >= _blockBytes)
        {
            int count = Math.Min(wanted / _blockBytes, Math.Max(1, ChunkBytes / type.Bytes));
            read = count * _blockBytes;
            Decode(block, MemoryMarshal.Cast<byte, float>(buffer[..read]), count);
        }
        else
        {
            if (_singleAt != block)
            {
                _singleAt = -1;
                Decode(block, _single, 1);
                _singleAt = block;
            }

            read = (int)Math.Min(wanted, _blockBytes - within);
            MemoryMarshal.AsBytes(_single.AsSpan()).Slice((int)within, read).CopyTo(buffer);
        }

        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("read only");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("read only");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Decode(long first, Span<float> values, int count)
    {
        if (_raw.Length < count * type.Bytes)
        {
            _raw = new byte[count * type.Bytes];
        }

        var raw = _raw.AsSpan(0, count * type.Bytes);
        source.Position = first * type.Bytes;
        source.ReadExactly(raw);
        for (int i = 0; i < count; i++)
        {
            var block = raw.Slice(i * type.Bytes, type.Bytes);
            if (isBigEndian)
            {
                type.SwapWords(block);
            }

            type.Decode(block, values.Slice(i * type.Elements, type.Elements));
        }
    }
}
