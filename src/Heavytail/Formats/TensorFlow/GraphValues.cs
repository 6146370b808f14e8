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
    private readonly Dictionary<string, int> _functions = new(StringComparer.Ordinal);
    private readonly int[][] _returns;
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
        _returns = new int[bodies.Count][];
        foreach (var (index, body) in bodies.Index())
        {
            _starts[index] = Count;

            // At least one each, so that no two bodies start at the same number.
            Count += Math.Max(1, body.Arguments.Count + body.Nodes.Count);
            if (index > 0)
            {
                _functions.TryAdd(body.Name, index);
            }
        }

        _whole = Count;
        foreach (var (index, body) in bodies.Index())
        {
            (_inputs[index], _returns[index]) = ResolveInputs(index, body);
            foreach (var (node, inputs) in body.Nodes.Zip(_inputs[index]))
            {
                NoteCalls(node, inputs);
            }
        }
    }

    public int Count { get; private set; }

    /// <summary>Whether calls were left out because there are too many of them.</summary>
    public bool IsCut => _passed > MaxPassed;

    public IReadOnlyList<GraphBody> Bodies => _bodies;

    public int ValueOf(int body, int node) => _starts[body] + _bodies[body].Arguments.Count + node;

    /// <summary>The value of an argument of a function.</summary>
    public int ArgumentOf(int body, int argument) => _starts[body] + argument;

    /// <summary>What a node takes; −1 for what nothing in its body defines.</summary>
    public int[] InputsOf(int body, int node) => _inputs[body][node];

    /// <summary>What a function returns.</summary>
    public int[] ReturnsOf(int body) => _returns[body];

    /// <summary>The functions that a node calls, and how many of its inputs they do not get.</summary>
    public IEnumerable<(int Body, int Skip)> Called(GraphNode node)
    {
        // The first input of a branch chooses it.
        int skip = node.Op is "If" or "StatelessIf" or "Case" or "StatelessCase" ? 1 : 0;
        foreach (string called in node.Functions.Distinct(StringComparer.Ordinal).Append(node.Op))
        {
            if (_functions.TryGetValue(called, out int body))
            {
                yield return (body, skip);
            }
        }
    }

    /// <summary>The values of a node's outputs that are told apart.</summary>
    public ILookup<int, int> Pieces() =>
        _pieces.Index().ToLookup(piece => piece.Item.Value, piece => _whole + piece.Index);

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

    /// <summary>The node that makes a value; null where it is an argument, or stands for an empty body.</summary>
    public (GraphNode Node, int[] Inputs)? NodeOf(int value)
    {
        value = WholeOf(value);
        int body = BodyOf(value);
        int node = value - _starts[body] - _bodies[body].Arguments.Count;
        return node < 0 || node >= _inputs[body].Length ? null : (_bodies[body].Nodes[node], _inputs[body][node]);
    }

    /// <summary>Of a piece the value of its node; others are their own.</summary>
    public int WholeOf(int value) => value < _whole ? value : _pieces[value - _whole].Value;

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
    public bool IsCall(GraphNode node) => node.Functions.Count > 0 || _functions.ContainsKey(node.Op);

    /// <summary>Of an output of a call: the value that the function returns there; null of anything else.</summary>
    public int? ReturnOf(int value)
    {
        if (NodeOf(value) is not { } found)
        {
            return null;
        }

        string? called = found.Node.Op is "PartitionedCall" or "StatefulPartitionedCall"
            ? found.Node.Functions is [var only] ? only : null
            : found.Node.Op;
        return called is not null && _functions.TryGetValue(called, out int body) && _returns[body] is var returns
            && OutputOf(value) < returns.Length && returns[OutputOf(value)] is >= 0 and var returned ? returned : null;
    }

    /// <summary>
    /// The shape of a variable that is stored as one and joined of its parts in the graph, under its name; null of
    /// other nodes.
    /// </summary>
    public TensorShape? WholeOf(GraphNode node, int[] inputs) =>
        GraphOps.IsJoin(node.Op) && _shapes.TryGetValue(node.Name, out var shape) && HasParts(node, inputs)
            ? shape : null;

    /// <summary>
    /// Whether a node joins the parts of the variable that has its name; the other input is the axis.
    /// </summary>
    public bool HasParts(GraphNode node, int[] inputs) => GraphOps.IsJoin(node.Op)
        && inputs.Count(input => input >= 0 && NodeOf(input) is not null
            && NameOf(input).StartsWith($"{node.Name}/part_", StringComparison.Ordinal)) == inputs.Length - 1;

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

    private int BodyOf(int value)
    {
        int body = Array.BinarySearch(_starts, value);
        return body < 0 ? ~body - 1 : body;
    }

    private (int[][] Inputs, int[] Returns) ResolveInputs(int index, GraphBody body)
    {
        var values = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (at, name) in body.Arguments.Concat(body.Nodes.Select(node => node.Name)).Index())
        {
            values.TryAdd(name, _starts[index] + at);
        }

        return (
            [
                .. body.Nodes.Select(node => node.Inputs.Where(input => !input.StartsWith('^'))
                    .Select(input => Resolve(input, values)).ToArray()),
            ],
            [.. body.Returns.Select(output => Resolve(output, values))]);
    }

    private static string StoredName(GraphNode node) =>
        string.IsNullOrEmpty(node.SharedName) ? node.Name : node.SharedName;

    private int Resolve(string input, Dictionary<string, int> values)
    {
        int colon = input.IndexOf(':', StringComparison.Ordinal);
        return !values.TryGetValue(colon < 0 ? input : input[..colon], out int value) ? -1
            : colon < 0 ? value : Piece(value, input[(input.LastIndexOf(':') + 1)..]);
    }

    /// <summary>The output of a node that takes a tensor to pieces, or calls; of others the node's one value.</summary>
    private int Piece(int value, string output)
    {
        int body = BodyOf(value);
        int node = value - _starts[body] - _bodies[body].Arguments.Count;
        if (node < 0 || _bodies[body].Nodes[node] is not { } made || (!GraphOps.IsSplit(made.Op) && !IsCall(made))
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

    private void NoteCalls(GraphNode node, int[] inputs)
    {
        foreach (var (body, skip) in Called(node))
        {
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
