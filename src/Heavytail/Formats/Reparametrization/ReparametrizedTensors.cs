using System.Globalization;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Reparametrization;

/// <summary>The tensors of a checkpoint by name, while computed weights take the places of stored ones.</summary>
internal sealed class ReparametrizedTensors
{
    /// <summary>PyTorch's name for a parameter whose weight is computed: <c>weight_orig</c>.</summary>
    public const string Original = "_orig";

    private readonly StoredTensor[] _tensors;
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _schemes = new(StringComparer.Ordinal);

    public ReparametrizedTensors(IReadOnlyList<StoredTensor> tensors)
    {
        _tensors = [.. tensors];
        foreach (var (index, tensor) in _tensors.Index())
        {
            _byName.TryAdd(tensor.Info.Name, index);
        }
    }

    public IReadOnlyList<StoredTensor> Tensors => _tensors;

    /// <summary>Computed weights by scheme; null where there are none.</summary>
    public string? Summary => _schemes.Count == 0
        ? null
        : string.Join("; ", _schemes.Select(scheme => string.Create(
            CultureInfo.InvariantCulture,
            $"{scheme.Key}: {scheme.Value} {(scheme.Value == 1 ? "tensor" : "tensors")}")));

    /// <summary>Tensors of real numbers whose name ends so, with what is before it.</summary>
    public IEnumerable<(string Prefix, StoredTensor Tensor)> EndingIn(string suffix)
    {
        foreach (var tensor in _tensors.ToArray())
        {
            string name = tensor.Info.Name;
            if (name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal)
                && tensor.Info.Type.IsRealFloat() && !tensor.Info.IsCompanion && !Contains(name[..^suffix.Length]))
            {
                yield return (name[..^suffix.Length], tensor);
            }
        }
    }

    /// <summary>A tensor by its name; null if there is none.</summary>
    public StoredTensor? Find(string name) => _byName.TryGetValue(name, out int index) ? _tensors[index] : null;

    /// <summary>Whether a tensor has this name: then the weight is stored, and nothing is to be computed.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>
    /// Puts a computed weight in the place of a stored tensor, and says of its companions what they are.
    /// </summary>
    /// <param name="scheme">Its name, for people: <c>weight norm</c>.</param>
    /// <param name="stored">The tensor that the weight is computed from.</param>
    /// <param name="name">The name of the weight.</param>
    /// <param name="factors">Opens what each element is multiplied by.</param>
    /// <param name="companions">The tensors that the factors are computed from, and a word for each.</param>
    public void Replace(
        string scheme,
        StoredTensor stored,
        string name,
        Func<IElementFactors> factors,
        params ReadOnlySpan<(StoredTensor? Tensor, string Word)> companions)
    {
        foreach (var (tensor, word) in companions)
        {
            if (tensor is not null)
            {
                int index = tensor.Info.Index;
                _tensors[index] = tensor with
                {
                    Info = tensor.Info with
                    {
                        Role = new TensorRole(TensorPurpose.NotAWeight, $"{word} of `{name}`"),
                        IsCompanion = true,
                    },
                };
            }
        }

        // PyTorch computes in the stored type; F32 holds its results and ours without another rounding that counts.
        var type = stored.Info.Type == ElementType.F64 ? ElementType.F64 : ElementType.F32;
        var info = stored.Info with
        {
            Name = name,
            Type = type,
            Encoding = stored.Info.Type == ElementType.I8 ? scheme : $"{stored.Info.Encoding}, {scheme}",
            IsQuantized = stored.Info.IsQuantized || stored.Info.Type == ElementType.I8,
            StoredByteCount = stored.Info.StoredByteCount,
        };
        _tensors[info.Index] = new StoredTensor(info, () => new ProductStream(stored, type, factors));
        _byName.TryAdd(name, info.Index);
        _schemes[scheme] = _schemes.GetValueOrDefault(scheme) + 1;
    }

    /// <summary>
    /// Leaves a tensor as it is stored where its companion does not fit it: it alone is not analyzed.
    /// </summary>
    public void Leave(StoredTensor stored, StoredTensor companion, string expected) =>
        _tensors[stored.Info.Index] = stored with
        {
            Info = stored.Info with
            {
                Unread = $"its shape {stored.Info.Shape} and that of `{companion.Info.Name}`, {companion.Info.Shape}, "
                    + $"do not fit: {expected}",
            },
        };
}
