using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.Spectra;

/// <summary>
/// A weight matrix W as it is stored, rows × columns, converted to double and searched for NaN and infinities while
/// it is
/// packed, so that it is never held as doubles. V is the one of W and Wᵀ that is not taller than wide, unless the other
/// is asked for.
/// </summary>
internal abstract unsafe class WeightSource : MatrixSource, IDisposable
{
    private readonly NonFiniteTally _tally;

    /// <param name="type">Of the stored elements.</param>
    /// <param name="rows">Of W.</param>
    /// <param name="columns">Of W.</param>
    /// <param name="tally">Told of elements that are no numbers.</param>
    /// <param name="isTall">Whether V = Wᵀ; by the shape unless it is given.</param>
    protected WeightSource(ElementType type, int rows, int columns, NonFiniteTally tally, bool? isTall = null)
    {
        Type = type;
        ElementBytes = type.Bits() / 8;
        Rows = rows;
        Columns = columns;
        IsTall = isTall ?? IsTallShape(rows, columns);
        _tally = tally;
    }

    public sealed override int Order => IsTall ? Columns : Rows;

    public sealed override long Depth => IsTall ? Rows : Columns;

    protected ElementType Type { get; }

    protected int ElementBytes { get; }

    protected int Rows { get; }

    protected int Columns { get; }

    /// <summary>Whether V = Wᵀ: a block of V is then a block of rows of W, which lie together in the file.</summary>
    protected bool IsTall { get; }

    /// <summary>The source that needs the least memory.</summary>
    /// <param name="open">Opens the elements, row-major.</param>
    /// <param name="type">Of the stored elements.</param>
    /// <param name="rows">Of W.</param>
    /// <param name="columns">Of W.</param>
    /// <param name="tally">Told of elements that are no numbers.</param>
    public static WeightSource Open(
        Func<Stream> open, ElementType type, int rows, int columns, NonFiniteTally tally)
    {
        var stream = open();
        if (IsTallShape(rows, columns))
        {
            return new RowBlockSource(stream, type, rows, columns, tally);
        }

        if (stream.CanSeek)
        {
            return new ColumnChunkSource(stream, type, rows, columns, tally);
        }

        using (stream)
        {
            var held = BufferedWeights.Load(stream, type, (long)rows * columns, 1, slicesFirst: true);
            return new BufferedSource(held, 0, type, rows, columns, tally) { OwnsWeights = true };
        }
    }

    /// <summary>Bytes of buffers that <see cref="Open"/> takes for a matrix that it does not hold whole.</summary>
    public static long BufferBytes(ElementType type, int rows, int columns) => IsTallShape(rows, columns)
        ? RowBlockSource.Bytes(type, rows, columns)
        : ColumnChunkSource.Bytes(type, rows, columns);

    public static bool IsTallShape(int rows, int columns) => rows >= columns;

    public sealed override int Pieces(int depth) => PackedTriangle.PanelsOf(Order);

    public sealed override void Pack(long first, int depth, int piece, double* packed)
    {
        int row = piece * PackedTriangle.PanelRows;
        double* panel = packed + ((long)row * depth);
        PackPanel(first, depth, row, Math.Min(PackedTriangle.PanelRows, Order - row), panel);
        if (!PanelPacking.IsFinite(panel, depth))
        {
            _tally.Add(NonFiniteIn(new ReadOnlySpan<double>(panel, PackedTriangle.PanelRows * depth), row, first));
        }
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    /// <summary>Packs V[row … row + rows − 1, first … first + depth − 1]; called from several threads.</summary>
    protected abstract void PackPanel(long first, int depth, int row, int rows, double* panel);

    /// <summary>Place in the order of reading of an element of W, given its row-major place in W.</summary>
    protected virtual long PlaceInStream(long place) => place;

    /// <summary>Packs from rows of W in memory.</summary>
    /// <param name="source">Element (0, 0) of what lies there.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    /// <param name="depth">As in <see cref="PackPanel"/>, as are the others.</param>
    /// <param name="rows">Rows of the panel that V has.</param>
    /// <param name="panel">Receives them.</param>
    protected void PackFrom(byte* source, long stride, int depth, int rows, double* panel)
    {
        if (IsTall)
        {
            PanelPacking.FromRows(Type, source, stride, depth, rows, panel);
        }
        else
        {
            PanelPacking.Turning(Type, source, stride, depth, rows, panel);
        }
    }

    private NonFiniteWeights NonFiniteIn(ReadOnlySpan<double> panel, int row, long first) => NonFiniteWeights.In(
        panel, at => PlaceOf(row + (at % PackedTriangle.PanelRows), first + (at / PackedTriangle.PanelRows)))!;

    private long PlaceOf(int i, long k) => PlaceInStream(IsTall ? (k * Columns) + i : ((long)i * Columns) + k);
}
