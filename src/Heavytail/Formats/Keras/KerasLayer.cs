namespace Heavytail.Formats.Keras;

/// <summary>What a model's configuration says of one layer.</summary>
/// <param name="Class">Its class: <c>Dense</c>, <c>Conv2D</c>.</param>
/// <param name="Name">Its name in the model.</param>
/// <param name="Order">Its index among all layers, in the order of the configuration.</param>
internal sealed record KerasLayer(string Class, string Name, int Order)
{
    private Dictionary<string, KerasLayer>? _children;

    /// <summary>Groups of a convolution.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Of an EinsumDense: <c>abc,cd->abd</c>.</summary>
    public string? Equation { get; init; }

    /// <summary>Whether the model keeps Theano's order of a convolution's dimensions, as Keras 1 could.</summary>
    public bool IsTheanoOrder { get; init; }

    /// <summary>How a locally connected layer keeps its kernel; 1 is a matrix for each position.</summary>
    public int Implementation { get; init; } = 1;

    /// <summary>How it is quantized: <c>int8</c>, <c>int4</c>, <c>gptq</c>; null where it is not said.</summary>
    public string? Quantization { get; init; }

    /// <summary>The last dimension of its inputs; null where it is not said.</summary>
    public long? Inputs { get; init; }

    /// <summary>The last dimension of its outputs, of an embedding; null where it is not said.</summary>
    public long? Outputs { get; init; }

    /// <summary>Layers of a model, in order.</summary>
    public IReadOnlyList<KerasLayer> Layers { get; init; } = [];

    /// <summary>
    /// Layers that it wraps, by the attribute that holds them: <c>layer</c>, <c>forward_layer</c>, <c>cell</c>.
    /// </summary>
    public IReadOnlyDictionary<string, KerasLayer> Inner { get; init; } = new Dictionary<string, KerasLayer>();

    /// <summary>
    /// The layer that a weight's path leads to in a Keras 3 file: <c>layers/dense_1/vars/0</c> is the second Dense,
    /// whatever its name; null where the path leaves the configuration.
    /// </summary>
    public KerasLayer? Find(IReadOnlyList<string> path)
    {
        var layer = this;
        for (int i = 0; i < path.Count; i++)
        {
            string part = path[i].TrimStart('_');
            if (part is "layers" or "layer_checkpoint_dependencies" && i + 1 < path.Count)
            {
                if (layer.Child(path[++i]) is not { } child)
                {
                    return null;
                }

                layer = child;
            }
            else if (layer.Inner.TryGetValue(part, out var inner))
            {
                layer = inner;
            }
        }

        return layer;
    }

    /// <summary>Keras 3 numbers the layers of each class, and gives them the class's name.</summary>
    private KerasLayer? Child(string key) => (_children ??= Number()).GetValueOrDefault(key);

    private Dictionary<string, KerasLayer> Number()
    {
        var children = new Dictionary<string, KerasLayer>(StringComparer.Ordinal);
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var layer in Layers)
        {
            string word = KerasClasses.ToSnakeCase(layer.Class);
            int before = used.GetValueOrDefault(word);
            used[word] = before + 1;
            children.TryAdd(before == 0 ? word : $"{word}_{before}", layer);
        }

        return children;
    }
}
