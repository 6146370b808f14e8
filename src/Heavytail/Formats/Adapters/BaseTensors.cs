using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Adapters;

/// <summary>The tensors of a base model by the names that an adapter has for them.</summary>
internal sealed class BaseTensors
{
    private readonly List<StoredTensor> _tensors;
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _byEnd = new(StringComparer.Ordinal);

    public BaseTensors(IEnumerable<StoredTensor> tensors)
    {
        _tensors = [.. tensors];
        for (int index = 0; index < _tensors.Count; index++)
        {
            string name = _tensors[index].Info.Name;
            _byName.TryAdd(name, index);

            // One prefix may be missing in the adapter: GPT-2's `transformer.`.
            int point = name.IndexOf('.', StringComparison.Ordinal);
            if (point > 0)
            {
                string end = name[(point + 1)..];
                _byEnd[end] = _byEnd.ContainsKey(end) ? -1 : index;
            }
        }
    }

    public IReadOnlyList<StoredTensor> Tensors => _tensors;

    /// <summary>The tensor of a name, which may have one prefix more or less than the base; null for none.</summary>
    public StoredTensor? Find(string name) => IndexOf(name) is int index ? _tensors[index] : null;

    /// <summary>Puts a tensor in the place of another.</summary>
    public void Replace(StoredTensor old, StoredTensor tensor) =>
        _tensors[old.Info.Index] = tensor with { Info = tensor.Info with { Index = old.Info.Index } };

    /// <summary>Adds a tensor that the base lacks.</summary>
    public void Add(StoredTensor tensor) =>
        _tensors.Add(tensor with { Info = tensor.Info with { Index = _tensors.Count } });

    private int? IndexOf(string name)
    {
        if (_byName.TryGetValue(name, out int index))
        {
            return index;
        }

        if (_byEnd.TryGetValue(name, out index) && index >= 0)
        {
            return index;
        }

        int point = name.IndexOf('.', StringComparison.Ordinal);
        return point > 0 && _byName.TryGetValue(name[(point + 1)..], out index) ? index : null;
    }
}
