using System.Buffers.Binary;
using Heavytail.Files;

namespace Heavytail.Formats.TensorFlowJs;

/// <summary>The bytes of a group: its files, one after another.</summary>
internal sealed class TfjsData
{
    /// <summary>Strings are found one by one; no model has more of them.</summary>
    public const long MaxStrings = 1 << 17;

    private readonly ByteSource[] _files;
    private readonly long[] _starts;

    public TfjsData(IReadOnlyList<ByteSource> files)
    {
        _files = [.. files];
        _starts = new long[_files.Length];
        for (int i = 0; i < _files.Length; i++)
        {
            _starts[i] = Length;
            Length = checked(Length + _files[i].Length);
        }
    }

    public long Length { get; }

    /// <summary>The file that holds a byte; the last one for what lies beyond.</summary>
    public ByteSource FileAt(long offset) => _files[IndexAt(offset)];

    /// <summary>A stream of some bytes, which may cross files.</summary>
    public Stream Open(long offset, long length)
    {
        if (_files.Length == 0)
        {
            return Stream.Null;
        }

        int index = IndexAt(offset);
        return offset - _starts[index] <= _files[index].Length - length
            ? _files[index].OpenRegion(offset - _starts[index], length)
            : new CrossingStream(this, offset, length);
    }

    /// <summary>Bytes that strings take, each with its length before it.</summary>
    public long? StringBytes(long offset, long count)
    {
        long at = offset;
        byte[] length = new byte[sizeof(uint)];
        for (long k = 0; k < count; k++)
        {
            if (count > MaxStrings || at > Length - sizeof(uint))
            {
                return null;
            }

            using var stream = Open(at, sizeof(uint));
            stream.ReadExactly(length);
            at += sizeof(uint) + BinaryPrimitives.ReadUInt32LittleEndian(length);
        }

        return at - offset;
    }

    private int IndexAt(long offset)
    {
        // Empty files start where the next one does: the last of equals has the byte.
        int index = Array.FindLastIndex(_starts, start => start <= offset);
        return Math.Max(0, index);
    }

    private sealed class CrossingStream(TfjsData data, long offset, long length) : ForwardStream(Null, length)
    {
        protected override int ReadSome(Span<byte> buffer)
        {
            long at = offset + Delivered;
            int index = data.IndexAt(at);
            int read = data._files[index].ReadSome(at - data._starts[index], buffer);
            return read > 0 ? read : throw new EndOfStreamException();
        }
    }
}
