using System.Runtime.ExceptionServices;
using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.Spectra;

/// <summary>
/// A tall matrix, read from front to back: a block of V is the next rows of the file. Two blocks are kept, because the
/// first pieces of one may be packed beside the last of the one before.
/// </summary>
internal sealed unsafe class RowBlockSource(
    Stream stream, ElementType type, int rows, int columns, NonFiniteTally tally)
    : WeightSource(type, rows, columns, tally)
{
    private readonly Lock _gate = new();
    private readonly AlignedMemory<byte>?[] _blocks = new AlignedMemory<byte>?[2];
    private readonly long[] _firsts = [-1, -1];
    private ExceptionDispatchInfo? _failure;
    private int _latest;
    private long _next;

    /// <summary>Bytes of memory that such a source takes.</summary>
    public static long Bytes(ElementType type, int rows, int columns) =>
        2L * Math.Min(GramMatrix.BlockDepth, rows) * columns * (type.Bits() / 8);

    protected override void PackPanel(long first, int depth, int row, int rows, double* panel) =>
        PackFrom(Block(first, depth) + ((long)row * ElementBytes), RowBytes, depth, rows, panel);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
            _blocks[0]?.Dispose();
            _blocks[1]?.Dispose();
        }
    }

    private long RowBytes => (long)Columns * ElementBytes;

    /// <summary>The rows of a block; the first piece that asks reads them, the others wait for it.</summary>
    private byte* Block(long first, int depth)
    {
        lock (_gate)
        {
            _failure?.Throw();
            int at = Array.IndexOf(_firsts, first);
            return _blocks[at >= 0 ? at : ReadNext(first, depth)]!.Pointer;
        }
    }

    private int ReadNext(long first, int depth)
    {
        if (first != _next)
        {
            throw new InvalidOperationException($"the block at {first} was asked for, {_next} is next");
        }

        long bytes = depth * RowBytes;
        int at = 1 - _latest;
        if (_blocks[at] is not { } block || block.Length < bytes)
        {
            _blocks[at]?.Dispose();
            _blocks[at] = block = new AlignedMemory<byte>(bytes);
        }

        _firsts[at] = -1;
        try
        {
            StreamReading.ReadExactly(stream, block.Pointer, bytes);
        }
        catch (Exception e)
        {
            // The stream is nowhere now: every piece of every block ends like this one.
            _failure = ExceptionDispatchInfo.Capture(e);
            throw;
        }

        (_firsts[at], _latest, _next) = (first, at, first + depth);
        return at;
    }
}
