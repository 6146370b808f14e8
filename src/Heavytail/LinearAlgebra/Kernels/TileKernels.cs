// What:      the multiplication kernel that the Gram matrix and the reduction to a band are made of.
// Formula:   C += A·B, C a block of R rows, R = 192 bytes: 24 doubles or 48 floats.
// Reference: Goto & van de Geijn, ACM TOMS 34 (2008) 12; register tiles of 3 vectors × 8 columns as in BLIS.
// Not done:  no packing, no blocking for caches: the callers' storage is packed already, and they block.
using System.Numerics;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// Products of small blocks. Every block is column-major with <see cref="Rows"/> rows, so that a column is three
/// vectors of 512 bits and all loads of the left operand are aligned. Terms are summed <see cref="SumTerms"/> at a
/// time, from zero, and these sums added to C: rounding errors of equal sign then grow with the length of two short
/// sums, not of one long one (Higham, Accuracy and Stability, §4.2).
/// </summary>
internal abstract unsafe class TileKernels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Terms that are summed before they are added to C; a multiple of the rows of a block.</summary>
    public const int SumTerms = 48;

    /// <summary>Columns come in multiples of this.</summary>
    public const int ColumnStep = 8;

    /// <summary>R, the rows of a block.</summary>
    public static int Rows => PanelView<T>.Rows;

    /// <summary>C += A·B with B in rows.</summary>
    /// <param name="a">R × depth.</param>
    /// <param name="b">depth × columns, B[k, j] at kR + j; a column-major block read so is its transpose.</param>
    /// <param name="depth">Terms of each sum.</param>
    /// <param name="columns">At most R, a multiple of <see cref="ColumnStep"/>.</param>
    /// <param name="c">R × columns.</param>
    public abstract void Multiply(T* a, T* b, int depth, int columns, T* c);

    /// <summary>
    /// C += A·B with B in column-major blocks of R rows, one under the other: the broadcasts go down a column, so that
    /// nothing is ever transposed.
    /// </summary>
    /// <param name="a">R × (count·R).</param>
    /// <param name="blocks">B[iR + k, j] at blocks[i] + offset + jR + k.</param>
    /// <param name="count">Number of blocks.</param>
    /// <param name="offset">Where the columns begin in each block.</param>
    /// <param name="columns">At most R, a multiple of <see cref="ColumnStep"/>.</param>
    /// <param name="c">R × columns.</param>
    public abstract void MultiplyStacked(T* a, T** blocks, int count, nint offset, int columns, T* c);
}
