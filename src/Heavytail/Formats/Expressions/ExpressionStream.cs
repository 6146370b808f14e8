using System.Runtime.InteropServices;
using Heavytail.Files;

namespace Heavytail.Formats.Expressions;

/// <summary>The elements of an expression as F32 or F64, each rounded once.</summary>
internal sealed class ExpressionStream(Expression expression, ElementType type)
    : ChunkStream(Null, checked(expression.Count * (type.Bits() / 8)))
{
    private readonly double[] _run = new double[1 << 12];
    private IElementValues? _values;

    public override long BufferedBytes => expression.HeldBytes;

    protected override void Fill(Span<byte> chunk)
    {
        _values ??= expression.Open();
        if (type == ElementType.F64)
        {
            _values.Read(MemoryMarshal.Cast<byte, double>(chunk));
            return;
        }

        var singles = MemoryMarshal.Cast<byte, float>(chunk);
        while (!singles.IsEmpty)
        {
            var run = _run.AsSpan(0, Math.Min(_run.Length, singles.Length));
            _values.Read(run);
            for (int i = 0; i < run.Length; i++)
            {
                singles[i] = (float)run[i];
            }

            singles = singles[run.Length..];
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _values?.Dispose();
        }

        base.Dispose(disposing);
    }
}
