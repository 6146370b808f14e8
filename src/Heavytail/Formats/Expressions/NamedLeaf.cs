using Heavytail.Formats.Contract;
using Heavytail.Tensors;

namespace Heavytail.Formats.Expressions;

/// <summary>A stored tensor in what a graph computes.</summary>
/// <param name="value">Its number in the graph.</param>
/// <param name="name">The name that it is listed under.</param>
/// <param name="shape">Its dimensions.</param>
internal sealed class NamedLeaf(int value, string name, TensorShape shape) : Expression(shape)
{
    public int Value => value;

    public string Name => name;

    /// <summary>The type of its elements, where the graph itself says; null of a tensor that is elsewhere.</summary>
    public ElementType? Type { get; init; }

    /// <summary>Opens its elements where the graph itself has them.</summary>
    public Func<Stream>? OpenRead { get; init; }

    /// <summary>The tensor of the file that has this name; set once the file's tensors are listed.</summary>
    public StoredTensor? Tensor { get; set; }

    public override IEnumerable<Expression> Leaves => [this];

    public override string? Refusal =>
        Type is { } type && !ElementConversion.CanConvert(type) ? $"elements of {type.Name()}" : null;

    /// <summary>Whether its elements can be read.</summary>
    public bool IsKnown => OpenRead is not null
        || (Tensor is { Info: { Unread: null } info } && info.Shape.Equals(Shape)
            && ElementConversion.CanConvert(info.Type));

    public ElementType ElementType => Type ?? Tensor!.Info.Type;

    public override IElementValues Open() => new Values((OpenRead ?? Tensor!.OpenRead)(), ElementType);

    private sealed class Values(Stream stream, ElementType type) : IElementValues
    {
        public void Read(Span<double> destination) => ElementConversion.Read(stream, type, destination);

        public void Dispose() => stream.Dispose();
    }
}

/// <summary>A weight that a graph computes from stored tensors alone.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Op">The operation whose output it is.</param>
/// <param name="Value">How it is computed.</param>
/// <param name="Role">What it does, with its axes.</param>
internal sealed record ComputedWeight(string Name, string Op, Expression Value, TensorRole Role);
