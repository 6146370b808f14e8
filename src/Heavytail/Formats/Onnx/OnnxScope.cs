namespace Heavytail.Formats.Onnx;

/// <summary>Where names are looked up: a graph, then the graph around it, or what a call hands to a function.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Outer">Scope of the node that contains the graph, or of the call of the function.</param>
/// <param name="Call">The call of a function; null of a graph, which sees all outer names.</param>
internal sealed record OnnxScope(OnnxGraph Graph, OnnxScope? Outer = null, OnnxNode? Call = null)
{
    /// <summary>The scope that a name belongs to, and its name there; null where nothing is known of it.</summary>
    public (OnnxScope Scope, string Name)? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.Graph.TensorsByName.ContainsKey(name) || scope.Graph.NodesByOutput.ContainsKey(name))
            {
                return (scope, name);
            }

            if (scope.Call is { } call)
            {
                if (!scope.Graph.Parameters.TryGetValue(name, out int place) || call.Input(place) is not { } argument)
                {
                    return null;
                }

                name = argument;
            }
        }

        return null;
    }

    /// <summary>The tensor of a name that stands for one itself.</summary>
    public OnnxTensor? Tensor(string? name) =>
        name is not null && Find(name) is { } found
            ? found.Scope.Graph.TensorsByName.GetValueOrDefault(found.Name) : null;
}
