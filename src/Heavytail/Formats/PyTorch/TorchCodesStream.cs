using System.Runtime.InteropServices;
using Heavytail.Files;
using Heavytail.Tensors;

namespace Heavytail.Formats.PyTorch;

/// <summary>Quantized integers → F32.</summary>
internal sealed class TorchCodesStream : ChunkStream
{
    private const int ChunkElements = (1 << 16) / sizeof(float);

    private readonly ElementType _type;
    private readonly TorchScales _scales;
    private readonly TorchFile _file;
    private readonly long _channels = 1;
    private readonly long _run = 1;
    private readonly byte[] _codes;
    private readonly double[] _numbers;
    private (double[] Scales, double[] Zeros)? _loaded;
    private long _element;

    /// <param name="codes">The integers; closed with this stream.</param>
    /// <param name="type">Their type.</param>
    /// <param name="shape">Dimensions of the tensor.</param>
    /// <param name="scales">Scales and zero points, which are read with the first chunk.</param>
    /// <param name="file">The file that has them.</param>
    public TorchCodesStream(
        Stream codes, ElementType type, TensorShape shape, TorchScales scales, TorchFile file)
        : base(codes, checked(shape.ElementCount * sizeof(float)))
    {
        (_type, _scales, _file) = (type, scales, file);
        if (scales.Axis is { } axis)
        {
            _channels = shape[axis];
            _run = shape.Dimensions[(axis + 1)..].Aggregate(1L, (product, side) => product * side);
        }

        int most = (int)Math.Min(ChunkElements, shape.ElementCount);
        _codes = new byte[most * type.Bits() / 8];
        _numbers = new double[most];
    }

    public override long BufferedBytes => base.BufferedBytes + (2 * sizeof(double) * _channels);

    protected override void Fill(Span<byte> chunk)
    {
        var weights = MemoryMarshal.Cast<byte, float>(chunk);
        var (scales, zeros) = _loaded ??= _scales.Load(_file);
        var codes = _codes.AsSpan(0, weights.Length * _type.Bits() / 8);
        Source.ReadExactly(codes);
        ElementConversion.ToDouble(_type, codes, _numbers.AsSpan(0, weights.Length));
        for (int i = 0; i < weights.Length;)
        {
            long channel = (_element + i) / _run % scales.Length;
            int end = (int)Math.Min(weights.Length, i + _run - ((_element + i) % _run));
            (double scale, double zero) = (scales[channel], zeros[channel]);
            for (; i < end; i++)
            {
                weights[i] = (float)((_numbers[i] - zero) * scale);
            }
        }

        _element += weights.Length;
    }
}
