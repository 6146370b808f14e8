using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Quantization;

/// <summary>
/// The widths of a network's activations, by its norms and matrices: a weight has as many inputs as something before it
/// has outputs.
/// </summary>
internal sealed class MlxWidths
{
    /// <summary>The part of the weights that must have known widths; some have no norm before them.</summary>
    private const double MostExplained = 0.9;

    private readonly Dictionary<long, string> _certain = [];
    private readonly Dictionary<long, (string Name, int Count)> _outputs = [];

    public MlxWidths(IReadOnlyList<StoredTensor> tensors, IReadOnlyList<MlxWeight> weights)
    {
        var packed = weights.SelectMany(weight => new[] { weight.Packed, weight.Scales, weight.Offsets })
            .OfType<StoredTensor>().Select(tensor => tensor.Info.Index).ToHashSet();
        foreach (var tensor in tensors)
        {
            var (shape, name) = (tensor.Info.Shape, tensor.Info.Name);
            if (packed.Contains(tensor.Info.Index) || !tensor.Info.Type.IsRealFloat() || tensor.Info.IsCompanion)
            {
                continue;
            }

            if (shape.Rank == 1 && !name.EndsWith("bias", StringComparison.Ordinal))
            {
                _certain.TryAdd(shape[0], $"`{name}` has {shape[0]} elements");
            }
            else if (shape.Rank == 1)
            {
                AddOutputs(shape[0], name);
            }
            else if (shape.Rank == 2)
            {
                _certain.TryAdd(shape[1], $"`{name}` has {shape[1]} columns");
                AddOutputs(shape[0], name);
            }
        }

        foreach (var weight in weights)
        {
            AddOutputs(weight.Rows, weight.Packed.Info.Name);
        }
    }

    /// <summary>Adds the inputs of a weight whose layout is certain.</summary>
    public void AddInputs(MlxWeight weight, MlxLayout layout)
    {
        long inputs = Inputs(weight, layout);
        _certain.TryAdd(inputs, $"`{weight.Packed.Info.Name}` has {inputs} columns");
    }

    /// <summary>Whether weights of this layout have widths that others have, and one the width of a norm.</summary>
    public bool Explain(IReadOnlyCollection<MlxWeight> weights, MlxLayout layout) =>
        weights.Count(weight => Describe(weight, layout) is not null) >= MostExplained * weights.Count
        && weights.Any(weight => _certain.ContainsKey(Inputs(weight, layout)));

    /// <summary>What has as many outputs as the weight would have inputs; null where nothing has.</summary>
    public string? Describe(MlxWeight weight, MlxLayout layout)
    {
        long inputs = Inputs(weight, layout);
        return _certain.TryGetValue(inputs, out string? certain) ? certain
            : _outputs.TryGetValue(inputs, out var outputs) && outputs.Count > (weight.Rows == inputs ? 1 : 0)
            ? $"`{outputs.Name}` has {inputs} outputs"
            : null;
    }

    private static long Inputs(MlxWeight weight, MlxLayout layout) => weight.Groups * layout.Group;

    private void AddOutputs(long count, string name)
    {
        var known = _outputs.GetValueOrDefault(count, (name, 0));
        _outputs[count] = (known.Item1, known.Item2 + 1);
    }
}
