namespace Heavytail.LinearAlgebra.Storage;

/// <summary>A dense row-major matrix of doubles: element (i, j) is <c>Data[i·Columns + j]</c>.</summary>
internal sealed class Matrix
{
    public Matrix(int rows, int columns)
        : this(rows, columns, new double[checked(rows * columns)])
    {
    }

    public Matrix(int rows, int columns, double[] data)
    {
        if (data.Length != (long)rows * columns)
        {
            throw new ArgumentException($"{data.Length} numbers are not {rows} × {columns}", nameof(data));
        }

        Rows = rows;
        Columns = columns;
        Data = data;
    }

    public int Rows { get; }

    public int Columns { get; }

    public double[] Data { get; }

    public double this[int row, int column]
    {
        get => Data[(row * Columns) + column];
        set => Data[(row * Columns) + column] = value;
    }

    public Span<double> Row(int row) => Data.AsSpan(row * Columns, Columns);

    /// <summary>Copies to columns × rows, in square blocks so that source and result stay in cache.</summary>
    public Matrix Transpose()
    {
        const int block = 32;
        var result = new Matrix(Columns, Rows);
        for (int i0 = 0; i0 < Rows; i0 += block)
        {
            for (int j0 = 0; j0 < Columns; j0 += block)
            {
                int iEnd = Math.Min(i0 + block, Rows);
                int jEnd = Math.Min(j0 + block, Columns);
                for (int i = i0; i < iEnd; i++)
                {
                    for (int j = j0; j < jEnd; j++)
                    {
                        result.Data[(j * Rows) + i] = Data[(i * Columns) + j];
                    }
                }
            }
        }

        return result;
    }
}
