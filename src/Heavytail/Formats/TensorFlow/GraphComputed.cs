using Heavytail.Formats.Contract;
using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.TensorFlow;

/// <summary>
/// Puts the weights that a graph computes in the places of the stored tensors that they are computed from, and says of
/// the others what they are.
/// </summary>
internal static class GraphComputed
{
    /// <summary>Elements that tell a mask from a weight.</summary>
    private const int MaskSample = 4096;

    /// <param name="tensors">The tensors of the file.</param>
    /// <param name="roles">What the graph says of them.</param>
    public static IReadOnlyList<StoredTensor> Apply(IReadOnlyList<StoredTensor> tensors, GraphRoles roles)
    {
        if (roles.Computed.Count == 0 && roles.Refusals.Count == 0)
        {
            return tensors;
        }

        List<StoredTensor> all = [.. tensors];
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, tensor) in all.Index())
        {
            byName.TryAdd(tensor.Info.Name, index);
        }

        var taken = new HashSet<int>();
        foreach (var weight in roles.Computed)
        {
            Apply(weight, tensors, all, byName, taken, roles);
        }

        foreach (var (leaf, reason) in roles.Refusals)
        {
            if (byName.TryGetValue(leaf.Name, out int index) && !taken.Contains(index)
                && all[index].Info is { Shape.Rank: > 1, IsCompanion: false } info && !roles.IsWeight(leaf.Value))
            {
                all[index] = all[index] with { Info = info with { Role = null, Unread = info.Unread ?? reason } };
            }
        }

        return all;
    }

    private static void Apply(
        ComputedWeight weight, IReadOnlyList<StoredTensor> originals, List<StoredTensor> all,
        Dictionary<string, int> byName, HashSet<int> taken, GraphRoles roles)
    {
        var found = new List<(GraphLeaf Leaf, int Index, bool IsFactor)>();
        foreach (var (leaf, isFactor) in Walk(weight.Value, isFactor: false))
        {
            int index = byName.GetValueOrDefault(leaf.Name, -1);
            leaf.Tensor = index < 0 || index >= originals.Count ? null : originals[index];
            if (found.TrueForAll(other => other.Leaf.Value != leaf.Value))
            {
                found.Add((leaf, index, isFactor));
            }
        }

        found.RemoveAll(entry => entry.Index < 0 && entry.Leaf.IsKnown);
        if (found.Find(entry => !entry.Leaf.IsKnown).Leaf is { } missing)
        {
            foreach (var (_, index, _) in found.Where(entry => entry.Index >= 0 && entry.Leaf.Shape.Rank > 1))
            {
                string reason = $"it reaches {weight.Role.Operator} through `{weight.Op}`, which is not computed: "
                    + $"`{missing.Name}` cannot be read";
                all[index] = all[index] with { Info = all[index].Info with { Role = null, Unread = reason } };
            }

            return;
        }

        if (Owner(weight, found) is not { } owner)
        {
            return;
        }

        var stored = all[owner.Index];
        bool isOwnPlace = !taken.Contains(owner.Index) && !roles.IsWeight(owner.Leaf.Value);
        string name = isOwnPlace ? stored.Info.Name : weight.Name;
        if (!isOwnPlace && !byName.TryAdd(name, all.Count))
        {
            return;
        }

        var type = found.Exists(entry => entry.Leaf.Type == ElementType.F64) ? ElementType.F64 : ElementType.F32;
        var shape = weight.Value.Shape;
        var computed = new StoredTensor(
            new TensorInfo(isOwnPlace ? owner.Index : all.Count, name, type, shape, stored.Info.File)
            {
                Role = (shape.Equals(stored.Info.Shape) && isOwnPlace && stored.Info.Role?.Purpose
                    is not (null or TensorPurpose.NotAWeight) ? stored.Info.Role : null)
                    ?? GraphOps.Fit(weight.Role, shape),
                Encoding = $"{type.Name()}, computed by the graph",
                StoredType = stored.Info.StoredType,
                StoredByteCount = stored.Info.StoredByteCount,
            },
            () => new ExpressionStream(weight.Value, type));
        if (isOwnPlace)
        {
            all[owner.Index] = computed;
            taken.Add(owner.Index);
        }
        else
        {
            all.Add(computed);
        }

        foreach (var (leaf, index, isFactor) in found.Where(entry => entry.Index >= 0 && entry.Index != owner.Index))
        {
            var info = all[index].Info;
            if (info.Shape.Rank > 1 && !taken.Contains(index) && !roles.IsWeight(leaf.Value))
            {
                string word = isFactor ? "a factor" : "an operand";
                all[index] = all[index] with
                {
                    Info = info with
                    {
                        Role = new TensorRole(
                            TensorPurpose.NotAWeight, $"{word} of what the graph computes `{name}` from"),
                        IsCompanion = true,
                    },
                };
            }
        }
    }

    private static IEnumerable<(GraphLeaf Leaf, bool IsFactor)> Walk(Expression value, bool isFactor) =>
        value is GraphLeaf leaf
            ? [(leaf, isFactor)]
            : value.Operands.SelectMany(operand => Walk(operand, isFactor || value is Reduced));

    /// <summary>The first tensor of as many elements that is no mask; otherwise the largest.</summary>
    private static (GraphLeaf Leaf, int Index)? Owner(
        ComputedWeight weight, List<(GraphLeaf Leaf, int Index, bool IsFactor)> found)
    {
        var able = found.Where(entry => entry.Index >= 0 && !entry.IsFactor && entry.Leaf.Shape.Rank > 1).ToArray();
        var whole = able.Where(entry => entry.Leaf.Count == weight.Value.Count).ToArray();
        var (leaf, index, _) = whole.Length switch
        {
            0 => able.MaxBy(entry => entry.Leaf.Count),
            1 => whole[0],
            _ => whole.FirstOrDefault(entry => !IsMask(entry.Leaf), whole[0]),
        };
        return leaf is null ? null : (leaf, index);
    }

    /// <summary>Whether its first elements are of two values at most.</summary>
    private static bool IsMask(GraphLeaf leaf)
    {
        double[] sample = new double[Math.Min(MaskSample, leaf.Count)];
        using var values = leaf.Open();
        values.Read(sample);
        return sample.Distinct().Take(3).Count() < 3;
    }
}
