using System.Runtime.InteropServices;
using Heavytail.Files;
using Heavytail.Tensors;

namespace Heavytail.Formats.TFLite;

/// <summary>Quantized integers → F32: scale × (q − zero point), in single precision, as TFLite's kernels do.</summary>
/// <param name="packed">The integers, from the first on; closed with this stream.</param>
/// <param name="type">Stored type.</param>
/// <param name="count">Number of elements.</param>
/// <param name="scales">Assignment of scales to elements.</param>
/// <param name="file">The file that has the scales.</param>
internal sealed class DequantizeStream(
    Stream packed, TFLiteType type, long count, TFLiteScales scales, ByteSource file)
    : ForwardStream(packed, checked(count * sizeof(float)))
{
    /// <summary>A multiple of 8, so that a chunk of packed elements is whole bytes.</summary>
    private const int ChunkElements = 1 << 13;

    private readonly byte[] _packed = new byte[ChunkElements * sizeof(long)];
    private readonly double[] _numbers = new double[ChunkElements];
    private readonly float[] _decoded = new float[ChunkElements];
    private (float[] Scales, double[] Zeros)? _loaded;
    private long _element;
    private int _start;
    private int _end;

    public override long BufferedBytes => base.BufferedBytes + scales.BufferedBytes;

    protected override int ReadSome(Span<byte> buffer)
    {
        if (_start == _end)
        {
            int chunk = (int)Math.Min(ChunkElements, count - _element);
            Unpack(chunk);
            Scale(chunk);
            _element += chunk;
            (_start, _end) = (0, chunk * sizeof(float));
        }

        var bytes = MemoryMarshal.AsBytes(_decoded.AsSpan())[_start.._end];
        int read = Math.Min(bytes.Length, buffer.Length);
        bytes[..read].CopyTo(buffer);
        _start += read;
        return read;
    }

    private void Unpack(int chunk)
    {
        var bytes = _packed.AsSpan(0, ((chunk * type.Bits) + 7) / 8);
        Source.ReadExactly(bytes);
        if (type.Element is { } element)
        {
            ElementConversion.ToDouble(element, bytes, _numbers.AsSpan(0, chunk));
            return;
        }

        int perByte = 8 / type.Bits;
        int range = 1 << type.Bits;
        for (int k = 0; k < chunk; k++)
        {
            int bits = (bytes[k / perByte] >> (k % perByte * type.Bits)) & (range - 1);
            _numbers[k] = type.IsSigned && bits >= range / 2 ? bits - range : bits;
        }
    }

    private void Scale(int chunk)
    {
        var (factors, zeros) = _loaded ??= scales.Load(file);
        for (int k = 0; k < chunk;)
        {
            long run = (_element + k) / scales.Run;
            int end = (int)Math.Min(chunk, k + scales.Run - ((_element + k) % scales.Run));
            long which = run % factors.Length;
            float factor = factors[which];
            double zero = zeros.Length == 0 ? 0 : zeros[zeros.Length == 1 ? 0 : which];
            for (; k < end; k++)
            {
                _decoded[k] = factor * (float)(_numbers[k] - zero);
            }
        }
    }
}
