using Heavytail.Tensors;

namespace Heavytail.Formats.Expressions;

/// <summary>A stored tensor whose elements are real numbers of whole bytes.</summary>
/// <param name="shape">Its dimensions.</param>
internal class StoredLeaf(TensorShape shape) : Expression(shape)
{
    /// <summary>The type of its elements.</summary>
    public ElementType Type { get; init; }

    /// <summary>Opens its elements, row-major, tightly packed, little-endian.</summary>
    public Func<Stream>? OpenRead { get; init; }

    public override IEnumerable<Expression> Leaves => [this];

    public override string? Refusal => ElementConversion.CanConvert(Type) ? null : $"elements of {Type.Name()}";

    public override IElementValues Open() =>
        new Values(OpenRead?.Invoke() ?? throw new InvalidOperationException("the tensor is not known"), Type);

    protected sealed class Values(Stream stream, ElementType type) : IElementValues
    {
        public void Read(Span<double> destination) => ElementConversion.Read(stream, type, destination);

        public void Dispose() => stream.Dispose();
    }
}
