using Heavytail.Formats.Contract;

namespace Heavytail.Formats.TFLite;

/// <summary>When the operators of a model take its tensors: their list is in the order of execution.</summary>
internal sealed class TFLiteOrder
{
    /// <summary>Graphs that call graphs.</summary>
    private const int MaxDepth = 16;

    /// <summary>Operators that are visited again, for another call of their graph.</summary>
    private const int MaxRepeated = 1 << 16;

    private readonly TFLiteModel _model;
    private readonly int[] _starts;
    private readonly bool[] _isVisited;
    private readonly List<ExecutionStep> _steps = [];
    private readonly ExecutionOrder _order;
    private int _repeated;

    public TFLiteOrder(TFLiteModel model)
    {
        _model = model;
        _starts = new int[model.Graphs.Count];
        _isVisited = new bool[model.Graphs.Count];
        int count = 0;
        foreach (var (number, graph) in model.Graphs.Index())
        {
            _starts[number] = count;
            count += graph.Tensors.Count;
        }

        // Models with several signatures have a main graph for each.
        for (int graph = 0; graph < model.Graphs.Count; graph++)
        {
            if (!_isVisited[graph])
            {
                Visit(graph, 0);
            }
        }

        _order = new ExecutionOrder(_steps, Stored(), count);
    }

    /// <summary>The place of a tensor; null where no operator takes it.</summary>
    public int? PlaceOf(int graph, int tensor) => _order.PlaceOf(_starts[graph] + tensor);

    private void Visit(int number, int depth)
    {
        var graph = _model.Graphs[number];
        _repeated += _isVisited[number] ? graph.Operators.Count : 0;
        if (depth > MaxDepth || _repeated > MaxRepeated)
        {
            return;
        }

        _isVisited[number] = true;
        foreach (var step in graph.Operators)
        {
            var called = Called(step).ToList();
            foreach (var (body, skip) in called)
            {
                Link(number, step.Inputs.Skip(skip), body, _model.Graphs[body].Inputs);
                Visit(body, depth + 1);
            }

            _steps.Add(new ExecutionStep(
                Values(number, step.Inputs), Values(number, step.Outputs), IsCall: called.Count > 0));
        }
    }

    /// <summary>The graphs that an operator runs, and how many of its inputs they do not get.</summary>
    private IEnumerable<(int Body, int Skip)> Called(TFLiteOperator step)
    {
        (int? Body, int Skip)[] bodies = step.Code switch
        {
            TFLiteOperators.While => [(step.Options?.Int32(1), 0)],
            TFLiteOperators.If => [(step.Options?.Int32(0), 1), (step.Options?.Int32(1), 1)],
            TFLiteOperators.Call => [(step.Options?.Int32(0), 0)],
            TFLiteOperators.StableHloComposite => [(step.Options2?.Int32(1), 0)],
            _ => [],
        };
        return bodies.Where(pair => pair.Body >= 0 && pair.Body < _model.Graphs.Count)
            .Select(pair => (pair.Body!.Value, pair.Skip));
    }

    private void Link(int graph, IEnumerable<int> inputs, int body, IReadOnlyList<int> arguments) => _steps.AddRange(
        inputs.Zip(arguments).Select(pair => new ExecutionStep(
            Values(graph, [pair.First]), Values(body, [pair.Second]))).Where(step => step.Inputs.Length > 0));

    private int[] Values(int graph, IEnumerable<int> tensors) =>
    [
        .. tensors.Where(tensor => tensor >= 0 && tensor < _model.Graphs[graph].Tensors.Count)
            .Select(tensor => _starts[graph] + tensor),
    ];

    /// <summary>Tensors with elements, and the handles of variables.</summary>
    private IEnumerable<int> Stored()
    {
        foreach (var (number, graph) in _model.Graphs.Index())
        {
            foreach (var (index, tensor) in graph.Tensors.Index())
            {
                if (tensor.IsExternal
                    || (tensor.Buffer < _model.Buffers.Count && _model.Buffers[(int)tensor.Buffer].Length > 0))
                {
                    yield return _starts[number] + index;
                }
            }

            foreach (int handle in graph.Operators.Where(step => step.Code == TFLiteOperators.VarHandle)
                .SelectMany(step => Values(number, step.Outputs)))
            {
                yield return handle;
            }
        }
    }
}
