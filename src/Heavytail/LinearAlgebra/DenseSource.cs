using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>A row-major matrix W in memory: V is W, or Wᵀ.</summary>
/// <param name="matrix">W.</param>
/// <param name="isWide">Whether V is W.</param>
internal sealed unsafe class DenseSource(Matrix matrix, bool isWide) : MatrixSource
{
    private const int Height = PackedTriangle.PanelRows;

    /// <summary>V is W where that is wider than tall, else Wᵀ.</summary>
    public DenseSource(Matrix matrix)
        : this(matrix, matrix.Rows < matrix.Columns)
    {
    }

    public override int Order => isWide ? matrix.Rows : matrix.Columns;

    public override long Depth => isWide ? matrix.Columns : matrix.Rows;

    public override int Pieces(int depth) => PackedTriangle.PanelsOf(Order);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Pack(long first, int depth, int piece, double* packed)
    {
        packed += (long)piece * Height * depth;
        int row = piece * Height;
        int rows = Math.Min(Height, Order - row);
        if (rows < Height)
        {
            new Span<double>(packed, Height * depth).Clear();
        }

        fixed (double* data = matrix.Data)
        {
            if (isWide)
            {
                for (int r = 0; r < rows; r++)
                {
                    double* source = data + ((long)(row + r) * matrix.Columns) + first;
                    for (int k = 0; k < depth; k++)
                    {
                        packed[(k * Height) + r] = source[k];
                    }
                }
            }
            else
            {
                for (int k = 0; k < depth; k++)
                {
                    double* source = data + ((first + k) * matrix.Columns) + row;
                    double* column = packed + (k * Height);
                    for (int r = 0; r < rows; r++)
                    {
                        column[r] = source[r];
                    }
                }
            }
        }
    }
}
