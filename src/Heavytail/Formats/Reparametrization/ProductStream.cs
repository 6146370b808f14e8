using System.Runtime.InteropServices;
using Heavytail.Files;
using Heavytail.Formats.Contract;
using Heavytail.Formats.Quantization;

namespace Heavytail.Formats.Reparametrization;

/// <summary>The elements of a stored tensor, each multiplied by its factor in double, as F32 or F64.</summary>
internal sealed class ProductStream : ChunkStream
{
    private const int RunElements = 1 << 12;

    private readonly NumberReader _elements;
    private readonly Func<IElementFactors> _open;
    private readonly int _bytes;
    private readonly double[] _run = new double[RunElements];
    private IElementFactors? _factors;

    /// <param name="stored">The tensor.</param>
    /// <param name="type">F32 or F64: what is delivered.</param>
    /// <param name="factors">Opens the factors. They are opened when the first element is asked for.</param>
    public ProductStream(StoredTensor stored, ElementType type, Func<IElementFactors> factors)
        : base(Null, checked(stored.Info.Shape.ElementCount * (type.Bits() / 8)))
    {
        _elements = new NumberReader(stored.OpenRead(), stored.Info.Type);
        _open = factors;
        _bytes = type.Bits() / 8;
    }

    /// <summary>The weight that takes the place of a stored tensor.</summary>
    /// <param name="scheme">How it is computed, for people: <c>weight norm</c>.</param>
    /// <param name="stored">The tensor that it is computed from.</param>
    /// <param name="name">Its name.</param>
    /// <param name="factors">Opens what each element is multiplied by.</param>
    public static StoredTensor Weight(
        string scheme, StoredTensor stored, string name, Func<IElementFactors> factors)
    {
        // PyTorch computes in the stored type; F32 holds its results and ours without another rounding that counts.
        var type = stored.Info.Type == ElementType.F64 ? ElementType.F64 : ElementType.F32;
        bool isInteger = stored.Info.Type == ElementType.I8;
        var info = stored.Info with
        {
            Name = name,
            Type = type,
            Encoding = isInteger ? scheme : $"{stored.Info.Encoding}, {scheme}",
            IsQuantized = stored.Info.IsQuantized || isInteger,
            StoredByteCount = stored.Info.StoredByteCount,
            StoredType = isInteger ? type : stored.Info.StoredType,
        };
        return new StoredTensor(info, () => new ProductStream(stored, type, factors));
    }

    public override long BufferedBytes => _elements.BufferedBytes;

    protected override long PassOverUnmade(long count)
    {
        long elements = count / _bytes;
        _elements.Skip(elements);
        (_factors ??= _open()).Skip(elements);
        return elements * _bytes;
    }

    protected override void Fill(Span<byte> chunk)
    {
        _factors ??= _open();
        while (!chunk.IsEmpty)
        {
            var run = _run.AsSpan(0, Math.Min(RunElements, chunk.Length / _bytes));
            _elements.Read(run);
            _factors.Multiply(run);
            if (_bytes == sizeof(double))
            {
                MemoryMarshal.AsBytes(run).CopyTo(chunk);
            }
            else
            {
                var singles = MemoryMarshal.Cast<byte, float>(chunk);
                for (int i = 0; i < run.Length; i++)
                {
                    singles[i] = (float)run[i];
                }
            }

            chunk = chunk[(run.Length * _bytes)..];
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _elements.Dispose();
            _factors?.Dispose();
        }

        base.Dispose(disposing);
    }
}
