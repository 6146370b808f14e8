using Heavytail.Formats.Contract;
using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.TensorFlow;

/// <summary>
/// What a graph's constants and variables do: every operation with weights gives its operand a role, which goes back
/// through reads, loops, transpositions and calls of functions to where the elements come from. A value has one role,
/// the first that reaches it, so that the work is linear in the graph whatever it looks like.
/// </summary>
internal sealed class GraphRoles
{
    /// <summary>Nodes between a weight and its user.</summary>
    private const int MaxSteps = 64;

    private readonly GraphValues _values;
    private readonly TensorRole?[] _roles;
    private readonly bool[] _fromSource;
    private readonly Stack<int> _pending = new();
    private readonly GraphExpressions _expressions;
    private readonly GraphWeights _computed;
    private readonly HashSet<int> _weights = [];
    private readonly HashSet<int> _used = [];

    /// <param name="bodies">The main graph and its functions.</param>
    /// <param name="shapes">Shapes of variables by their names, where a checkpoint says; null of one that it does not
    /// hold as the graph has it.</param>
    public GraphRoles(
        IReadOnlyList<GraphBody> bodies, IReadOnlyDictionary<string, TensorShape?>? shapes = null)
    {
        _values = new GraphValues(bodies, shapes ?? new Dictionary<string, TensorShape?>());
        _roles = new TensorRole?[_values.Count];
        bool[] fromSource = _values.FromSources();
        _fromSource = fromSource;
        _expressions = new GraphExpressions(_values);
        _computed = new GraphWeights(_values, _expressions);
        var computed = new List<(int Value, TensorRole Role, Expression Found)>();
        var folded = new List<(GraphNode Node, int[] Inputs, int Value)>();
        foreach (var (node, inputs, value) in _values.ForwardNodes())
        {
            if (IsFolded(node, inputs))
            {
                folded.Add((node, inputs, value));
            }
            else
            {
                GiveWeights(node, inputs, computed);
            }
        }

        // A product of stored tensors is part of a weight where it goes into one, and a layer where it does not.
        var parts = folded.Where(found => _used.Contains(found.Value)).Select(found => found.Value).ToHashSet();
        foreach (var (node, inputs, _) in folded.Where(found => !parts.Contains(found.Value)))
        {
            GiveWeights(node, inputs, computed);
        }

        // The left operand of a product is what comes from the layer before, unless it alone is stored.
        foreach (var (node, inputs, _) in _values.ForwardNodes().Where(found => !parts.Contains(found.Value)))
        {
            if (GraphOps.LeftRole(node) is { } role && Known(inputs, 0) is { } left)
            {
                bool isState = Known(inputs, 1) is { } right && fromSource[right];
                if (isState)
                {
                    Give(left, GraphOps.NoWeight(node), isWeight: false);
                }
                else if (_expressions.Find(left) is { } found && GraphExpressions.HasProduct(found))
                {
                    // Queries that are learned are multiplied by keys: what is stored is in the product before.
                    Give(left, role, isWeight: true);
                }
                else
                {
                    Follow(left, role, computed);
                }
            }
        }

        foreach (var (value, role, found) in computed)
        {
            Compute(value, role, found);
        }

        foreach (var (node, inputs, _) in _values.ForwardNodes().Where(
            found => GraphOps.IsElementwise(found.Node.Op)))
        {
            foreach (int input in inputs.Where(input => input >= 0))
            {
                Give(input, GraphOps.NoWeight(node), isWeight: false);
            }
        }
    }

    /// <summary>Says in the metadata where not all of the graph was followed.</summary>
    public void AddTo(Dictionary<string, string> metadata)
    {
        if (_values.IsCut)
        {
            metadata["roles"] = "the graph is too deep to follow: "
                + "some weights were classified by name and shape only";
        }
    }

    /// <summary>The role of a constant of the graph, or null.</summary>
    public TensorRole? OfConstant(int body, int node, TensorShape shape) =>
        GraphOps.Fit(_roles[_values.ValueOf(body, node)], shape);

    /// <summary>The roles of the variables by the names they are stored under.</summary>
    public IReadOnlyDictionary<string, Func<TensorShape, TensorRole?>> OfVariables()
    {
        var roles = new Dictionary<string, Func<TensorShape, TensorRole?>>(StringComparer.Ordinal);
        foreach (var (node, value) in _values.Variables())
        {
            if (_roles[value] is { } role)
            {
                roles.TryAdd(
                    string.IsNullOrEmpty(node.SharedName) ? node.Name : node.SharedName, shape =>
                        GraphOps.Fit(role, shape));
            }
        }

        return roles;
    }

    /// <summary>
    /// The tensors of the file, with the weights that the graph computes from them, in the order in which it takes
    /// them.
    /// </summary>
    public IReadOnlyList<StoredTensor> Compute(IReadOnlyList<StoredTensor> tensors) => new GraphOrder(_values)
        .Sort(_computed.Apply(tensors, leaf => _weights.Contains(leaf.Value)), _computed.Names());

