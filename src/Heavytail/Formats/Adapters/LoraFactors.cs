using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Adapters;

/// <summary>The tensors of a LoRA adapter, by the weight that they change.</summary>
internal sealed class LoraFactors
{
    private readonly AdapterConfig _config;
    private readonly Dictionary<(string Module, int Depth, string Adapter), Dictionary<string, StoredTensor>> _owners =
        [];

    private readonly Dictionary<(string Module, string Adapter), int> _depths = [];

    public LoraFactors(AdapterConfig config, IEnumerable<StoredTensor> tensors)
    {
        _config = config;
        var order = new List<(FactorName Name, StoredTensor Tensor)>();
        foreach (var tensor in tensors)
        {
            if (FactorName.Of(tensor.Info.Name) is not { } name)
            {
                continue;
            }

            order.Add((name, tensor));
            if (!_owners.TryGetValue(name.Owner, out var parts))
            {
                _owners.Add(name.Owner, parts = new Dictionary<string, StoredTensor>(StringComparer.Ordinal));
            }

            parts.TryAdd(name.IsBias ? name.Part + ".bias" : name.Part, tensor);
            if (name.IsInner)
            {
                var stack = (name.Module, name.Adapter);
                _depths[stack] = Math.Max(_depths.GetValueOrDefault(stack), name.Depth + 1);
            }
        }

        All = order;
    }

    /// <summary>Every tensor that is a part of the factors of a weight, in file order.</summary>
    public IReadOnlyList<(FactorName Name, StoredTensor Tensor)> All { get; }

    /// <summary>A part of the same weight; null where the file has none.</summary>
    public StoredTensor? Beside(FactorName name, string part) => _owners[name.Owner].GetValueOrDefault(part);

    /// <summary>The other factor; null where the file has none.</summary>
    public StoredTensor? OuterOf(FactorName name) => Beside(
        name, name.Part == FactorName.Inner ? FactorName.Outer : FactorName.EmbeddingOuter);

    /// <summary>Names of the weights that factors may change: one, or for nested factors several.</summary>
    /// <param name="name">The name of the first factor.</param>
    public IReadOnlyList<(string Weight, string Module, bool IsParameter)> TargetsOf(FactorName name)
    {
        string[] parameters = [.. _config.Parameters.Where(parameter => IsIn(parameter, name.Module))
            .Select(parameter => parameter[(parameter.LastIndexOf('.') + 1)..]).Distinct(StringComparer.Ordinal)
            .OrderBy(parameter => parameter.Contains("down", StringComparison.Ordinal))
            .ThenBy(parameter => parameter, StringComparer.Ordinal)];
        if (parameters.Length == 0)
        {
            return [(name.Module + ".weight", name.Module, false)];
        }

        // Each wraps those before it, in the order of the module's parameters: the last is outermost.
        int depth = _depths.GetValueOrDefault((name.Module, name.Adapter));
        int likely = depth - 1 - name.Depth;
        return
        [
            .. parameters.Index().OrderBy(item => item.Index != likely).Select(item => (
                $"{name.Module}.{item.Item}", $"{name.Module}.{item.Item}", true)),
        ];
    }

    /// <summary>The factors of a weight.</summary>
    /// <exception cref="MisfitException">They do not fit each other.</exception>
    public LoraPair Pair(FactorName name, StoredTensor inner, (string Weight, string Module, bool IsParameter) target)
    {
        var outer = OuterOf(name) ?? throw new MisfitException(
            $"its other factor, `{(name.Part == FactorName.Inner ? FactorName.Outer : FactorName.EmbeddingOuter)}`, "
            + "is not in the file");
        return LoraPair.Of(_config, target.Weight, target.Module, inner, outer, target.IsParameter) with
        {
            IsEmbedding = name.Part == FactorName.EmbeddingInner,
            Magnitude = Beside(name, FactorName.Magnitude),
            Bias = Beside(name, FactorName.Outer + ".bias"),
        };
    }

    private static bool IsIn(string parameter, string module)
    {
        int end = parameter.LastIndexOf('.');
        return end > 0 && (module == parameter[..end]
            || (module.EndsWith(parameter[..end], StringComparison.Ordinal)
                && module[^(end + 1)] == '.'));
    }
}
