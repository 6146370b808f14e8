using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Expressions;

/// <summary>
/// Puts the weights that a graph computes in the places of the stored tensors that they are computed from, and says of
/// the others what they are.
/// </summary>
internal sealed class ComputedWeights
{
    /// <summary>Elements that tell a mask from a weight.</summary>
    private const int MaskSample = 4096;

    private readonly IReadOnlyList<StoredTensor> _stored;
    private readonly Predicate<NamedLeaf> _isWeight;
    private readonly List<StoredTensor> _all;
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<int> _taken = [];

    private ComputedWeights(IReadOnlyList<StoredTensor> stored, Predicate<NamedLeaf> isWeight)
    {
        (_stored, _isWeight, _all) = (stored, isWeight, [.. stored]);
        foreach (var (index, tensor) in stored.Index())
        {
            _byName.TryAdd(tensor.Info.Name, index);
        }
    }

    /// <summary>The tensors of the file, with the weights that are computed.</summary>
    /// <param name="stored">The tensors of the file.</param>
    /// <param name="computed">The weights.</param>
    /// <param name="refusals">Tensors that become weights by what is not computed, and by which operation.</param>
    /// <param name="isWeight">Whether a tensor is a weight as it is stored, too.</param>
    public static IReadOnlyList<StoredTensor> Apply(
        IReadOnlyList<StoredTensor> stored,
        IReadOnlyCollection<ComputedWeight> computed,
        IReadOnlyCollection<(NamedLeaf Leaf, string Reason)> refusals,
        Predicate<NamedLeaf> isWeight)
    {
        if (computed.Count == 0 && refusals.Count == 0)
        {
            return stored;
        }

        var weights = new ComputedWeights(stored, isWeight);
        foreach (var weight in computed)
        {
            weights.Apply(weight);
        }

        foreach (var (leaf, reason) in refusals)
        {
            weights.Refuse(leaf, weights._byName.GetValueOrDefault(leaf.Name, -1), reason);
        }

        return weights._all;
    }

    private void Apply(ComputedWeight weight)
    {
        var found = Find(weight);
        if (found.TrueForAll(entry => entry.Index < 0))
        {
            Name(weight);
            return;
        }

        if (found.Find(entry => !entry.Leaf.IsKnown).Leaf is { } missing)
        {
            foreach (var (leaf, index, _) in found)
            {
                Refuse(
                    leaf, index,
                    $"it reaches {weight.Role.Operator} through `{weight.Op}`, which is not computed: "
                    + $"`{missing.Name}` cannot be read");
            }

            return;
        }

        found.RemoveAll(entry => entry.Index < 0);
        if (Owner(weight, found) is not var (owner, at, isFactor) || IsNamedPiece(weight.Value))
        {
            return;
        }

        bool isInPlace = owner.Count == weight.Value.Count && !isFactor && !_taken.Contains(at) && !_isWeight(owner);
        string name = isInPlace ? _stored[at].Info.Name : weight.Name;
        if (!isInPlace && !_byName.TryAdd(name, _all.Count))
        {
            return;
        }

        var computed = Make(weight, name, isInPlace, at, found);
        if (isInPlace)
        {
            _all[at] = computed;
            _taken.Add(at);
        }
        else
        {
            _all.Add(computed);
        }

        foreach (var part in found)
        {
            string word = part.IsFactor ? "a factor" : "an operand";
            Close(part.Leaf, part.Index, $"{word} of what the graph computes `{name}` from");
        }
    }

    /// <summary>
    /// Nothing that the weight is computed from is stored, but maybe the weight itself: the parts of a partitioned
    /// variable are one tensor of a checkpoint, and the graph joins them under its name.
    /// </summary>
    private void Name(ComputedWeight weight)
    {
        if (_byName.TryGetValue(weight.Name, out int index) && index < _stored.Count && !_taken.Contains(index)
            && _all[index].Info is { Role: null } info && weight.Role.Axes.Length == info.Shape.Rank)
        {
            _all[index] = _all[index] with { Info = info with { Role = weight.Role } };
        }
    }