    private void GiveWeights(
        GraphNode node, int[] inputs, List<(int Value, TensorRole Role, Expression Found)> computed)
    {
        foreach (var (index, role) in GraphOps.WeightRoles(node))
        {
            if (Known(inputs, index) is not { } value)
            {
                continue;
            }

            Follow(value, role, computed);
        }
    }

    /// <summary>Whether both factors of a product come from stored tensors alone.</summary>
    private bool IsFolded(GraphNode node, int[] inputs) =>
        GraphOps.MayFold(node.Op) && inputs is [>= 0 and var left, >= 0 and var right, ..]
        && _expressions.Find(left) is { } first && first.Leaves.Any()
        && _expressions.Find(right) is { } second && second.Leaves.Any();

    /// <summary>Follows a weight to where it is stored, or notes that it is computed from stored tensors.</summary>
    private void Follow(int value, TensorRole role, List<(int Value, TensorRole Role, Expression Found)> computed)
    {
        if (!IsPlain(value, role) && _expressions.Find(value, _used) is { } found && found.Leaves.Any())
        {
            computed.Add((value, role, found));
        }
        else
        {
            Give(value, role, isWeight: true);
        }
    }

    /// <summary>Whether all that lies between a value and where it is stored is read, turned or handed on.</summary>
    private bool IsPlain(int value, TensorRole role)
    {
        for (int step = 0; step < MaxSteps; step++)
        {
            if (_values.NodeOf(value) is not { } found)
            {
                if (_values.OnlyPassedTo(value) is not { } passed)
                {
                    return true;
                }

                value = passed;
                continue;
            }

            var (node, inputs) = found;
            if (node.IsConstant || node.IsVariable)
            {
                return true;
            }

            if (_values.ReturnOf(value) is { } returned)
            {
                value = returned;
                continue;
            }

            if (GraphOps.Rounds(node) || Before(node, inputs, role) is not { } before
                || Known(inputs, 0) is not { } source)
            {
                return false;
            }

            (role, value) = (before, source);
        }

        return true;
    }

    /// <summary>Notes how a weight is computed from stored tensors, or which operation is in the way.</summary>
    private void Compute(int value, TensorRole role, Expression found)
    {
        value = _values.Origin(value);
        if (_values.NodeOf(value) is not var (node, inputs))
        {
            return;
        }

        if (found is NamedLeaf || (found.Refusal is not null && _values.HasParts(node, inputs)))
        {
            // A partitioned variable, which a checkpoint keeps as one tensor of the name of the whole.
            Give(value, role, isWeight: true);
            return;
        }

        foreach (var leaf in _computed.Add(value, node, role, found))
        {
            _roles[leaf.Value] ??= role;
        }
    }

    private TensorRole? Before(GraphNode node, int[] inputs, TensorRole role) => GraphOps.Before(
        node, role, index => Known(inputs, index) is { } at ? _values.Parameters(at) : null);

    private static int? Known(int[] inputs, int index) =>
        index < inputs.Length && inputs[index] >= 0 ? inputs[index] : null;

    /// <summary>Gives a role to a value and to what it is read from.</summary>
    private void Give(int value, TensorRole role, bool isWeight)
    {
        Set(value, role);
        while (_pending.TryPop(out int reached))
        {
            var known = _roles[reached]!;
            if (_values.NodeOf(reached) is not { } found)
            {
                foreach (int passed in _values.PassedTo(reached))
                {
                    Set(passed, known);
                }

                continue;
            }

            var (node, inputs) = found;
            if (_values.ReturnOf(reached) is { } returned)
            {
                Set(returned, known);
            }
            else if (GraphOps.IsScaling(node.Op) || GraphOps.IsJoin(node.Op))
            {
                // A scaled kernel is a kernel still, the scale is none; parts of a kernel are joined along one axis.
                int[] whole = [.. inputs.Where(input => isWeight && input >= 0 && !_values.IsVector(input))];
                bool isMasked = GraphOps.IsScaling(node.Op) && whole.Length > 1
                    && Array.TrueForAll(whole, input => _fromSource[input]);
                foreach (int input in whole)
                {
                    if (isMasked)
                    {
                        _computed.Refuse(
                            input, $"it reaches {known.Operator} through `{node.Op}`, which is not computed");
                    }
                    else
                    {
                        Set(input, known);
                    }
                }
            }
            else if (Before(node, inputs, known) is { } before && Known(inputs, 0) is { } source)
            {
                Set(source, before);
            }
        }
    }

    private void Set(int value, TensorRole role)
    {
        if (_roles[value] is null)
        {
            if (role.Purpose != TensorPurpose.NotAWeight)
            {
                _weights.Add(value);
            }

            _roles[value] = role;
            _pending.Push(value);
        }
    }
}
