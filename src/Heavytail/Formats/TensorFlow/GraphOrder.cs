using Heavytail.Formats.Contract;

namespace Heavytail.Formats.TensorFlow;

/// <summary>
/// When a graph takes its constants and variables. Nodes stand in a file in any order; they are sorted here, so that
/// each comes behind what it takes, and otherwise as in the file. Functions are run where they are called.
/// </summary>
internal sealed class GraphOrder
{
    /// <summary>Functions that call functions.</summary>
    private const int MaxDepth = 32;

    /// <summary>Nodes that are visited again, for another call of their function.</summary>
    private const int MaxRepeated = 1 << 18;

    private readonly GraphValues _values;
    private readonly ILookup<int, int> _pieces;
    private readonly bool[] _isVisited;
    private readonly List<ExecutionStep> _steps = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly ExecutionOrder? _order;
    private int _repeated;

    public GraphOrder(GraphValues values)
    {
        _values = values;
        _pieces = values.Pieces();
        _isVisited = new bool[values.Bodies.Count];
        if (values.Bodies.Count == 0)
        {
            return;
        }

        Visit(0, 0);
        var stored =
            from body in Enumerable.Range(0, values.Bodies.Count)
            from node in Enumerable.Range(0, values.Bodies[body].Nodes.Count)
            where values.Bodies[body].Nodes[node] is { IsConstant: true } or { IsVariable: true }
            select values.ValueOf(body, node);
        int[] known = [.. stored];
        _order = new ExecutionOrder(_steps, known, values.Count);
        foreach (int value in known)
        {
            Add(values.NameOf(value), value);
        }
    }

    /// <summary>Tensors in the order in which the graph takes them.</summary>
    /// <param name="tensors">Those of the file.</param>
    /// <param name="computed">The names of those that the graph computes, and their values.</param>
    public IReadOnlyList<StoredTensor> Sort(
        IReadOnlyList<StoredTensor> tensors, IEnumerable<(string Name, int Value)> computed)
    {
        if (_order is null)
        {
            return tensors;
        }

        foreach (var (name, value) in computed)
        {
            Add(name, value);
        }

        return ExecutionOrder.Sort(tensors, index => PlaceOf(tensors[index].Info));
    }

    /// <summary>A variable that is stored as one may be there in the graph as its parts.</summary>
    private int? PlaceOf(TensorInfo tensor) =>
        _places.TryGetValue(tensor.Name, out int place)
        || _places.TryGetValue(PartitionedVariables.FirstPart(tensor.Name), out place)
        || tensor.StoredNames.Any(name => _places.TryGetValue(name, out place))
            ? place : null;

    private void Add(string name, int value)
    {
        if (_order!.PlaceOf(value) is { } place)
        {
            _places[name] = Math.Min(place, _places.GetValueOrDefault(name, place));
        }
    }

    private void Visit(int body, int depth)
    {
        var nodes = _values.Bodies[body].Nodes;
        _repeated += _isVisited[body] ? nodes.Count : 0;
        if (depth > MaxDepth || _repeated > MaxRepeated)
        {
            return;
        }

        _isVisited[body] = true;
        foreach (int node in Sorted(body))
        {
            int value = _values.ValueOf(body, node);
            int[] inputs = _values.InputsOf(body, node);
            int[] outputs = [value, .. _pieces[value]];
            bool isCall = false;
            foreach (var (called, skip) in _values.Called(nodes[node]))
            {
                isCall = true;
                Call(called, inputs.AsSpan(Math.Min(skip, inputs.Length)), depth);
                Return(called, outputs);
            }

            if (nodes[node] is not ({ IsConstant: true } or { IsVariable: true }))
            {
                _steps.Add(new ExecutionStep([.. inputs.Where(input => input >= 0)], outputs, isCall));
            }
        }
    }

    private void Call(int body, ReadOnlySpan<int> inputs, int depth)
    {
        int count = Math.Min(inputs.Length, _values.Bodies[body].Arguments.Count);
        for (int argument = 0; argument < count; argument++)
        {
            if (inputs[argument] >= 0)
            {
                _steps.Add(new ExecutionStep([inputs[argument]], [_values.ArgumentOf(body, argument)]));
            }
        }

        Visit(body, depth + 1);
    }

    /// <summary>A weight that a function only reads and returns is taken where its result goes.</summary>
    private void Return(int body, int[] outputs)
    {
        int[] returns = _values.ReturnsOf(body);
        foreach (int output in outputs)
        {
            int number = _values.OutputOf(output);
            if (number < returns.Length && returns[number] >= 0)
            {
                _steps.Add(new ExecutionStep([returns[number]], [output]));
            }
        }
    }

    /// <summary>The nodes of a body, each behind those that it takes; a loop goes back by NextIteration.</summary>
    private IEnumerable<int> Sorted(int body)
    {
        var nodes = _values.Bodies[body].Nodes;
        int first = _values.ValueOf(body, 0);
        int[][] before =
        [
            .. Enumerable.Range(0, nodes.Count).Select(node => _values.InputsOf(body, node)
                .Select(input => LocalNode(input, first, nodes.Count))
                .Where(input => input >= 0 && nodes[input].Op is not ("NextIteration" or "RefNextIteration"))
                .ToArray()),
        ];
        return before.Index().All(pair => Array.TrueForAll(pair.Item, input => input < pair.Index))
            ? Enumerable.Range(0, nodes.Count) : Sorted(before);
    }

    private int LocalNode(int value, int first, int count)
    {
        int node = (value < 0 ? value : _values.WholeOf(value)) - first;
        return node >= 0 && node < count ? node : -1;
    }

    private static List<int> Sorted(int[][] before)
    {
        int[] waiting = [.. before.Select(inputs => inputs.Length)];
        var after = before.Index().SelectMany(pair => pair.Item.Select(input => (Input: input, Node: pair.Index)))
            .ToLookup(pair => pair.Input, pair => pair.Node);
        var ready = new PriorityQueue<int, int>(
            Enumerable.Range(0, before.Length).Where(node => waiting[node] == 0).Select(node => (node, node)));
        var sorted = new List<int>(before.Length);
        while (ready.TryDequeue(out int node, out _))
        {
            sorted.Add(node);
            foreach (int next in after[node])
            {
                if (--waiting[next] == 0)
                {
                    ready.Enqueue(next, next);
                }
            }
        }

        // A damaged graph may go in circles.
        sorted.AddRange(Enumerable.Range(0, before.Length).Where(node => waiting[node] > 0));
        return sorted;
    }
}
