namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// What <see cref="TileKernels{T}.Multiply"/> does, for parts of a block: along the diagonal and the lower edge of a
/// triangle most of a block is not wanted, and of a small matrix there is little else. Sums are those of whole blocks,
/// to the bit.
/// </summary>
internal abstract unsafe class EdgeKernels
{
    /// <summary>Columns of a part, and the step of its rows.</summary>
    public const int Step = TileKernels<double>.ColumnStep;

    /// <summary>The rows of parts that hold so many.</summary>
    public static int RoundUp(int rows) => (rows + Step - 1) / Step * Step;

    /// <summary>C += A·B in 8 columns of some rows.</summary>
    /// <param name="a">The first of these rows in A; a column takes the whole R.</param>
    /// <param name="b">The first of these columns in B, whose rows take R.</param>
    /// <param name="depth">Terms of each sum.</param>
    /// <param name="rows">A multiple of <see cref="Step"/>.</param>
    /// <param name="c">The first of these rows in the first of these columns.</param>
    public abstract void Multiply(double* a, double* b, int depth, int rows, double* c);
}
