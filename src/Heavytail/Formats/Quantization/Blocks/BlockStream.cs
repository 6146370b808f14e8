using System.Runtime.InteropServices;
using Heavytail.Files;

namespace Heavytail.Formats.Quantization.Blocks;

/// <summary>
/// Blocks as the F32 values that they stand for. It can be sought in at the price of decoding one block, so that wide
/// matrices stream too.
/// </summary>
/// <param name="source">The blocks; can be sought in, and is closed with this stream.</param>
/// <param name="type">Decoder of a block.</param>
/// <param name="blocks">Number of blocks.</param>
/// <param name="isBigEndian">Whether their values of several bytes are.</param>
internal sealed class BlockStream(Stream source, BlockType type, long blocks, bool isBigEndian) : ReadOnlySeekableStream
{
    private const int ChunkBytes = 1 << 16;

    private readonly int _blockBytes = type.Elements * sizeof(float);
    private readonly float[] _single = new float[type.Elements];
    private byte[] _raw = [];
    private long _singleAt = -1;

    public override long Length => blocks * _blockBytes;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Whole blocks go where they are wanted; of what begins or ends inside a block, one is kept.</summary>
    protected override int ReadAt(long position, Span<byte> buffer)
    {
        var (block, within) = Math.DivRem(position, _blockBytes);
        if (within == 0 && buffer.Length >= _blockBytes)
        {
            int count = Math.Min(buffer.Length / _blockBytes, Math.Max(1, ChunkBytes / type.Bytes));
            Decode(block, MemoryMarshal.Cast<byte, float>(buffer[..(count * _blockBytes)]), count);
            return count * _blockBytes;
        }

        if (_singleAt != block)
        {
            _singleAt = -1;
            Decode(block, _single, 1);
            _singleAt = block;
        }

        int read = (int)Math.Min(buffer.Length, _blockBytes - within);
        MemoryMarshal.AsBytes(_single.AsSpan()).Slice((int)within, read).CopyTo(buffer);
        return read;
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
