namespace Heavytail.LinearAlgebra.Storage;

/// <summary>
/// The lower triangle of a symmetric matrix, in panels of <see cref="PanelRows"/> rows. Panel p holds rows
/// 24p … 24p + 23 and columns 0 … 24p + 23, column after column, so that every column of a panel is three vectors of
/// eight doubles and every block of a panel is contiguous: the form in which the multiplication kernel wants both its
/// result and its operands. Rows and columns from <see cref="Order"/> on are zeros.
/// </summary>
internal sealed unsafe class PackedTriangle : IDisposable
{
    /// <summary>Rows of a panel.</summary>
    public const int PanelRows = 24;

    private readonly AlignedMemory<double> _memory;

    /// <summary>A matrix of zeros.</summary>
    public PackedTriangle(int order)
    {
        Order = order;
        Panels = PanelsOf(order);
        _memory = new AlignedMemory<double>(LengthOf(order));
        _memory.Clear();
    }

    /// <summary>Rows, and columns.</summary>
    public int Order { get; }

    public int Panels { get; }

    public static int PanelsOf(int order) => (order + PanelRows - 1) / PanelRows;

    /// <summary>Doubles that a matrix of this order takes.</summary>
    public static long LengthOf(int order) => Offset(PanelsOf(order));

    /// <summary>The first element of column 0 of a panel; the panel goes on for (p + 1)·24 columns of 24.</summary>
    public double* Panel(int panel) => _memory.Pointer + Offset(panel);

    /// <summary>The panels, without ownership.</summary>
    public PanelView<double> View => new((nint)_memory.Pointer, Panels);

    /// <summary>Element (i, j) with i ≥ j.</summary>
    public ref double this[int i, int j] => ref Panel(i / PanelRows)[((long)j * PanelRows) + (i % PanelRows)];

    /// <summary>Makes the blocks on the diagonal whole, from their lower triangles.</summary>
    public void MirrorDiagonalBlocks()
    {
        for (int p = 0; p < Panels; p++)
        {
            double* block = Panel(p) + ((long)p * PanelRows * PanelRows);
            for (int c = 1; c < PanelRows; c++)
            {
                for (int r = 0; r < c; r++)
                {
                    block[(c * PanelRows) + r] = block[(r * PanelRows) + c];
                }
            }
        }
    }

    /// <summary>A copy.</summary>
    public PackedTriangle Copy()
    {
        var copy = new PackedTriangle(Order);
        Buffer.MemoryCopy(
            _memory.Pointer, copy._memory.Pointer, _memory.Length * sizeof(double), _memory.Length * sizeof(double));
        return copy;
    }

    /// <summary>The matrix without some consecutive rows and the columns of the same numbers.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">Their number.</param>
    public PackedTriangle Without(int first, int count)
    {
        var rest = new PackedTriangle(Order - count);
        for (int j = 0; j < rest.Order; j++)
        {
            int source = j < first ? j : j + count;
            CopyColumn(source, 0, rest, j, j, first);
            CopyColumn(source, count, rest, j, Math.Max(j, first), rest.Order);
        }

        return rest;
    }

    /// <summary>Copies rows of a column to those of another matrix, whose numbers are lower by a shift.</summary>
    private void CopyColumn(int column, int shift, PackedTriangle target, int targetColumn, int from, int to)
    {
        for (int i = from; i < to;)
        {
            // Both ends lie in one panel each: a run of rows.
            int source = i + shift;
            int run = Math.Min(
                to - i, PanelRows - Math.Max(i % PanelRows, source % PanelRows));
            new ReadOnlySpan<double>(
                Panel(source / PanelRows) + ((long)column * PanelRows) + (source % PanelRows), run)
                .CopyTo(new Span<double>(
                    target.Panel(i / PanelRows) + ((long)targetColumn * PanelRows) + (i % PanelRows), run));
            i += run;
        }
    }

    public void Dispose() => _memory.Dispose();

    private static long Offset(int panel) => (long)PanelRows * PanelRows / 2 * panel * (panel + 1);
}