    private StoredTensor Make(
        ComputedWeight weight, string name, bool isInPlace, int at,
        List<(NamedLeaf Leaf, int Index, bool IsFactor)> found)
    {
        var stored = _stored[at].Info;
        var type = found.Exists(entry => entry.Leaf.ElementType == ElementType.F64) ? ElementType.F64 : ElementType.F32;
        var shape = weight.Value.Shape;
        bool isNamed = isInPlace && shape.Equals(stored.Shape)
            && stored.Role is { Purpose: not TensorPurpose.NotAWeight };
        return new StoredTensor(
            new TensorInfo(isInPlace ? at : _all.Count, name, type, shape, stored.File)
            {
                Role = isNamed ? stored.Role : weight.Role,
                Encoding = $"{type.Name()}, computed by the graph",
                IsQuantized = stored.IsQuantized,
                IsSettled = true,
                StoredType = stored.StoredType,
                StoredByteCount = isInPlace ? stored.StoredByteCount : 0,
            },
            () => new ExpressionStream(weight.Value, type));
    }

    /// <summary>The stored tensors of a weight, each once.</summary>
    private List<(NamedLeaf Leaf, int Index, bool IsFactor)> Find(ComputedWeight weight)
    {
        var found = new List<(NamedLeaf Leaf, int Index, bool IsFactor)>();
        foreach (var (leaf, isFactor) in Walk(weight.Value, isFactor: false))
        {
            int index = _byName.GetValueOrDefault(leaf.Name, -1);
            index = index >= _stored.Count ? -1 : index;
            leaf.Tensor = index < 0 ? null : _stored[index];
            if (found.TrueForAll(other => other.Leaf.Value != leaf.Value))
            {
                found.Add((leaf, index, isFactor));
            }
        }

        return found;
    }

    private void Refuse(NamedLeaf leaf, int index, string reason)
    {
        if (IsFree(leaf, index))
        {
            var info = _all[index].Info;
            _all[index] = _all[index] with
            {
                Info = info with { Role = null, Unread = info.Unread ?? reason, IsSettled = true },
            };
        }
    }

    private void Close(NamedLeaf leaf, int index, string reason)
    {
        if (IsFree(leaf, index))
        {
            _all[index] = _all[index] with
            {
                Info = _all[index].Info with
                {
                    Role = new TensorRole(TensorPurpose.NotAWeight, reason),
                    IsCompanion = true,
                },
            };
        }
    }

    private bool IsFree(NamedLeaf leaf, int index) =>
        index >= 0 && _all[index].Info is { Shape.Rank: > 1, IsCompanion: false } && !_taken.Contains(index)
        && !_isWeight(leaf);

    private static IEnumerable<(NamedLeaf Leaf, bool IsFactor)> Walk(Expression value, bool isFactor) =>
        value is NamedLeaf leaf
            ? [(leaf, isFactor)]
            : value.Operands.SelectMany(operand => Walk(operand, isFactor || value is Reduced or Product));

    /// <summary>
    /// Whether it is a piece of the kernel of a recurrent cell, whose gates are known by its name.
    /// </summary>
    private static bool IsNamedPiece(Expression value) => value switch
    {
        NamedLeaf { Tensor.Info.Role.Purpose: TensorPurpose.Lstm or TensorPurpose.Gru or TensorPurpose.Rnn } => true,
        Picked or Reshaped => IsNamedPiece(value.Operands[0]),
        Joined => value.Operands.All(IsNamedPiece),
        _ => false,
    };

    /// <summary>
    /// The first tensor of as many elements that is no mask; otherwise the largest; a factor where there are no others.
    /// </summary>
    private static (NamedLeaf Leaf, int Index, bool IsFactor)? Owner(
        ComputedWeight weight, List<(NamedLeaf Leaf, int Index, bool IsFactor)> found)
    {
        var able = found.Where(entry => !entry.IsFactor && entry.Leaf.Shape.Rank > 1).ToArray();
        able = able.Length > 0 ? able : [.. found.Where(entry => entry.Leaf.Shape.Rank > 1)];
        able = able.Length > 0 ? able : [.. found];
        var whole = able.Where(entry => entry.Leaf.Count == weight.Value.Count).ToArray();
        var (leaf, index, isFactor) = whole.Length switch
        {
            0 => able.MaxBy(entry => entry.Leaf.Count),
            1 => whole[0],
            _ => whole.FirstOrDefault(entry => !IsMask(entry.Leaf), whole[0]),
        };
        return leaf is null ? null : (leaf, index, isFactor);
    }

    /// <summary>Whether its first elements are of two values at most.</summary>
    private static bool IsMask(NamedLeaf leaf)
    {
        double[] sample = new double[Math.Min(MaskSample, leaf.Count)];
        using var values = leaf.Open();
        values.Read(sample);
        return sample.Distinct().Take(3).Count() < 3;
    }
}
