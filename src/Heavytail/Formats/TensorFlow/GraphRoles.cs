namespace Heavytail.Formats.TensorFlow;

/// <summary>
/// What a graph's constants and variables do: every operation with weights gives its operand a role, which goes back
/// through reads, loops, transpositions and calls of functions to where the elements come from. A value has one role,
/// the first that reaches it, so that the work is linear in the graph whatever it looks like.
/// </summary>
internal sealed class GraphRoles
{
    private readonly GraphValues _values;
    private readonly TensorRole?[] _roles;
    private readonly bool[] _fromSource;
    private readonly Stack<int> _pending = new();

    public GraphRoles(IReadOnlyList<GraphBody> bodies)
    {
        _values = new GraphValues(bodies);
        _roles = new TensorRole?[_values.Count];
        bool[] fromSource = _values.FromSources();
        _fromSource = fromSource;
        foreach (var (node, inputs) in _values.ForwardNodes())
        {
            GiveWeights(node, inputs);
        }

        // The left operand of a product is what comes from the layer before, unless it alone is stored.
        foreach (var (node, inputs) in _values.ForwardNodes())
        {
            if (GraphOps.LeftRole(node) is { } role && Known(inputs, 0) is { } left)
            {
                bool isState = Known(inputs, 1) is { } right && fromSource[right];
                Give(left, isState ? GraphOps.NoWeight(node) : role, isWeight: !isState);
            }
        }

        foreach (var (node, inputs) in _values.ForwardNodes().Where(found => GraphOps.IsElementwise(found.Node.Op)))
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

    private void GiveWeights(GraphNode node, int[] inputs)
    {
        foreach (var (index, role) in GraphOps.WeightRoles(node))
        {
            if (Known(inputs, index) is { } value)
            {
                Give(value, role, isWeight: true);
            }
        }
    }

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
            if (GraphOps.IsScaling(node.Op) || GraphOps.IsJoin(node.Op))
            {
                // A scaled kernel is a kernel still, the scale is none; parts of a kernel are joined along one axis.
                int[] whole = [.. inputs.Where(input => isWeight && input >= 0 && !_values.IsVector(input))];
                bool isMasked = GraphOps.IsScaling(node.Op) && whole.Length > 1
                    && Array.TrueForAll(whole, input => _fromSource[input]);
                foreach (int input in whole)
                {
                    Set(input, isMasked ? GraphOps.Uncomputed(node, known) : known);
                }
            }
            else if (GraphOps.Before(
                node, known, index => Known(inputs, index) is { } at ? _values.Parameters(at) : null) is { } before
                && Known(inputs, 0) is { } source)
            {
                Set(source, before);
            }
        }
    }

    private void Set(int value, TensorRole role)
    {
        if (_roles[value] is null)
        {
            _roles[value] = role;
            _pending.Push(value);
        }
    }
}
