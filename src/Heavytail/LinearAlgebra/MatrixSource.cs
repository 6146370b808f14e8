namespace Heavytail.LinearAlgebra;

/// <summary>
/// A matrix V of <see cref="Order"/> rows and <see cref="Depth"/> columns, delivered in blocks of
/// consecutive columns in packed form, so that it is never held whole. Its Gram matrix is V·Vᵀ.
/// </summary>
/// <remarks>
/// Blocks follow each other from column 0 on, each once; the pieces of a block may begin while those of the one before
/// still run, but not before those of the one before that have ended. What <see cref="Pack"/> throws comes out of
/// <see cref="GramMatrix.Compute"/> unchanged, on any number of threads.
/// </remarks>
internal abstract unsafe class MatrixSource
{
    /// <summary>Rows of V: the number of eigenvalues, zeros among them where V is taller than wide.</summary>
    public abstract int Order { get; }

    /// <summary>Columns of V.</summary>
    public abstract long Depth { get; }

    /// <summary>The number of independent pieces in the packing of a block of this depth.</summary>
    public abstract int Pieces(int depth);

    /// <summary>
    /// Packs one piece of the columns <paramref name="first"/> … first + depth − 1. Pieces may run at once on several
    /// threads; together they write every element.
    /// </summary>
    /// <param name="first">First column.</param>
    /// <param name="depth">Number of columns.</param>
    /// <param name="piece">Index of the piece, from 0 to <see cref="Pieces"/> − 1.</param>
    /// <param name="packed">
    /// Receives V[24p + r, first + k] at p·24·depth + 24k + r; zeros for rows from <see cref="Order"/> on.
    /// </param>
    public abstract void Pack(long first, int depth, int piece, double* packed);
}
