using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail;

/// <summary>A tensor in memory, for <see cref="Checkpoint.FromTensors"/>. Its values are not copied.</summary>
/// <example>
/// <code>
/// float[] weights = new float[256 * 512];
/// var tensor = new NamedTensor("fc1.weight", new TensorShape(256, 512), weights);
/// </code>
/// </example>
public sealed class NamedTensor
{
    private readonly Func<Stream> _openRead;

    /// <summary>The values as an object that is equal to that of a tensor with the same memory.</summary>
    private readonly object _memory;

    /// <summary>A tensor of single-precision values.</summary>
    /// <param name="name">Its name, as in a state dictionary: <c>fc1.weight</c>.</param>
    /// <param name="shape">Its dimensions, outermost first.</param>
    /// <param name="values">Its elements, row-major.</param>
    /// <exception cref="ArgumentException">The number of values is not the number of elements of the shape.</exception>
    public NamedTensor(string name, TensorShape shape, ReadOnlyMemory<float> values)
        : this(name, shape, ElementType.F32, values.Length, values, () => new ValueStream<float>(values))
    {
    }

    /// <summary>A tensor of double-precision values.</summary>
    /// <param name="name">Its name, as in a state dictionary: <c>fc1.weight</c>.</param>
    /// <param name="shape">Its dimensions, outermost first.</param>
    /// <param name="values">Its elements, row-major.</param>
    /// <exception cref="ArgumentException">The number of values is not the number of elements of the shape.</exception>
    public NamedTensor(string name, TensorShape shape, ReadOnlyMemory<double> values)
        : this(name, shape, ElementType.F64, values.Length, values, () => new ValueStream<double>(values))
    {
    }

    private NamedTensor(
        string name, TensorShape shape, ElementType type, int count, object values, Func<Stream> openRead)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.ElementCount != count)
        {
            throw new ArgumentException($"tensor `{name}` of shape {shape} has {count:N0} values", nameof(values));
        }

        (Name, Shape, Type, _memory, _openRead) = (name, shape, type, values, openRead);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its dimensions, outermost first.</summary>
    public TensorShape Shape { get; }

    /// <summary>F32 or F64.</summary>
    public ElementType Type { get; }

    /// <summary>What it does in its network; null to decide by name and shape.</summary>
    public TensorRole? Role { get; init; }

    internal StoredTensor ToStored(int index, string file) =>
        new(new TensorInfo(index, Name, Type, Shape, file) { Role = Role }, _openRead) { Place = _memory };
}
