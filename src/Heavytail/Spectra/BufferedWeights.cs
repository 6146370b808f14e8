using System.Buffers;
using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.Spectra;

/// <summary>
/// A whole tensor in memory, in its stored bytes: what is left where a matrix can be read neither from front to back
/// nor here and there. Slices, which the file interleaves, lie one after the other.
/// </summary>
internal sealed unsafe class BufferedWeights : IDisposable
{
    private const int ChunkElements = 1 << 14;

    private readonly AlignedMemory<byte> _memory;
    private readonly long _sliceBytes;

    private BufferedWeights(ElementType type, long sliceElements, int slices)
    {
        _sliceBytes = sliceElements * (type.Bits() / 8);
        _memory = new AlignedMemory<byte>(_sliceBytes * slices);
        Slices = slices;
        SliceElements = sliceElements;
    }

    public int Slices { get; }

    /// <summary>Whether slice follows slice in the stream too.</summary>
    public bool SlicesFirst { get; private init; }

    /// <summary>Elements of a slice.</summary>
    public long SliceElements { get; }

    /// <summary>Bytes of all slices, which follow each other.</summary>
    public long Bytes => _memory.Length;

    /// <summary>Reads a tensor of shape [elements, slices], or [slices, elements].</summary>
    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public static BufferedWeights Load(
        Func<Stream> open, ElementType type, long sliceElements, int slices, bool slicesFirst)
    {
        using var stream = open();
        return Load(stream, type, sliceElements, slices, slicesFirst);
    }

    /// <summary>Reads a tensor of shape [elements, slices], or [slices, elements], from its first element on.</summary>
    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public static BufferedWeights Load(
        Stream stream, ElementType type, long sliceElements, int slices, bool slicesFirst)
    {
        var result = new BufferedWeights(type, sliceElements, slices) { SlicesFirst = slicesFirst };
        try
        {
            if (slices == 1 || slicesFirst)
            {
                StreamReading.ReadExactly(stream, result._memory.Pointer, result._sliceBytes * slices);
            }
            else
            {
                result.Separate(stream, type.Bits() / 8);
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>The first element of a slice; the others follow, row-major.</summary>
    public byte* Slice(int slice) => _memory.Pointer + (slice * _sliceBytes);

    public void Dispose() => _memory.Dispose();

    private void Separate(Stream stream, int elementBytes)
    {
        long elements = _memory.Length / elementBytes;
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(ChunkElements, elements) * elementBytes);
        try
        {
            for (long done = 0; done < elements;)
            {
                int count = (int)Math.Min(ChunkElements, elements - done);
                stream.ReadExactly(buffer, 0, count * elementBytes);
                fixed (byte* source = buffer)
                {
                    switch (elementBytes)
                    {
                        case sizeof(byte):
                            Scatter(source, done, count);
                            break;
                        case sizeof(ushort):
                            Scatter((ushort*)source, done, count);
                            break;
                        case sizeof(uint):
                            Scatter((uint*)source, done, count);
                            break;
                        default:
                            Scatter((ulong*)source, done, count);
                            break;
                    }
                }

                done += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Element number e of the tensor is element e / slices of slice e mod slices.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scatter<T>(T* source, long first, int count)
        where T : unmanaged
    {
        var memory = (T*)_memory.Pointer;
        long perSlice = _sliceBytes / sizeof(T);
        (long element, long slice) = Math.DivRem(first, Slices);
        for (int k = 0; k < count; k++)
        {
            memory[(slice * perSlice) + element] = source[k];
            if (++slice == Slices)
            {
                slice = 0;
                element++;
            }
        }
    }
}

/// <summary>One slice of weights in memory.</summary>
internal sealed unsafe class BufferedSource(
    BufferedWeights weights,
    int slice,
    ElementType type,
    int rows,
    int columns,
    NonFiniteTally tally,
    bool? isTall = null)
    : WeightSource(type, rows, columns, tally, isTall)
{
    /// <summary>Whether the weights go with the source.</summary>
    public bool OwnsWeights { get; init; }

    protected override void PackPanel(long first, int depth, int row, int rows, double* panel)
    {
        long place = IsTall ? (first * Columns) + row : ((long)row * Columns) + first;
        PackFrom(weights.Slice(slice) + (place * ElementBytes), (long)Columns * ElementBytes, depth, rows, panel);
    }

    protected override long PlaceInStream(long place) => weights.SlicesFirst
        ? (slice * weights.SliceElements) + place
        : (place * weights.Slices) + slice;

    protected override void Dispose(bool disposing)
    {
        if (disposing && OwnsWeights)
        {
            weights.Dispose();
        }
    }
}
