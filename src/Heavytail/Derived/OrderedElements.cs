using System.Runtime.InteropServices;
using Heavytail.Files;

namespace Heavytail.Derived;

/// <summary>The elements of a layer slice by slice, outputs × inputs, as F64; held from the first read on.</summary>
/// <param name="layer">The layer.</param>
/// <param name="read">Reads them in this order.</param>
internal sealed class OrderedElements(Layer layer, Func<double[]> read)
    : ForwardStream(Stream.Null, layer.ElementCount * sizeof(double))
{
    private double[]? _elements;
    private int _element;
    private int _byte;

    public override long BufferedBytes => StoredElements.Bytes(layer);

    protected override int ReadSome(Span<byte> buffer)
    {
        _elements ??= read();
        var bytes = MemoryMarshal.AsBytes(_elements.AsSpan(_element))[_byte..];
        int count = Math.Min(buffer.Length, bytes.Length);
        bytes[..count].CopyTo(buffer);
        _element += (_byte + count) / sizeof(double);
        _byte = (_byte + count) % sizeof(double);
        return count;
    }
}
