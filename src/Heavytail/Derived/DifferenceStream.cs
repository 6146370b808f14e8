using System.Runtime.InteropServices;
using Heavytail.Files;
using Heavytail.Tensors;

namespace Heavytail.Derived;

/// <summary>The elements of one stream less those of another, computed as they are read.</summary>
/// <param name="after">The elements that are subtracted from.</param>
/// <param name="typeAfter">Their type.</param>
/// <param name="before">The elements that are subtracted.</param>
/// <param name="typeBefore">Their type.</param>
/// <param name="isDouble">Whether the differences are F64, and not F32.</param>
/// <param name="count">The number of elements.</param>
internal sealed class DifferenceStream(
    Stream after, ElementType typeAfter, Stream before, ElementType typeBefore, bool isDouble, long count)
    : ForwardStream(after, count * (isDouble ? sizeof(double) : sizeof(float)))
{
    private const int MostElements = 1 << 13;

    private readonly double[] _after = new double[MostElements];
    private readonly double[] _before = new double[MostElements];
    private readonly byte[] _bytes = new byte[MostElements * sizeof(double)];
    private long _left = count;
    private int _from;
    private int _to;

    public override long BufferedBytes =>
        base.BufferedBytes + (before is ForwardStream inner ? inner.BufferedBytes : 0);

    protected override int ReadSome(Span<byte> buffer)
    {
        if (_from == _to)
        {
            Compute((int)Math.Min(MostElements, _left));
        }

        int read = Math.Min(buffer.Length, _to - _from);
        _bytes.AsSpan(_from, read).CopyTo(buffer);
        _from += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            before.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Compute(int elements)
    {
        ElementConversion.Read(Source, typeAfter, _after.AsSpan(0, elements));
        ElementConversion.Read(before, typeBefore, _before.AsSpan(0, elements));
        _left -= elements;
        (_from, _to) = (0, elements * (isDouble ? sizeof(double) : sizeof(float)));
        var doubles = MemoryMarshal.Cast<byte, double>(_bytes.AsSpan());
        var singles = MemoryMarshal.Cast<byte, float>(_bytes.AsSpan());
        for (int k = 0; k < elements; k++)
        {
            double difference = _after[k] - _before[k];
            if (isDouble)
            {
                doubles[k] = difference;
            }
            else
            {
                singles[k] = (float)difference;
            }
        }
    }
}
