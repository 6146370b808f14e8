namespace Heavytail.Formats.Onnx;

/// <summary>A stored tensor.</summary>
/// <param name="tensor">The tensor.</param>
/// <param name="isDequantized">Whether it is read as weights, and not as its codes.</param>
internal sealed class Leaf(OnnxTensor tensor, bool isDequantized = false) : OnnxExpression(tensor.Shape)
{
    public OnnxTensor Tensor => tensor;

    public override IEnumerable<OnnxTensor> Leaves => [tensor];

    public override string? Refusal => tensor.Type is { } type && OnnxCodes.CanUnpack(type)
        ? null
        : "elements of a type that is not read";

    public override IOnnxValues Open(OnnxData data) =>
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

    private sealed class Values(Stream stream, OnnxDataType type, long count) : IOnnxValues
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

/// <summary>Numbers of an attribute or a shape.</summary>
internal sealed class Literal(TensorShape shape, double[] values) : OnnxExpression(shape)
{
    public override IOnnxValues Open(OnnxData data) => new HeldValues(values);
}

/// <summary>The same elements in other dimensions.</summary>
internal sealed class Reshaped(OnnxExpression source, TensorShape shape) : OnnxExpression(shape, source)
{
    public override IOnnxValues Open(OnnxData data) => Operands[0].Open(data);
}

/// <summary>What an operator makes of constants that is not computed here.</summary>
/// <param name="reason">The operator and, where it is one of those that are computed, what is in the way.</param>
/// <param name="operands">What the operator takes.</param>
internal sealed class RefusedExpression(string reason, IReadOnlyList<OnnxExpression> operands)
    : OnnxExpression(new TensorShape(), operands)
{
    public override string? Refusal => base.Refusal ?? reason;

    public override IOnnxValues Open(OnnxData data) => throw new InvalidOperationException(reason);
}
