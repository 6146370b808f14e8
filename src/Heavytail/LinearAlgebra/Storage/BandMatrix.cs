namespace Heavytail.LinearAlgebra.Storage;

/// <summary>
/// A symmetric band matrix of <see cref="Width"/> subdiagonals, with room for the bulges that <see cref="BulgeChase"/>
/// drives through it: element (i, j), i ≥ j, lies at j·<see cref="Stride"/> + i − j. Zeros fill every column's tail and
/// the columns past the last, so that vectors may reach over the edge of a block or of the matrix.
/// </summary>
internal sealed unsafe class BandMatrix : IDisposable
{
    /// <summary>The most doubles of a vector.</summary>
    private const int Overreach = 8;

    private readonly AlignedMemory<double> _memory;

    /// <summary>A matrix of zeros.</summary>
    public BandMatrix(int order, int width)
    {
        Order = order;
        Width = width;
        _memory = new AlignedMemory<double>(LengthOf(order, width));
        _memory.Clear();
    }

    /// <summary>Rows, and columns.</summary>
    public int Order { get; }

    /// <summary>Subdiagonals; a multiple of 24.</summary>
    public int Width { get; }

    /// <summary>From an element of the diagonal to the next. A bulge reaches 2·Width − 1 below the diagonal.</summary>
    public int Stride => StrideOf(Width);

    public static long LengthOf(int order, int width) => Overreach + (((long)order + (2 * width)) * StrideOf(width));

    /// <summary>Element (i, i).</summary>
    public double* Diagonal(int i) => _memory.Pointer + Overreach + ((long)i * Stride);

    /// <summary>Sets the lower triangle of a diagonal block.</summary>
    /// <param name="at">Row and column of its first element.</param>
    /// <param name="block">Block, column-major, Width × Width.</param>
    public void SetDiagonalBlock<T>(int at, T* block)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        for (int c = 0; c < Math.Min(Width, Order - at); c++)
        {
            double* column = Diagonal(at + c);
            for (int r = c; r < Math.Min(Width, Order - at); r++)
            {
                column[r - c] = double.CreateTruncating(block[(c * Width) + r]);
            }
        }
    }

    /// <summary>Sets the upper triangle of the block below a diagonal block.</summary>
    /// <param name="at">Column of its first element, whose row lies Width below.</param>
    /// <param name="block">Block, column-major, Width × Width.</param>
    public void SetTriangleBelow(int at, double* block)
    {
        for (int c = 0; c < Width; c++)
        {
            double* column = Diagonal(at + c) + Width - c;
            for (int r = 0; r <= c && at + Width + r < Order; r++)
            {
                column[r] = block[(c * Width) + r];
            }
        }
    }

    public void Dispose() => _memory.Dispose();

    private static int StrideOf(int width) => (2 * width) + Overreach;
}
