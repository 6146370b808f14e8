// What:      the inner loops of a QR factorization of a tall panel, one pass over the panel for each column.
// Formula:   the reflector H = I − τ·v·vᵀ of column c is applied to the columns on its right, a_j −= w_j·v, and in the
//            same pass the next reflector's products g_j = a_{c+1}ᵀ·a_j are summed, so that the panel is read once.
// Reference: Golub & Van Loan, Algorithm 5.2.1; the fusion of update and product as in Howell et al., ACM TOMS 34
// (2008) 14.
// Not done:  no pivoting, no scaling: the caller keeps entries near 1.
namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// A panel of <c>rows</c> columns lies in square column-major blocks of <c>rows</c> rows, one under the other;
/// <c>rows</c> is a multiple of 24.
/// </summary>
internal abstract unsafe class PanelKernels
{
    /// <summary>g_j += a_cᵀ·a_j for j from c on.</summary>
    /// <param name="blocks">The first block.</param>
    /// <param name="count">Number of blocks.</param>
    /// <param name="rows">Rows, and columns, of a block.</param>
    /// <param name="c">The column.</param>
    /// <param name="g">Receives the sums, <paramref name="rows"/> elements.</param>
    public abstract void Dots(double* blocks, int count, int rows, int c, double* g);

    /// <summary>
    /// v = scale·a_c replaces a_c; a_j −= w_j·v for j above c; then g_j += a_{c+1}ᵀ·a_j for j from c + 1 on.
    /// </summary>
    /// <param name="blocks">The first block.</param>
    /// <param name="count">Number of blocks.</param>
    /// <param name="rows">Rows, and columns, of a block.</param>
    /// <param name="c">The column.</param>
    /// <param name="scale">Factor of v.</param>
    /// <param name="w">Multipliers, read from c + 1 on.</param>
    /// <param name="g">Receives the sums.</param>
    public abstract void Reflect(double* blocks, int count, int rows, int c, double scale, double* w, double* g);
}
