using System.Runtime.InteropServices;
using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Adapters;

/// <summary>The elements of products of factors as F64: a row is computed when it is read.</summary>
/// <param name="product">The products.</param>
internal sealed class LowRankStream(LowRankProduct product)
    : ChunkStream(Null, checked(sizeof(double) * product.MatrixElements * product.Form.Matrices))
{
    private readonly LowRankRows _rows = new(product);
    private long _element;

    public override long BufferedBytes => LowRankRows.Bytes(product);

    protected override long PassOverUnmade(long count)
    {
        _element += count / sizeof(double);
        return count / sizeof(double) * sizeof(double);
    }

    protected override void Fill(Span<byte> chunk)
    {
        var values = MemoryMarshal.Cast<byte, double>(chunk);
        while (!values.IsEmpty)
        {
            var run = _rows.From(_element);
            run = run[..Math.Min(run.Length, values.Length)];
            run.CopyTo(values);
            values = values[run.Length..];
            _element += run.Length;
        }
    }
}

/// <summary>The rows of products of factors, of which one is kept.</summary>
/// <param name="product">The products.</param>
internal sealed class LowRankRows(LowRankProduct product)
{
    private double[] _row = [];
    private Factors? _factors;
    private long _matrix = -1;
    private long _at = -1;

    /// <summary>Bytes that they take.</summary>
    public static long Bytes(LowRankProduct product) =>
        (2 * product.FactorBytes) + (sizeof(double) * (long)product.Form.Columns);

    /// <summary>The elements from one on, up to the end of its row.</summary>
    /// <param name="element">Row-major number of the element, in all matrices.</param>
    public ReadOnlySpan<double> From(long element)
    {
        (long row, long column) = Math.DivRem(element, product.Form.Columns);
        if (row != _at)
        {
            (long matrix, long inMatrix) = Math.DivRem(row, product.Form.Rows);
            if (matrix != _matrix)
            {
                _factors = product.Read((int)matrix);
                _matrix = matrix;
            }

            _row = _row.Length == 0 ? new double[product.Form.Columns] : _row;
            product.Row(_factors!, (int)inMatrix, _row);
            _at = row;
        }

        return _row.AsSpan((int)column);
    }
}
