using System.Runtime.InteropServices;
using Heavytail.Files;

namespace Heavytail.Formats.Onnx;

/// <summary>Codes → weights as F32, row by row: (code − zero point) × scale, rounded once.</summary>
internal sealed class OnnxDequantizer : ForwardStream
{
    /// <summary>A multiple of the codes of a byte.</summary>
    private const int ChunkElements = 1 << 13;

    private readonly OnnxQuantization _quantization;
    private readonly TensorShape _shape;
    private readonly OnnxDataType _type;
    private readonly Func<OnnxTensor, OnnxDataType?, float[]> _readValues;
    private readonly long _columns;
    private readonly long _rowCodes;
    private readonly long[] _index;
    private readonly double[] _codes = new double[ChunkElements];
    private readonly float[] _weights = new float[ChunkElements];
    private readonly byte[] _bytes;
    private float[]? _scales;
    private float[]? _zeros;
    private long _column;
    private int _codeStart;
    private int _codeEnd;
    private long _codesRead;
    private int _start;
    private int _end;

    /// <summary>Ownership of the source passes to this stream.</summary>
    /// <param name="source">The codes, packed.</param>
    /// <param name="type">The codes' type.</param>
    /// <param name="shape">The weights' dimensions.</param>
    /// <param name="quantization">Scheme that turns codes into weights.</param>
    /// <param name="readValues">All elements of a tensor of scales or zero points.</param>
    public OnnxDequantizer(
        Stream source,
        OnnxDataType type,
        TensorShape shape,
        OnnxQuantization quantization,
        Func<OnnxTensor, OnnxDataType?, float[]> readValues)
        : base(source, checked(shape.ElementCount * sizeof(float)))
    {
        (_quantization, _shape, _type, _readValues) = (quantization, shape, type, readValues);
        _columns = shape.Rank == 0 ? 1 : shape[shape.Rank - 1];
        _rowCodes = quantization.RowCodes == 0 ? _columns : quantization.RowCodes;
        _index = new long[Math.Max(1, shape.Rank)];
        _bytes = new byte[(ChunkElements * type.Bits + 7) / 8];
    }

    public override long BufferedBytes =>
        base.BufferedBytes + Buffered(_quantization.Scale) + Buffered(_quantization.ZeroPoint);

    protected override int ReadSome(Span<byte> buffer)
    {
        if (_start == _end)
        {
            Fill();
        }

        var ready = MemoryMarshal.AsBytes(_weights.AsSpan())[_start.._end];
        int count = Math.Min(buffer.Length, ready.Length);
        ready[..count].CopyTo(buffer);
        _start += count;
        return count;
    }

    private static long Buffered(OnnxTensor? values) =>
        values is null ? 0 : 2 * sizeof(float) * values.Shape.ElementCount;

    /// <summary>The next weights of a row, as many as are at hand.</summary>
    private void Fill()
    {
        _scales ??= _quantization.Scale is { } scale ? _readValues(scale, null) : [1];
        _zeros ??= _quantization.ZeroPoint is { } zero
            ? _readValues(zero, _quantization.ZeroType)
            : [(float)_quantization.DefaultZero];
        if (_column == _columns)
        {
            NextRow();
        }

        if (_codeStart == _codeEnd)
        {
            ReadCodes();
        }

        int count = (int)Math.Min(_columns - _column, _codeEnd - _codeStart);
        Dequantize(_codes.AsSpan(_codeStart, count), _weights);
        _codeStart += count;
        _column += count;
        (_start, _end) = (0, count * sizeof(float));
    }

    private void Dequantize(ReadOnlySpan<double> codes, Span<float> weights)
    {
        int last = _shape.Rank - 1;
        (long scaleAt, long zeroAt) = (0, 0);
        for (int side = 0; side < last; side++)
        {
            long block = _index[side] / _quantization.Blocks[side];
            scaleAt += block * _quantization.ScaleStrides[side];
            zeroAt += block * _quantization.ZeroStrides[side];
        }

        bool hasZeros = _quantization.ZeroPoint is not null;
        (long length, long scaleStep, long zeroStep) = last < 0
            ? (1, 0, 0)
            : (_quantization.Blocks[last], _quantization.ScaleStrides[last], _quantization.ZeroStrides[last]);
        for (int i = 0; i < codes.Length; i++)
        {
            long block = (_column + i) / length;
            double zero = _zeros![hasZeros ? zeroAt + (block * zeroStep) : 0];
            weights[i] = (float)((codes[i] - zero) * _scales![scaleAt + (block * scaleStep)]);
        }
    }

    private void NextRow()
    {
        _column = 0;
        for (int side = _shape.Rank - 2; side >= 0 && ++_index[side] == _shape[side]; side--)
        {
            _index[side] = 0;
        }

        // Rows are padded to whole blocks: codes that are not weights are passed over.
        for (long rest = _rowCodes - _columns; rest > 0;)
        {
            if (_codeStart == _codeEnd)
            {
                ReadCodes();
            }

            int count = (int)Math.Min(rest, _codeEnd - _codeStart);
            _codeStart += count;
            rest -= count;
        }
    }

    private void ReadCodes()
    {
        long rows = _shape.ElementCount / _columns;
        int count = (int)Math.Min(ChunkElements, (rows * _rowCodes) - _codesRead);
        if (count <= 0)
        {
            throw new EndOfStreamException("fewer codes are stored than there are weights");
        }

        var bytes = _bytes.AsSpan(0, ((count * _type.Bits) + 7) / 8);
        Source.ReadExactly(bytes);
        OnnxCodes.Unpack(_type, bytes, _codes.AsSpan(0, count));
        _codesRead += count;
        (_codeStart, _codeEnd) = (0, count);
    }
}
