namespace Heavytail.Formats.Quantization;

/// <summary>
/// The rows of a grid: one at a time from first to last, or all buffered, where they are asked for in any order.
/// </summary>
/// <param name="grid">The values.</param>
/// <param name="buffered">Whether rows are asked for in any order.</param>
internal sealed class GridRows(NumberGrid grid, bool buffered) : IDisposable
{
    private readonly NumberReader _reader = new(grid.Open(), grid.Type);
    private readonly List<double[]> _rows = [];
    private long _read;

    /// <summary>Bytes that the rows take.</summary>
    public long BufferedBytes => _reader.BufferedBytes + ((buffered ? grid.Rows : 1) * grid.Columns * sizeof(double));

    /// <summary>A row; unless all are buffered, no row before one that was given.</summary>
    public double[] Row(long row)
    {
        if (!buffered && _read < row)
        {
            _reader.Skip((row - _read) * grid.Columns);
            _read = row;
        }

        while (_read <= row)
        {
            if (buffered || _rows.Count == 0)
            {
                _rows.Add(new double[grid.Columns]);
            }

            _reader.Read(_rows[^1]);
            _read++;
        }

        return buffered ? _rows[(int)row] : _rows[0];
    }

    public void Dispose() => _reader.Dispose();
}
