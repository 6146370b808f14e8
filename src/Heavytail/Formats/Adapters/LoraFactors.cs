using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Adapters;

/// <summary>The tensors of a LoRA adapter, by the weight that they change.</summary>
internal sealed class LoraFactors
{
    /// <summary>What to do about a file whose parts do not fit.</summary>
    public const string Compare = $"compare the file, and {AdapterConfig.FileName}, with those that PEFT saved";

    private static readonly string[] s_factors =
        [FactorName.Inner, FactorName.Outer, FactorName.EmbeddingInner, FactorName.EmbeddingOuter];

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

    /// <summary>What a part lacks without which it changes nothing; null where it is said of another part, or all is
    /// there.</summary>
    public MisfitException? Lack(FactorName name)
    {
        string? other = name switch
        {
            { IsBias: false, Part: FactorName.Inner } => FactorName.Outer,
            { IsBias: false, Part: FactorName.Outer } => FactorName.Inner,
            { IsBias: false, Part: FactorName.EmbeddingInner } => FactorName.EmbeddingOuter,
            { IsBias: false, Part: FactorName.EmbeddingOuter } => FactorName.EmbeddingInner,
            _ => null,
        };
        if (other is not null)
        {
            return Beside(name, other) is null
                ? new MisfitException($"its other factor, `{other}`, is not in the file") : null;
        }

        var parts = _owners[name.Owner];
        return s_factors.Any(parts.ContainsKey) ? null : new MisfitException(
            $"its factors, `{FactorName.Inner}` and `{FactorName.Outer}`, are not in the file");
    }

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
        var outer = OuterOf(name) ?? throw Lack(name)!;
        var magnitude = Beside(name, FactorName.Magnitude);
        var pair = LoraPair.Of(_config, target.Weight, target.Module, inner, outer, target.IsParameter) with
        {
            IsEmbedding = name.Part == FactorName.EmbeddingInner,
            Magnitude = magnitude,
            Bias = Beside(name, FactorName.Outer + ".bias"),
        };
        long outputs = outer.Info.Shape[0];
        return magnitude is null || magnitude.Info.Shape.ElementCount == outputs
            ? pair
            : throw new MisfitException(
                $"`{magnitude.Info.Name}` has {magnitude.Info.Shape.ElementCount} lengths; {outputs}, one for each "
                + "output, are expected");
    }

    private static bool IsIn(string parameter, string module)
    {
        int end = parameter.LastIndexOf('.');
        return end > 0 && (module == parameter[..end]
            || (module.EndsWith(parameter[..end], StringComparison.Ordinal)
                && module[^(end + 1)] == '.'));
    }
}
