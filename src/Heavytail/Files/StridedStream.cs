using System.Buffers;
using Heavytail.Tensors;

namespace Heavytail.Files;

/// <summary>
/// A tensor that lies scattered in its storage (a transposed matrix, a view, Fortran order), as a row-major stream.
/// The span of the storage that it touches is read into memory once, on the first read.
/// </summary>
internal sealed class StridedStream : ForwardStream
{
    /// <summary>Memory is taken piece by piece, as the source really yields bytes; a power of two.</summary>
    private const int SegmentBytes = 1 << 22;

    private const int ChunkBytes = 1 << 16;

    private readonly StridedLayout _layout;
    private readonly int _elementBytes;
    private readonly long[] _sides;
    private readonly long[] _strides;
    private readonly long[] _index;
    private readonly byte[] _chunk;
    private List<byte[]>? _segments;
    private long _element;
    private int _start;
    private int _end;

    /// <summary>Ownership of the source passes to this stream.</summary>
    /// <param name="source">The storage, from its first byte on; it need not be seekable.</param>
    /// <param name="layout">Positions of the elements in it.</param>
    /// <param name="elementBytes">1, 2, 4, 8 or 16.</param>
    public StridedStream(Stream source, StridedLayout layout, int elementBytes)
        : base(source, checked(layout.Shape.ElementCount * elementBytes))
    {
        _layout = layout;
        _elementBytes = elementBytes;
        (_sides, _strides) = Coalesce(layout);
        _index = new long[_sides.Length];
        _chunk = new byte[(int)Math.Min(ChunkBytes, Length)];
    }

    public override long BufferedBytes => base.BufferedBytes + SpanBytes(_layout, _elementBytes);

    /// <summary>Bytes from the first element of a layout to its last.</summary>
    public static long SpanBytes(StridedLayout layout, int elementBytes) => (layout.End - layout.Offset) * elementBytes;

    protected override int ReadSome(Span<byte> buffer)
    {
        if (_start == _end)
        {
            _segments ??= Load();
            _start = 0;
            _end = (int)Math.Min(_chunk.Length, Length - Delivered);
            Gather(_chunk.AsSpan(0, _end));
        }

        int count = Math.Min(buffer.Length, _end - _start);
        _chunk.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <summary>
    /// Dimensions that run on into each other become one, dimensions of 1 vanish; the order of elements stays.
    /// </summary>
    private static (long[] Dimensions, long[] Strides) Coalesce(StridedLayout layout)
    {
        var sides = new List<long>();
        var strides = new List<long>();
        for (int i = 0; i < layout.Shape.Rank; i++)
        {
            long side = layout.Shape[i];
            if (side == 1)
            {
                continue;
            }

            if (sides.Count > 0 && (Int128)layout.Strides[i] * side == strides[^1])
            {
                sides[^1] *= side;
                strides[^1] = layout.Strides[i];
                continue;
            }

            sides.Add(side);
            strides.Add(layout.Strides[i]);
        }

        return sides.Count == 0 ? ([1], [1]) : ([.. sides], [.. strides]);
    }

    private List<byte[]> Load()
    {
        SkipBytes(Source, checked(_layout.Offset * _elementBytes));
        long left = checked((_layout.End - _layout.Offset) * _elementBytes);
        var segments = new List<byte[]>();
        while (left > 0)
        {
            int count = (int)Math.Min(SegmentBytes, left);
            byte[] segment = ArrayPool<byte>.Shared.Rent(count);
            segments.Add(segment);
            Source.ReadExactly(segment, 0, count);
            left -= count;
        }

        return segments;
    }

    /// <summary>Gives the segments back: the next matrix of the tensor needs as many.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _segments, null) is { } segments)
        {
            segments.ForEach(segment => ArrayPool<byte>.Shared.Return(segment));
        }

        base.Dispose(disposing);
    }

    /// <summary>Runs along the innermost dimension, then steps the outer ones like an odometer.</summary>
    private void Gather(Span<byte> destination)
    {
        int inner = _sides.Length - 1;
        while (!destination.IsEmpty)
        {
            long run = Math.Min(_sides[inner] - _index[inner], destination.Length / _elementBytes);
            var target = destination[..(int)(run * _elementBytes)];
            if (_strides[inner] == 1)
            {
                CopyRun(target);
            }
            else
            {
                CopyElements(target);
            }

            destination = destination[target.Length..];
            Advance(run);
        }
    }

    private void CopyRun(Span<byte> target)
    {
        long at = _element * _elementBytes;
        while (!target.IsEmpty)
        {
            int within = (int)(at % SegmentBytes);
            int count = Math.Min(SegmentBytes - within, target.Length);
            _segments![(int)(at / SegmentBytes)].AsSpan(within, count).CopyTo(target);
            target = target[count..];
            at += count;
        }
    }

    /// <summary>Segments hold whole elements, so no element is split.</summary>
    private void CopyElements(Span<byte> target)
    {
        long step = _strides[^1] * _elementBytes;
        long at = _element * _elementBytes;
        for (int i = 0; i < target.Length; i += _elementBytes, at += step)
        {
            _segments![(int)(at / SegmentBytes)].AsSpan((int)(at % SegmentBytes), _elementBytes).CopyTo(target[i..]);
        }
    }

    private void Advance(long run)
    {
        int side = _sides.Length - 1;
        _index[side] += run;
        _element += run * _strides[side];
        while (side > 0 && _index[side] == _sides[side])
        {
            _element += _strides[side - 1] - _index[side] * _strides[side];
            _index[side] = 0;
            _index[--side]++;
        }
    }
}
