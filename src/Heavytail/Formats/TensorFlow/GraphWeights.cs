using System.Globalization;
using Heavytail.Formats.Contract;
using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.TensorFlow;

/// <summary>The weights that a graph computes from stored tensors, and the stored tensors that it changes in a way
/// that is not computed.</summary>
internal sealed class GraphWeights(GraphValues values, GraphExpressions expressions)
{
    private readonly Dictionary<int, ComputedWeight> _computed = [];
    private readonly List<(NamedLeaf Leaf, string Reason)> _refusals = [];
    private readonly HashSet<int> _refused = [];

    /// <summary>Notes how a weight is computed, or which operation is in the way.</summary>
    /// <param name="value">The value.</param>
    /// <param name="node">The node that makes it.</param>
    /// <param name="role">What the graph does with it.</param>
    /// <param name="found">What it is computed from.</param>
    /// <returns>The stored tensors of its shape, which have its role.</returns>
    public IReadOnlyList<NamedLeaf> Add(int value, GraphNode node, TensorRole role, Expression found)
    {
        var leaves = found.Leaves.OfType<NamedLeaf>().Where(leaf => leaf.Shape.Rank > 1).ToArray();
        if (found.Refusal is { } why)
        {
            foreach (var leaf in leaves)
            {
                Refuse(leaf, $"it reaches {role.Operator} through {why}");
            }

            return [];
        }

        if (GraphOps.Fit(role, found.Shape) is { } fit)
        {
            string name = values.OutputOf(value) is > 0 and var output
                ? string.Create(CultureInfo.InvariantCulture, $"{node.Name}:{output}") : node.Name;
            _computed.TryAdd(value, new ComputedWeight(name, node.Op, found, fit));
        }

        return [.. leaves.Where(leaf => leaf.Shape.Equals(found.Shape))];
    }

    /// <summary>Says of a stored tensor that another stored one changes it on its way.</summary>
    public void Refuse(int value, string reason)
    {
        if (expressions.Find(value)?.Leaves.OfType<NamedLeaf>().FirstOrDefault() is { } leaf)
        {
            Refuse(leaf, reason);
        }
    }

    /// <summary>The tensors of the file, with the weights that the graph computes from them.</summary>
    public IReadOnlyList<StoredTensor> Apply(IReadOnlyList<StoredTensor> tensors, Predicate<NamedLeaf> isWeight) =>
        ComputedWeights.Apply(tensors, _computed.Values, _refusals, isWeight);

    /// <summary>The names of the weights that are computed, and their values.</summary>
    public IEnumerable<(string Name, int Value)> Names() => _computed.Select(pair => (pair.Value.Name, pair.Key));

    private void Refuse(NamedLeaf leaf, string reason)
    {
        if (_refused.Add(leaf.Value))
        {
            _refusals.Add((leaf, reason));
        }
    }
}
