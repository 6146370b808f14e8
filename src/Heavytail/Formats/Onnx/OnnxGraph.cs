using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Onnx;

/// <summary>A GraphProto, or the body of a function: nodes, and what the names in it stand for.</summary>
internal sealed class OnnxGraph(string path)
{
    /// <summary>
    /// Where it hangs, for names that another graph has too: <c>If_0/then_branch</c>; empty of the model's own.
    /// </summary>
    public string Path { get; } = path;

    public List<OnnxNode> Nodes { get; } = [];

    /// <summary>Initializers and Constants, in the file's order.</summary>
    public List<OnnxTensor> Tensors { get; } = [];

    /// <summary>Tensors and the nodes that give values, by name.</summary>
    public Dictionary<string, OnnxTensor> TensorsByName { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, OnnxNode> NodesByOutput { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// By the name of a value the first Cast or Mul that takes it: what may scale an integer product.
    /// </summary>
    public IReadOnlyDictionary<string, OnnxNode> Scalers => field ??= FindScalers();

    /// <summary>Of a function the names of its parameters, and their positions.</summary>
    public Dictionary<string, int> Parameters { get; } = new(StringComparer.Ordinal);

    private Dictionary<string, OnnxNode> FindScalers()
    {
        var scalers = new Dictionary<string, OnnxNode>(StringComparer.Ordinal);
        foreach (var node in Nodes.Where(node => node.Operator is "Cast" or "Mul"))
        {
            foreach (string input in node.Inputs)
            {
                scalers.TryAdd(input, node);
            }
        }

        return scalers;
    }
}

/// <summary>What a ModelProto holds.</summary>
/// <param name="Graph">Its graph.</param>
/// <param name="Functions">Bodies of its own functions, by domain and operator.</param>
/// <param name="Metadata">Metadata of the model.</param>
/// <param name="Unread">Tensors that are not read, and why.</param>
internal sealed record OnnxModel(
    OnnxGraph Graph,
    IReadOnlyDictionary<(string Domain, string Operator), OnnxGraph> Functions,
    IReadOnlyDictionary<string, string> Metadata,
    UnreadTensors Unread);
