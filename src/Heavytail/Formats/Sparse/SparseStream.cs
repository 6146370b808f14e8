using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Heavytail.Files;

namespace Heavytail.Formats.Sparse;

/// <summary>
/// A sparse tensor as the row-major stream of the dense one. Memory holds what is stored, not the zeros; elements that
/// are stored twice are added up, as PyTorch does.
/// </summary>
/// <param name="shape">Dimensions of the dense tensor.</param>
/// <param name="type">The type of its elements, one of <see cref="SparseLimits"/>.</param>
/// <param name="bufferedBytes">Bytes in memory while it is read.</param>
/// <param name="load">Reads the stored elements, each with its position in the dense tensor, in ascending
/// order.</param>
internal sealed class SparseStream(
    TensorShape shape, ElementType type, long bufferedBytes, Func<(long[] Positions, double[] Values)> load)
    : ChunkStream(Null, checked(shape.ElementCount * type.Bits() / 8))
{
    private (long[] Positions, double[] Values)? _loaded;
    private double[] _dense = [];
    private int _next;
    private long _element;

    public override long BufferedBytes => bufferedBytes;

    protected override void Fill(Span<byte> chunk)
    {
        var (positions, values) = _loaded ??= load();
        int count = chunk.Length / (type.Bits() / 8);
        _dense = _dense.Length < count ? new double[count] : _dense;
        var dense = _dense.AsSpan(0, count);
        dense.Clear();
        for (; _next < positions.Length && positions[_next] < _element + count; _next++)
        {
            dense[(int)(positions[_next] - _element)] += values[_next];
        }

        Write(dense, chunk);
        _element += count;
    }

    private void Write(ReadOnlySpan<double> values, Span<byte> chunk)
    {
        for (int i = 0; i < values.Length; i++)
        {
            switch (type)
            {
                case ElementType.F64:
                    MemoryMarshal.Cast<byte, double>(chunk)[i] = values[i];
                    break;
                case ElementType.F32:
                    MemoryMarshal.Cast<byte, float>(chunk)[i] = (float)values[i];
                    break;
                case ElementType.F16:
                    BinaryPrimitives.WriteHalfLittleEndian(chunk[(2 * i)..], (Half)values[i]);
                    break;
                default:
                    BinaryPrimitives.WriteUInt16LittleEndian(chunk[(2 * i)..], ToBFloat16((float)values[i]));
                    break;
            }
        }
    }

    /// <summary>Rounded to the nearest, of two equally near ones to the even.</summary>
    private static ushort ToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)0x7fc0 : (ushort)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
    }
}
