using System.Runtime.InteropServices;
using Heavytail.Files;

namespace Heavytail.Formats.Quantization;

/// <summary>
/// Weights as F32, computed in double from codes, scales and zeros that are read side by side: of each, a row or a
/// buffer is buffered, and all scales only where the groups of rows come in any order.
/// </summary>
internal sealed class DequantizedStream : ChunkStream
{
    private readonly Dequantization _what;
    private readonly NumberReader _codes;
    private readonly GridRows _scales;
    private readonly GridRows? _zeros;
    private readonly GridRows? _offsets;
    private readonly long _scaleRows;
    private double _factor;
    private int[]? _columnGroups;
    private double[] _scale = [];
    private double[]? _zero;
    private double[]? _offset;
    private long _row = -1;
    private long _column;

    public DequantizedStream(Dequantization what)
        : base(Null, checked(what.Count * sizeof(float)))
    {
        _what = what;
        bool anyOrder = what.RowGroups is not null;
        _codes = new NumberReader(what.Codes.Open(), what.Codes.Type);
        _scales = new GridRows(what.Scales, anyOrder);
        _zeros = what.Zeros is { } zeros ? new GridRows(zeros, anyOrder) : null;
        _offsets = what.Offsets is { } offsets ? new GridRows(offsets, anyOrder) : null;
        _column = what.Codes.Columns;

        // Rows of scales of one matrix; a stack has as many for each.
        long matrices = Math.Max(1, what.Codes.Rows / Math.Max(1, what.MatrixRows));
        _scaleRows = what.Scales.Rows / matrices;
    }

    public override long BufferedBytes =>
        _codes.BufferedBytes + _scales.BufferedBytes + (_zeros?.BufferedBytes ?? 0) + (_offsets?.BufferedBytes ?? 0)
            + (_what.Codes.Columns * sizeof(int));

    /// <summary>Whole rows: the matrices of a stack before the one that is wanted.</summary>
    protected override long PassOverUnmade(long count)
    {
        long rowBytes = _what.Codes.Columns * sizeof(float);
        if (rowBytes == 0 || _column < _what.Codes.Columns || count < rowBytes)
        {
            return 0;
        }

        long rows = count / rowBytes;
        _codes.Skip(rows * _what.Codes.Columns);
        _row += rows;
        return rows * rowBytes;
    }

    protected override void Fill(Span<byte> chunk)
    {
        var weights = MemoryMarshal.Cast<byte, float>(chunk);
        while (!weights.IsEmpty)
        {
            if (_column == _what.Codes.Columns)
            {
                NextRow();
            }

            long most = Math.Min(weights.Length, _what.Codes.Columns - _column);
            var codes = _codes.Next(most);
            Compute(codes, _columnGroups.AsSpan((int)_column, codes.Length), weights);
            weights = weights[codes.Length..];
            _column += codes.Length;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _codes.Dispose();
            _scales.Dispose();
            _zeros?.Dispose();
            _offsets?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Compute(ReadOnlySpan<double> codes, ReadOnlySpan<int> groups, Span<float> weights)
    {
        double[] scale = _scale;
        double[]? zero = _zero;
        double[]? offset = _offset;
        for (int i = 0; i < codes.Length; i++)
        {
            int group = groups[i];
            double centred = codes[i] - _what.Zero - (zero is null ? 0 : zero[group]);
            weights[i] = (float)(
                (centred * (scale[group] * _factor)) + _what.Offset + (offset is null ? 0 : offset[group]));
        }
    }

    private void NextRow()
    {
        if (_columnGroups is null)
        {
            _columnGroups = _what.ColumnGroups ?? Blocks(_what.Codes.Columns, _what.ColumnBlock);
            _factor = _what.Factor();
        }

        _row++;
        _column = 0;
        long group = _what.RowGroups is { } groups
            ? groups[_row]
            : (_row / _what.MatrixRows * _scaleRows) + (_row % _what.MatrixRows / _what.RowBlock);
        _scale = _scales.Row(group);
        _zero = _zeros?.Row(group);
        _offset = _offsets?.Row(group);
    }

    private static int[] Blocks(long columns, long block)
    {
        int[] groups = new int[columns];
        for (int i = 0; i < groups.Length; i++)
        {
            groups[i] = (int)(i / block);
        }

        return groups;
    }
}
