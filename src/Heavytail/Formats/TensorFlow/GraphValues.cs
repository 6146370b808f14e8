using System.Globalization;

namespace Heavytail.Formats.TensorFlow;

/// <summary>
/// All values of a graph and its functions under one numbering: of each body first its arguments, then its nodes.
/// Several outputs of a node count as one value; pieces of one that is split are values of their own, behind all
/// others.
/// </summary>
internal sealed class GraphValues
{
    /// <summary>Arguments that are followed through calls: a hundred times those of the largest graphs known. What is
    /// passed beyond it gets no role from the functions it goes to.</summary>
    private const int MaxPassed = 1 << 22;

    private readonly IReadOnlyList<GraphBody> _bodies;
    private readonly int[] _starts;
    private readonly int[][][] _inputs;
    private readonly Dictionary<int, List<int>> _passedTo = [];
    private readonly HashSet<string> _functions = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, TensorShape?> _shapes;
    private readonly List<(int Value, int Output)> _pieces = [];
    private readonly Dictionary<(int Value, int Output), int> _pieceValues = [];
    private readonly int _whole;
    private int _passed;

    /// <param name="bodies">The main graph and its functions.</param>
    /// <param name="shapes">Shapes of variables by their names, where a checkpoint says; null of one that it does not
    /// hold as the graph has it.</param>
    public GraphValues(IReadOnlyList<GraphBody> bodies, IReadOnlyDictionary<string, TensorShape?> shapes)
    {
        _shapes = shapes;
        _bodies = bodies;
        _starts = new int[bodies.Count];
        _inputs = new int[bodies.Count][][];
        var functions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, body) in bodies.Index())
        {
            _starts[index] = Count;

            // At least one each, so that no two bodies start at the same number.
            Count += Math.Max(1, body.Arguments.Count + body.Nodes.Count);
            if (index > 0)
            {
                functions.TryAdd(body.Name, index);
                _functions.Add(body.Name);
            }
        }

        _whole = Count;
        foreach (var (index, body) in bodies.Index())
        {
            _inputs[index] = ResolveInputs(index, body);
            foreach (var (node, inputs) in body.Nodes.Zip(_inputs[index]))
            {
                NoteCalls(node, inputs, functions);
            }
        }
    }

    public int Count { get; private set; }

    /// <summary>Whether calls were left out because there are too many of them.</summary>
    public bool IsCut => _passed > MaxPassed;

    public int ValueOf(int body, int node) => _starts[body] + _bodies[body].Arguments.Count + node;

    /// <summary>The nodes that compute the network, with their inputs; those of its training are left out.</summary>
    public IEnumerable<(GraphNode Node, int[] Inputs, int Value)> ForwardNodes()
    {
        for (int body = 0; body < _bodies.Count; body++)
        {
            if (_bodies[body].Name.Contains("__backward_", StringComparison.Ordinal))
            {
                continue;
            }

            for (int node = 0; node < _inputs[body].Length; node++)
            {
                string name = _bodies[body].Nodes[node].Name;
                if (!name.StartsWith("gradients/", StringComparison.Ordinal)
                    && !name.Contains("/gradients/", StringComparison.Ordinal)
                    && !name.Contains("gradient_tape/", StringComparison.Ordinal))
                {
                    yield return (_bodies[body].Nodes[node], _inputs[body][node], ValueOf(body, node));
                }
            }
        }
    }

    public IEnumerable<(GraphNode Node, int Value)> Variables() =>
        from body in Enumerable.Range(0, _bodies.Count)
        from node in Enumerable.Range(0, _bodies[body].Nodes.Count)
        where _bodies[body].Nodes[node].IsVariable
        select (_bodies[body].Nodes[node], ValueOf(body, node));

    /// <summary>The node that makes a value; null where it is an argument.</summary>
    public (GraphNode Node, int[] Inputs)? NodeOf(int value)
    {
        value = value < _whole ? value : _pieces[value - _whole].Value;
        int body = BodyOf(value);
        int node = value - _starts[body] - _bodies[body].Arguments.Count;
        return node < 0 ? null : (_bodies[body].Nodes[node], _inputs[body][node]);
    }

    /// <summary>Which of the outputs of its node a value is.</summary>
    public int OutputOf(int value) => value < _whole ? 0 : _pieces[value - _whole].Output;

    /// <summary>The dimensions of a constant or a variable; null where nothing says.</summary>
    public TensorShape? ShapeOf(GraphNode node) =>
        node.IsVariable && _shapes.TryGetValue(StoredName(node), out var shape) ? shape : node.Shape;

    /// <summary>The name that a constant or a variable is listed under.</summary>
    public string NameOf(int value)
    {
        int body = BodyOf(value);
        var node = _bodies[body].Nodes[value - _starts[body] - _bodies[body].Arguments.Count];
        return node.IsVariable ? StoredName(node)
            : body == 0 || _bodies[body].Name.Length == 0 ? node.Name
            : $"{_bodies[body].Name}/{node.Name}";
    }

    /// <summary>Whether a node calls a function of the graph.</summary>
    public bool IsCall(GraphNode node) => node.Functions.Count > 0 || _functions.Contains(node.Op);

    /// <summary>What callers pass for an argument.</summary>
    public IReadOnlyList<int> PassedTo(int argument) => _passedTo.GetValueOrDefault(argument) ?? [];

    /// <summary>Of a constant its elements, if they are few and whole.</summary>
    public IReadOnlyList<int>? Parameters(int value) =>
        NodeOf(value) is { Node.IsConstant: true } found ? found.Node.Parameters() : null;

    /// <summary>Whether a value is stored, and known to be long in one direction at most.</summary>
    public bool IsVector(int value)
    {
        for (int hop = 0; hop < 3 && NodeOf(value) is { } found; hop++)
        {
            if (found.Node.IsConstant || found.Node.IsVariable)
            {
                return ShapeOf(found.Node) is { } shape && shape.Dimensions.Count(side => side != 1) <= 1;
            }

            if (!GraphOps.IsRead(found.Node.Op) || found.Inputs.Length == 0 || found.Inputs[0] < 0)
            {
                return false;
            }

            value = found.Inputs[0];
        }

        return false;
    }

    /// <summary>Of every value whether it is what a constant or a variable holds, perhaps in another shape.</summary>
    public bool[] FromSources()
    {
        bool[] reached = new bool[Count];
        var followers = new List<int>?[Count];
        var pending = new Stack<int>();
        for (int body = 0; body < _bodies.Count; body++)
        {
            for (int index = 0; index < _inputs[body].Length; index++)
            {
                int value = ValueOf(body, index);
                var node = _bodies[body].Nodes[index];
                if (node.IsConstant || node.IsVariable)
                {
                    reached[value] = true;
                    pending.Push(value);
                }
                else if (GraphOps.IsRead(node.Op) && _inputs[body][index] is [>= 0, ..])
                {
                    (followers[_inputs[body][index][0]] ??= []).Add(value);
                }
            }
        }

        foreach (var (argument, passed) in _passedTo)
        {
            passed.ForEach(value => (followers[value] ??= []).Add(argument));
        }

        while (pending.TryPop(out int value))
        {
            foreach (int follower in followers[value] ?? [])
            {
                if (!reached[follower])
                {
                    reached[follower] = true;
                    pending.Push(follower);
                }
            }
        }

        return reached;
    }

    private int BodyOf(int value)
    {
        int body = Array.BinarySearch(_starts, value);
        return body < 0 ? ~body - 1 : body;
    }

    private int[][] ResolveInputs(int index, GraphBody body)
    {
        var values = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (at, name) in body.Arguments.Concat(body.Nodes.Select(node => node.Name)).Index())
        {
            values.TryAdd(name, _starts[index] + at);
        }

        return [.. body.Nodes.Select(node => Resolve(node, values))];
    }

    private static string StoredName(GraphNode node) =>
        string.IsNullOrEmpty(node.SharedName) ? node.Name : node.SharedName;

    private int[] Resolve(GraphNode node, Dictionary<string, int> values)
    {
        var found = new List<int>(node.Inputs.Count);
        foreach (string input in node.Inputs)
        {
            if (input.StartsWith('^'))
            {
                continue;
            }

            int colon = input.IndexOf(':', StringComparison.Ordinal);
            found.Add(values.TryGetValue(colon < 0 ? input : input[..colon], out int value)
                ? colon < 0 ? value : Piece(value, input[(input.LastIndexOf(':') + 1)..]) : -1);
        }

        return [.. found];
    }

    /// <summary>The output of a node that takes a tensor to pieces; of others the node's one value.</summary>
    private int Piece(int value, string output)
    {
        int body = BodyOf(value);
        int node = value - _starts[body] - _bodies[body].Arguments.Count;
        if (node < 0 || !GraphOps.IsSplit(_bodies[body].Nodes[node].Op)
            || !int.TryParse(output, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number == 0)
        {
            return value;
        }

        if (!_pieceValues.TryGetValue((value, number), out int piece))
        {
            piece = Count++;
            _pieceValues.Add((value, number), piece);
            _pieces.Add((value, number));
        }

        return piece;
    }

    private void NoteCalls(GraphNode node, int[] inputs, Dictionary<string, int> functions)
    {
        // The first input of a branch chooses it.
        int skip = node.Op is "If" or "StatelessIf" or "Case" or "StatelessCase" ? 1 : 0;
        foreach (string called in node.Functions.Distinct(StringComparer.Ordinal).Append(node.Op))
        {
            if (!functions.TryGetValue(called, out int body))
            {
                continue;
            }

            int count = Math.Min(_bodies[body].Arguments.Count, inputs.Length - skip);
            for (int argument = 0; argument < count; argument++)
            {
                if (_passed++ >= MaxPassed)
                {
                    return;
                }

                if (inputs[argument + skip] >= 0)
                {
                    if (!_passedTo.TryGetValue(_starts[body] + argument, out var passed))
                    {
                        _passedTo.Add(_starts[body] + argument, passed = []);
                    }

                    passed.Add(inputs[argument + skip]);
                }
            }
        }
    }
}
