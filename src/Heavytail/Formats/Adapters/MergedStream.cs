using System.Runtime.InteropServices;
using Heavytail.Files;

namespace Heavytail.Formats.Adapters;

/// <summary>The elements of a merged weight, as F32 or F64.</summary>
/// <param name="weight">The weight.</param>
/// <param name="type">F32 or F64.</param>
/// <param name="count">The number of elements.</param>
internal sealed class MergedStream(MergedWeight weight, ElementType type, long count)
    : ChunkStream(Null, checked(count * (type.Bits() / 8)))
{
    private double[] _row = [];
    private MergedWeight.Rows? _rows;
    private int _at;

    public override long BufferedBytes => weight.BufferedBytes;

    protected override void Fill(Span<byte> chunk)
    {
        if (_rows is null)
        {
            _rows = weight.Open();
            _row = new double[weight.Columns];
            _at = _row.Length;
        }

        int bytes = type.Bits() / 8;
        while (!chunk.IsEmpty)
        {
            if (_at == _row.Length)
            {
                _rows.Next(_row);
                _at = 0;
            }

            var run = _row.AsSpan(_at, Math.Min(_row.Length - _at, chunk.Length / bytes));
            if (type == ElementType.F64)
            {
                MemoryMarshal.AsBytes(run).CopyTo(chunk);
            }
            else
            {
                var singles = MemoryMarshal.Cast<byte, float>(chunk);
                for (int k = 0; k < run.Length; k++)
                {
                    singles[k] = (float)run[k];
                }
            }

            _at += run.Length;
            chunk = chunk[(run.Length * bytes)..];
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rows?.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>The elements of a weight that cannot be merged: the error comes when they are read.</summary>
/// <param name="length">Bytes that it would have.</param>
/// <param name="error">Makes the error.</param>
internal sealed class MisfitStream(long length, Func<Exception> error) : ChunkStream(Null, length)
{
    protected override void Fill(Span<byte> chunk) => throw error();
}
