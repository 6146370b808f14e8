using System.Buffers.Binary;
using Heavytail.Files;

namespace Heavytail.Formats.TensorFlowJs;

/// <summary>
/// Integers → weights. Of F32 every step is rounded to F32: number × scale, then + minimum. Of I32 the sum is
/// rounded to an integer, halves upwards.
/// </summary>
internal sealed class TfjsScaleStream : ChunkStream
{
    /// <summary>Numbers of a chunk.</summary>
    private const int ChunkElements = (1 << 16) / ElementBytes;
    private const int ElementBytes = 4;

    private readonly TfjsScale _scale;
    private readonly bool _isFloat;
    private readonly int _storedBytes;
    private readonly byte[] _stored;

    /// <param name="source">The stored values; closed with this stream.</param>
    /// <param name="count">Number of elements.</param>
    /// <param name="type">Type of the weights, F32 or I32.</param>
    /// <param name="scale">Scale and minimum.</param>
    public TfjsScaleStream(Stream source, long count, ElementType type, TfjsScale scale)
        : base(source, checked(count * ElementBytes))
    {
        _scale = scale;
        _isFloat = type == ElementType.F32;
        _storedBytes = scale.Stored.Bits() / 8;
        _stored = new byte[(int)Math.Min(ChunkElements, count) * _storedBytes];
    }

    protected override void Fill(Span<byte> chunk)
    {
        int elements = chunk.Length / ElementBytes;
        Source.ReadExactly(_stored, 0, elements * _storedBytes);
        (float scale, float minimum) = ((float)_scale.Scale, (float)_scale.Minimum);
        for (int i = 0; i < elements; i++)
        {
            int number = _storedBytes == 1
                ? _stored[i]
                : BinaryPrimitives.ReadUInt16LittleEndian(_stored.AsSpan(2 * i));
            var target = chunk[(i * ElementBytes)..];
            if (_isFloat)
            {
                float product = number * scale;
                BinaryPrimitives.WriteSingleLittleEndian(target, product + minimum);
            }
            else
            {
                double sum = Math.Floor((number * _scale.Scale) + _scale.Minimum + 0.5);
                BinaryPrimitives.WriteInt32LittleEndian(target, (int)Math.Clamp(sum, int.MinValue, int.MaxValue));
            }
        }
    }
}
