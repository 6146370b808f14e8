using Heavytail.Files.Protobuf;
using Heavytail.Tensors;

namespace Heavytail.Formats.TensorFlow;

/// <summary>The message <c>TensorProto</c>: a constant of a graph, its values left where they are.</summary>
/// <param name="Message">The message itself.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Content">Its values as plain bytes; null where they are listed one by one.</param>
internal sealed record GraphTensor(ProtoMessage Message, TensorFlowType Type, TensorShape Shape, ProtoField? Content)
{
    /// <summary>
    /// Where fewer values are listed than the shape asks for, the last one is repeated. Small constants are honest
    /// about it; this many elements out of fewer bytes are not.
    /// </summary>
    public const long MaxRepeatedElements = 1 << 20;

    /// <summary>Whether elements come by repetition, more of them than the message has bytes.</summary>
    public bool Repeats => Type.Element is not null && Content is null && Shape.ElementCount > Message.Length;

    /// <summary>Most values that are read as parameters of the graph: an axis, a permutation.</summary>
    private const int MaxParameters = 16;

    public static GraphTensor Read(ProtoMessage message, string name)
    {
        long type = 0;
        TensorShape? shape = new();
        ProtoField? content = null;
        foreach (var field in message.Fields())
        {
            switch (field.Number)
            {
                case 1:
                    type = field.Int64;
                    break;
                case 2:
                    shape = TensorFlowShape.Read(message.Message(field), name);
                    break;
                case 4 when field.IsBytes && field.Length > 0:
                    content = field;
                    break;
                default:
                    break;
            }
        }

        return shape is null
            ? throw message.File.InvalidTensor(name, "is a constant whose shape has an open dimension")
            : new GraphTensor(message, TensorFlowType.FromCode(type), shape, content);
    }

    /// <summary>Checks that the values are there.</summary>
    /// <exception cref="InvalidCheckpointException">They are too few, too many, or repeated beyond measure.</exception>
    public void Check(string name)
    {
        if (Type.Element is not { } element)
        {
            return;
        }

        Int128 needed = (Int128)Shape.ElementCount * element.Bits() / 8;
        if (Content is { } content && content.Length != needed)
        {
            throw Message.File.InvalidTensor(
                name,
                $"shape {Shape} of {element.Name()} needs {needed:N0} bytes, the constant holds {content.Length:N0}");
        }

        if (Content is null && Shape.ElementCount > Math.Max(MaxRepeatedElements, Message.Length))
        {
            throw Message.File.InvalidTensor(
                name,
                $"shape {Shape} repeats what {Message.Length:N0} bytes list; at most {MaxRepeatedElements:N0} "
                + "elements may "
                + "come by repetition");
        }
    }

    /// <summary>Opens its elements, row-major and little-endian.</summary>
    public Stream OpenRead()
    {
        var file = Message.File;
        var element = Type.Element!.Value;
        if (Content is { } content)
        {
            return file.OpenRegion(content.Offset, content.Length);
        }

        // The message's own window belongs to the thread that read the graph.
        var own = new ProtoMessage(file).Message(new ProtoField(1, WireType.Bytes, 0, Message.Offset, Message.Length));
        return new ListedValuesStream(own, Type.ValueField, element, Shape.ElementCount);
    }

    /// <summary>A few integers, which say how the graph computes; null where it is something else.</summary>
    public IReadOnlyList<int>? Parameters()
    {
        if (Type.Element is not (ElementType.I32 or ElementType.I64) || Shape.ElementCount > MaxParameters
            || (Content is { } content && content.Length != Shape.ElementCount * Type.Element.Value.Bits() / 8))
        {
            return null;
        }

        double[] numbers = new double[Shape.ElementCount];
        using var stream = OpenRead();
        ElementConversion.Read(stream, Type.Element.Value, numbers);
        return [.. numbers.Select(number => (int)Math.Clamp(number, int.MinValue, int.MaxValue))];
    }
}
