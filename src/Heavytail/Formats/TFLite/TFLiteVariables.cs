namespace Heavytail.Formats.TFLite;

/// <summary>Variables of a model that can be trained on: assigned in one graph by name, read in another.</summary>
internal sealed class TFLiteVariables
{
    private const int SharedNameField = 1;

    private readonly Dictionary<(int Graph, int Handle), string> _names = [];
    private readonly List<(int Graph, int Handle, int Tensor)> _assigned = [];
    private readonly List<(int Graph, int Handle, int Tensor)> _read = [];

    /// <summary>Notes an operator that has to do with a variable.</summary>
    public void Add(int graph, TFLiteOperator step)
    {
        switch (step.Code, step.Inputs, step.Outputs)
        {
            case (TFLiteOperators.VarHandle, _, [var handle, ..]):
                _names[(graph, handle)] = step.Options?.Text(SharedNameField) ?? "";
                break;
            case (TFLiteOperators.AssignVariable, [var handle, var value, ..], _):
                _assigned.Add((graph, handle, value));
                break;
            case (TFLiteOperators.ReadVariable, [var handle, ..], [var value, ..]):
                _read.Add((graph, handle, value));
                break;
        }
    }

    /// <summary>What is assigned becomes what is first read, and so on to the last.</summary>
    public IEnumerable<TFLiteRoles.Flow> Flows()
    {
        var last = new Dictionary<string, (int Graph, int Tensor)>(StringComparer.Ordinal);
        foreach (var (graph, handle, tensor) in _assigned.Concat(_read))
        {
            if (!_names.TryGetValue((graph, handle), out string? name))
            {
                continue;
            }

            if (last.TryGetValue(name, out var before))
            {
                yield return new TFLiteRoles.Flow(before.Graph, before.Tensor, graph, tensor, InPlace: true);
            }

            last[name] = (graph, tensor);
        }
    }
}
