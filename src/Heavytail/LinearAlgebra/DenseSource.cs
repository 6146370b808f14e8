namespace Heavytail.LinearAlgebra;

/// <summary>A row-major matrix W in memory: V is W where that is wider than tall, else Wᵀ.</summary>
internal sealed unsafe class DenseSource : MatrixSource
{
    private readonly Matrix _matrix;
    private readonly bool _wide;

    public DenseSource(Matrix matrix)
    {
        _matrix = matrix;
        _wide = matrix.Rows < matrix.Columns;
    }

    public override int Order => Math.Min(_matrix.Rows, _matrix.Columns);

    public override long Depth => Math.Max(_matrix.Rows, _matrix.Columns);

    public override int Pieces(int depth) => PackedTriangle.PanelsOf(Order);

    public override void Pack(long first, int depth, int piece, double* packed)
    {
        const int height = PackedTriangle.PanelRows;
        packed += (long)piece * height * depth;
        int row = piece * height;
        int rows = Math.Min(height, Order - row);
        double[] data = _matrix.Data;
        for (int k = 0; k < depth; k++)
        {
            var column = new Span<double>(packed + (k * height), height);
            for (int r = 0; r < rows; r++)
            {
                column[r] = _wide
                    ? data[((row + r) * _matrix.Columns) + (int)first + k]
                    : data[(((int)first + k) * _matrix.Columns) + row + r];
            }

            column[rows..].Clear();
        }
    }
}
