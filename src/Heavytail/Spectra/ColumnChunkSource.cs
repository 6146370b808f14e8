using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.Spectra;

/// <summary>
/// A wide matrix in a stream that can seek: a block of V is a piece of every row of the file. Several blocks are read
/// ahead, so that no read is a few hundred bytes; each panel of rows does so when its turn comes.
/// </summary>
internal sealed unsafe class ColumnChunkSource : WeightSource
{
    // A read costs about a microsecond whatever its size, and the disk gives pages of this size anyway.
    private const int LeastReadBytes = 4096;

    // What all rows together read ahead where the least would be less.
    private const int LeastChunkBytes = 1 << 23;

    private readonly Lock _reading = new();
    private readonly Stream _stream;
    private readonly AlignedMemory<byte> _chunk;
    private readonly int _chunkColumns;
    private readonly Panel[] _panels;

    public ColumnChunkSource(Stream stream, ElementType type, int rows, int columns, NonFiniteTally tally)
        : base(type, rows, columns, tally)
    {
        _stream = stream;
        _chunkColumns = ChunkColumns(type, rows, columns);
        _chunk = new AlignedMemory<byte>(Bytes(type, rows, columns));
        _panels = [.. Enumerable.Range(0, PackedTriangle.PanelsOf(rows)).Select(_ => new Panel())];
    }

    /// <summary>Bytes of memory that such a source takes.</summary>
    public static long Bytes(ElementType type, int rows, int columns) =>
        (long)rows * ChunkColumns(type, rows, columns) * (type.Bits() / 8);

    protected override void PackPanel(long first, int depth, int row, int rows, double* panel)
    {
        if (depth > _chunkColumns)
        {
            throw new ArgumentOutOfRangeException(nameof(depth), depth, $"blocks have at most {_chunkColumns} columns");
        }

        var state = _panels[row / PackedTriangle.PanelRows];
        lock (state.Gate)
        {
            if (first < state.First || first + depth > state.End)
            {
                Read(state, first, row, rows);
            }

            PackFrom(RowOf(row) + ((first - state.First) * ElementBytes), Stride, depth, rows, panel);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream.Dispose();
            _chunk.Dispose();
        }
    }

    private long Stride => (long)_chunkColumns * ElementBytes;

    /// <summary>A whole number of blocks, so that none is read twice.</summary>
    private static int ChunkColumns(ElementType type, int rows, int columns)
    {
        long bytes = Math.Max(LeastReadBytes, LeastChunkBytes / rows);
        long blocks = Math.Max(1, bytes * 8 / type.Bits() / GramMatrix.BlockDepth);
        return (int)Math.Min(columns, blocks * GramMatrix.BlockDepth);
    }

    private byte* RowOf(int row) => _chunk.Pointer + (row * Stride);

    private void Read(Panel panel, long first, int row, int rows)
    {
        panel.End = panel.First = first;
        long end = Math.Min(first + _chunkColumns, Columns);
        lock (_reading)
        {
            for (int r = row; r < row + rows; r++)
            {
                _stream.Position = (((long)r * Columns) + first) * ElementBytes;
                StreamReading.ReadExactly(_stream, RowOf(r), (end - first) * ElementBytes);
            }
        }

        panel.End = end;
    }

    /// <summary>Which columns of a panel's rows are in memory.</summary>
    private sealed class Panel
    {
        public Lock Gate { get; } = new();

        public long First { get; set; }

        public long End { get; set; }
    }
}
