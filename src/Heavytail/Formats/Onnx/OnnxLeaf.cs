using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.Onnx;

/// <summary>A stored tensor.</summary>
/// <param name="tensor">The tensor.</param>
/// <param name="data">The elements of the file.</param>
/// <param name="isDequantized">Whether it is read as weights, and not as its codes.</param>
internal sealed class OnnxLeaf(OnnxTensor tensor, OnnxData data, bool isDequantized = false) : Expression(tensor.Shape)
{
    public OnnxTensor Tensor => tensor;

    public override IEnumerable<Expression> Leaves => [this];

    /// <summary>The same tensor, read as weights.</summary>
    public OnnxLeaf Dequantized() => new(tensor, data, isDequantized: true);

    public override string? Refusal => tensor.Damage is not null ? $"`{tensor.Name}`, whose elements are not all there"
        : tensor.Type is { } type && OnnxCodes.CanUnpack(type)
        ? null
        : "elements of a type that is not read";

    public override IElementValues Open() =>
        isDequantized && tensor.Uses.Quantization is { } quantization
            ? new Values(
                new OnnxDequantizer(
                    data.Open(tensor),
                    quantization.CodeType ?? tensor.Type!,
                    quantization.Shape ?? tensor.Shape,
                    quantization,
                    data.ReadAll),
                OnnxDataType.Single,
                Count)
            : new Values(data.Open(tensor), tensor.Type!, Count);

    private sealed class Values(Stream stream, OnnxDataType type, long count) : IElementValues
    {
        /// <summary>A multiple of the elements of a byte.</summary>
        private const int RunElements = 1 << 12;

        private readonly byte[] _bytes = new byte[((RunElements * type.Bits) + 7) / 8];
        private readonly double[] _run = new double[RunElements];
        private long _left = count;
        private int _start;
        private int _end;

        public void Read(Span<double> destination)
        {
            while (!destination.IsEmpty)
            {
                if (_start == _end)
                {
                    (_start, _end) = (0, (int)Math.Min(RunElements, _left));
                    var bytes = _bytes.AsSpan(0, ((_end * type.Bits) + 7) / 8);
                    stream.ReadExactly(bytes);
                    OnnxCodes.Unpack(type, bytes, _run.AsSpan(0, _end));
                    _left -= _end;
                }

                int some = Math.Min(destination.Length, _end - _start);
                _run.AsSpan(_start, some).CopyTo(destination);
                _start += some;
                destination = destination[some..];
            }
        }

        public void Dispose() => stream.Dispose();
    }
}
