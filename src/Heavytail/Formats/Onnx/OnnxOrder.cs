using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Onnx;

/// <summary>
/// When the nodes of a model take its tensors. The specification has nodes sorted, so that their list is an order of
/// execution; bodies of branches, loops and functions are run where they are called.
/// </summary>
internal sealed class OnnxOrder
{
    /// <summary>Functions that call functions.</summary>
    private const int MaxCalls = 16;

    /// <summary>Inputs of nodes that are visited again, for another call of their function.</summary>
    private const int MaxRepeated = 1 << 19;

    private readonly OnnxModel _model;
    private readonly Dictionary<OnnxTensor, int> _tensors = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<OnnxGraph> _visited = new(ReferenceEqualityComparer.Instance);
    private readonly List<ExecutionStep> _steps = [];
    private readonly ExecutionOrder _order;
    private long _repeated;
    private int _count;

    public OnnxOrder(OnnxModel model)
    {
        _model = model;
        Visit(new Frame(model.Graph, null, IsFunction: false), 0);
        _order = new ExecutionOrder(_steps, _tensors.Values, _count);
    }

    /// <summary>The place of a tensor, of a computed one that of the first it is computed from; null where no node
    /// takes it.</summary>
    public int? PlaceOf(OnnxTensor tensor) =>
        tensor.Computed is { } value ? value.Tensors().Select(PlaceOf).Min()
        : _tensors.TryGetValue(tensor, out int number) ? _order.PlaceOf(number)
        : null;

    private void Visit(Frame frame, int calls)
    {
        _repeated += _visited.Add(frame.Graph) ? 0 : frame.Graph.Nodes.Sum(node => (long)node.Inputs.Count + 1);
        if (calls > MaxCalls || _repeated > MaxRepeated)
        {
            return;
        }

        foreach (var node in frame.Graph.Nodes)
        {
            int[] inputs = [.. node.Inputs.Where(name => name.Length > 0).Select(name => Value(frame, name))];
            bool isCall = false;
            foreach (var (_, graph) in node.Graphs)
            {
                isCall = true;
                Visit(new Frame(graph, frame, IsFunction: false), calls);
            }

            if (_model.Functions.TryGetValue((node.Domain, node.Operator), out var body))
            {
                isCall = true;
                var callee = new Frame(body, frame, IsFunction: true);
                foreach (var (name, place) in body.Parameters)
                {
                    if (node.Input(place) is { } argument)
                    {
                        int parameter = callee.Names[name] = _count++;
                        _steps.Add(new ExecutionStep([Value(frame, argument)], [parameter]));
                    }
                }

                Visit(callee, calls + 1);
            }

            int[] outputs = new int[node.Outputs.Count];
            foreach (var (index, name) in node.Outputs.Index())
            {
                outputs[index] = frame.Names[name] = _count++;
            }

            _steps.Add(new ExecutionStep(inputs, outputs, isCall));
        }
    }

    /// <summary>The number of what a name stands for; what no graph around defines comes from outside.</summary>
    private int Value(Frame frame, string name)
    {
        for (var scope = frame; scope is not null; scope = scope.IsFunction ? null : scope.Outer)
        {
            if (scope.Names.TryGetValue(name, out int known))
            {
                return known;
            }

            if (scope.Graph.TensorsByName.TryGetValue(name, out var tensor))
            {
                if (!_tensors.TryGetValue(tensor, out int number))
                {
                    _tensors.Add(tensor, number = _count++);
                }

                return scope.Names[name] = number;
            }
        }

        return frame.Names[name] = _count++;
    }

    /// <summary>A graph as it is run.</summary>
    private sealed record Frame(OnnxGraph Graph, Frame? Outer, bool IsFunction)
    {
        public Dictionary<string, int> Names { get; } = new(StringComparer.Ordinal);
    }
}
