// What:      the triangle R of the thin QR of a tall matrix, A = QR, from its rows, without Q.
// Formula:   rows come in blocks; [R; block] is reduced to a new R by Householder reflections, whose vectors have one
//            entry in R and the rest in the block (Golub & Van Loan, §5.1.7 and §5.2; Demmel et al., arXiv 0808.2664).
// Reference: LAPACK's dtpqrt; tests hold R against the singular values of the matrix.
// Not done:  blocks of reflectors: r is some 8 to 256.
using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>The triangle of a thin QR decomposition. It has the singular values of the matrix.</summary>
internal sealed class ThinQr
{
    /// <summary>Rows of a block: with some 64 columns it stays in the second cache.</summary>
    private const int BlockRows = 256;

    private readonly KernelSet _kernels;
    private readonly int _columns;
    private readonly double[] _block;
    private readonly double[] _vector = new double[BlockRows + 1];
    private int _rows;

    /// <param name="columns">r, the columns of the matrix.</param>
    /// <param name="kernels">Inner loops.</param>
    public ThinQr(int columns, KernelSet kernels)
    {
        (_columns, _kernels) = (columns, kernels);
        _block = new double[columns * BlockRows];
        Triangle = new Matrix(columns, columns);
    }

    /// <summary>R, upper triangular, of the rows that were reduced.</summary>
    public Matrix Triangle { get; }

    /// <summary>Bytes that it takes.</summary>
    /// <param name="columns">The columns of the matrix.</param>
    public static long Bytes(int columns) => sizeof(double) * (long)columns * (columns + BlockRows);

    /// <summary>The triangle of a matrix.</summary>
    /// <param name="elements">The matrix, finite, with entries of at most 1.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">r, its columns.</param>
    /// <param name="isTransposed">Whether the elements are those of the transpose, row-major.</param>
    /// <param name="kernels">Inner loops.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Matrix Reduce(
        ReadOnlySpan<double> elements, int rows, int columns, bool isTransposed, KernelSet kernels,
        CancellationToken cancellation)
    {
        var qr = new ThinQr(columns, kernels);
        for (int first = 0; first < rows; first += BlockRows)
        {
            cancellation.ThrowIfCancellationRequested();
            qr._rows = Math.Min(BlockRows, rows - first);
            for (int column = 0; column < columns; column++)
            {
                var target = qr.Column(column);
                if (isTransposed)
                {
                    elements.Slice((column * rows) + first, qr._rows).CopyTo(target);
                    continue;
                }

                for (int row = 0; row < qr._rows; row++)
                {
                    target[row] = elements[((first + row) * columns) + column];
                }
            }

            qr.ReduceBlock();
        }

        return qr.Triangle;
    }

    private Span<double> Column(int column) => _block.AsSpan(column * BlockRows, _rows);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReduceBlock()
    {
        var ops = _kernels.VectorOps;
        var vector = _vector.AsSpan(0, _rows + 1);
        for (int k = 0; k < _columns; k++)
        {
            vector[0] = Triangle[k, k];
            Column(k).CopyTo(vector[1..]);
            (double tau, Triangle[k, k]) = Householder.Make(vector, _kernels);
            var rest = vector[1..];
            for (int j = k + 1; j < _columns && tau != 0; j++)
            {
                var column = Column(j);
                double factor = tau * (Triangle[k, j] + ops.Dot(rest, column));
                Triangle[k, j] -= factor;
                ops.Axpy(rest, -factor, column);
            }
        }
    }
}
