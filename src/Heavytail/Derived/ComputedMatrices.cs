namespace Heavytail.Derived;

/// <summary>Matrices that are computed from the stored elements of layers: which ones, and what they take.</summary>
internal abstract class ComputedMatrices
{
    /// <summary>The layer that they make.</summary>
    public abstract Layer Layer { get; }

    /// <summary>
    /// How they follow from the stored elements of the sources, with all that decides it and a number that is raised
    /// with every change of arithmetic: equal sources and equal texts make equal elements.
    /// </summary>
    public abstract string Identity { get; }

    /// <summary>Bytes that are held while they are computed, beside what reading the stored elements takes.</summary>
    public abstract long HeldBytes { get; }

    /// <summary>Multiply-adds to compute them all once.</summary>
    public abstract double Cost { get; }

    /// <summary>Whether each of them can be had at once, whatever was read before.</summary>
    public virtual bool CanSeek => true;

    /// <summary>Reads what they are computed from.</summary>
    /// <param name="open">Opens the stored elements of a layer, in its order of reading.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="InvalidCheckpointException">The elements are damaged.</exception>
    public abstract LoadedMatrices Load(Func<Layer, Stream> open, CancellationToken cancellation);

    /// <summary>
    /// A tensor for computed elements: F32, to which the Gram matrix resolves as much as it can, or F64 where a source
    /// is F64. The rounding that the elements carry is that of the coarsest source.
    /// </summary>
    /// <param name="sources">The layers that they are computed from.</param>
    protected static TensorInfo TensorOf(params ReadOnlySpan<Layer> sources)
    {
        var (type, coarsest) = (ElementType.F32, sources[0].Tensor);
        foreach (var source in sources)
        {
            type = source.Tensor.Type == ElementType.F64 ? ElementType.F64 : type;
            coarsest = source.Tensor.StoredType.Epsilon() > coarsest.StoredType.Epsilon() ? source.Tensor : coarsest;
        }

        return sources[0].Tensor with
        {
            Type = type,
            StoredType = coarsest.StoredType,
            Encoding = coarsest.Encoding,
            IsQuantized = coarsest.IsQuantized,
        };
    }

    /// <summary>The same for a matrix that has a name and a shape of its own; its elements take as many bits.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="sources">The layers that it is computed from.</param>
    protected static TensorInfo TensorOf(string name, TensorShape shape, params ReadOnlySpan<Layer> sources)
    {
        var tensor = TensorOf(sources);
        var first = sources[0].Tensor;
        return tensor with
        {
            Name = name,
            Shape = shape,
            Role = null,
            StoredByteCount = first.StoredByteCount * shape.ElementCount / Math.Max(1, first.Shape.ElementCount),
        };
    }
}
