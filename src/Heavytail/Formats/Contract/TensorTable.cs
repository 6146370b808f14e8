using System.Globalization;

namespace Heavytail.Formats.Contract;

/// <summary>
/// The tensors of a checkpoint by name, while weights take the places of what they are computed from.
/// </summary>
internal sealed class TensorTable
{
    private readonly StoredTensor[] _tensors;
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<int> _done = [];
    private readonly SortedDictionary<string, int> _schemes = new(StringComparer.Ordinal);
    private readonly List<string> _unsupported = [];
    private readonly List<(TensorInfo Stored, MisfitException Reason)> _misfits = [];

    public TensorTable(IReadOnlyList<StoredTensor> tensors)
    {
        _tensors = [.. tensors];
        foreach (var (index, tensor) in _tensors.Index())
        {
            _byName.TryAdd(tensor.Info.Name, index);
            if (tensor.Info.IsCompanion || tensor.Info.IsSettled)
            {
                _done.Add(index);
            }
        }
    }

    public IReadOnlyList<StoredTensor> Tensors => _tensors;

    /// <summary>Computed weights by scheme; null where there are none.</summary>
    public string? Summary => _schemes.Count == 0
        ? null
        : string.Join("; ", _schemes.Select(scheme => string.Create(
            CultureInfo.InvariantCulture,
            $"{scheme.Key}: {scheme.Value} {(scheme.Value == 1 ? "tensor" : "tensors")}")));

    /// <summary>Tensors that are listed as they are stored, and why.</summary>
    public IReadOnlyCollection<string> Unsupported => _unsupported;

    /// <summary>Of these, the ones whose parts do not fit.</summary>
    public IReadOnlyList<(TensorInfo Stored, MisfitException Reason)> Misfits => _misfits;

    /// <summary>Weights that were computed.</summary>
    public int Replaced { get; private set; }

    /// <summary>
    /// Tensors of a name that ends so, with what is before it; those that are part of a weight already left out.
    /// </summary>
    public IEnumerable<(string Prefix, StoredTensor Tensor)> EndingIn(string suffix)
    {
        for (int index = 0; index < _tensors.Length; index++)
        {
            string name = _tensors[index].Info.Name;
            if (!_done.Contains(index) && name.Length > suffix.Length
                && name.EndsWith(suffix, StringComparison.Ordinal))
            {
                yield return (name[..^suffix.Length], _tensors[index]);
            }
        }
    }

    /// <summary>A tensor by its name; null if there is none, or where it is part of a weight already.</summary>
    public StoredTensor? Find(string name) =>
        _byName.TryGetValue(name, out int index) && !_done.Contains(index) ? _tensors[index] : null;

    /// <summary>Whether a tensor has this name, whatever it is part of.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>
    /// Puts a weight in the place of a stored tensor, and says of its companions what they are. Where they do not fit,
    /// the tensor is left as it is stored, with the reason.
    /// </summary>
    /// <param name="parts">The tensors that the weight is computed from.</param>
    /// <param name="make">Makes the weight, at the index of the stored tensor; throws
    /// <see cref="MisfitException"/> where the parts do not fit.</param>
    public void Replace(WeightParts parts, Func<StoredTensor> make)
    {
        int index = (parts.Place ?? parts.Stored).Info.Index;
        try
        {
            var weight = make();
            if (parts.Place is { } place)
            {
                weight = weight with
                {
                    Info = weight.Info with { Index = index, StoredByteCount = place.Info.StoredByteCount },
                };
            }

            if (_byName.TryGetValue(weight.Info.Name, out int other) && other != index)
            {
                throw new MisfitException($"it stands for `{weight.Info.Name}`, which is in the file too");
            }

            if (parts.IsStep && parts.Place is null)
            {
                _byName.Remove(_tensors[index].Info.Name);
            }

            _tensors[index] = Named(weight, _tensors[index].Info) with { Place = Location(parts) };
            _byName.TryAdd(weight.Info.Name, index);
            _schemes[parts.Scheme] = _schemes.GetValueOrDefault(parts.Scheme) + 1;
            Replaced++;
            Close(parts);
            if (parts.IsStep)
            {
                _done.Remove(index);
            }
        }
        catch (MisfitException misfit)
        {
            _misfits.Add((parts.Stored.Info, misfit));
            Leave(parts, misfit.Message);
        }
    }

    /// <summary>Gives a tensor the name that it has in the network, where no other has it.</summary>
    public void Rename(StoredTensor tensor, string name)
    {
        int index = tensor.Info.Index;
        if (_byName.TryAdd(name, index))
        {
            _tensors[index] = Named(tensor with { Info = tensor.Info with { Name = name } }, tensor.Info);
        }
    }

    /// <summary>A tensor that remembers under which other names it is stored.</summary>
    private static StoredTensor Named(StoredTensor tensor, TensorInfo stored) => tensor with
    {
        Info = tensor.Info with
        {
            StoredNames = stored.Name == tensor.Info.Name
                ? stored.StoredNames
                : [.. stored.StoredNames, stored.Name],
        },
    };

    /// <summary>Leaves a tensor as it is stored and says why, and of its companions what they are.</summary>
    public void Leave(WeightParts parts, string reason)
    {
        var stored = parts.Stored;
        _unsupported.Add($"{stored.Info.Name}: {reason}");
        _tensors[stored.Info.Index] = stored with { Info = stored.Info with { Unread = reason } };
        Close(parts);
    }

    /// <summary>From now on the tensors are parts of this weight, and of no other.</summary>
    private void Close(WeightParts parts)
    {
        _done.Add(parts.Stored.Info.Index);
        foreach (var (tensor, word) in parts.Companions)
        {
            if (tensor is not null)
            {
                CloseCompanion(tensor, word, parts.Owner);
            }
        }

        if (parts.Place is not null && _tensors[parts.Stored.Info.Index].Info.Unread is null)
        {
            CloseCompanion(parts.Stored, "the original", parts.Owner);
        }
    }

    private void CloseCompanion(StoredTensor tensor, string word, string owner)
    {
        _done.Add(tensor.Info.Index);
        _tensors[tensor.Info.Index] = tensor with
        {
            Info = tensor.Info with
            {
                Role = new TensorRole(TensorPurpose.NotAWeight, $"{word} of {owner}"),
                IsCompanion = true,
            },
        };
    }

    /// <summary>Two weights that are computed alike from the same elements are tied.</summary>
    private static object? Location(WeightParts parts)
    {
        object? location = parts.Stored.Place is { } stored ? (parts.Scheme, stored) : null;
        foreach (var (tensor, _) in parts.Companions)
        {
            if (tensor is not null)
            {
                location = location is not null && tensor.Place is { } place ? (location, place) : null;
            }
        }

        return location;
    }
}
