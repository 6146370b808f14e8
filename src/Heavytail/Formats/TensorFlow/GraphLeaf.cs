using Heavytail.Formats.Contract;
using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.TensorFlow;

/// <summary>A constant or a variable in what a graph computes.</summary>
/// <param name="value">Its number in the graph.</param>
/// <param name="name">The name that it is listed under.</param>
/// <param name="shape">Its dimensions.</param>
/// <param name="constant">Its elements, where it is a constant.</param>
internal sealed class GraphLeaf(int value, string name, TensorShape shape, GraphTensor? constant) : Expression(shape)
{
    public int Value => value;

    public string Name => name;

    /// <summary>The tensor of the file that has this name; set once the file's tensors are listed.</summary>
    public StoredTensor? Tensor { get; set; }

    public override IEnumerable<Expression> Leaves => [this];

    public override string? Refusal =>
        constant is not null && constant.Type.Element is not { } ? $"elements of {constant.Type.Name}"
        : constant?.Type.Element is { } element && !Tensors.ElementConversion.CanConvert(element)
            ? $"elements of {element.Name()}" : null;

    /// <summary>Whether its elements can be read.</summary>
    public bool IsKnown => constant is not null
        || (Tensor is { Info: { Unread: null } info } && info.Shape.Equals(Shape)
            && Tensors.ElementConversion.CanConvert(info.Type));

    /// <summary>The type of its elements.</summary>
    public ElementType Type => constant?.Type.Element ?? Tensor!.Info.Type;

    public override IElementValues Open() =>
        new StoredLeaf(Shape) { Type = Type, OpenRead = constant is null ? Tensor!.OpenRead : constant.OpenRead }.Open();
}
