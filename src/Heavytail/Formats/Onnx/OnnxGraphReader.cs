using Heavytail.Files;
using Heavytail.Files.Protobuf;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Onnx;

/// <summary>GraphProto and FunctionProto messages → nodes and tensors, graphs inside of nodes among them.</summary>
internal sealed class OnnxGraphReader(ByteSource file)
{
    /// <summary>Nodes of all graphs together; the largest language models have some tens of thousands.</summary>
    private const int MaxNodes = 1_000_000;

    /// <summary>Initializers and Constants of all graphs together.</summary>
    private const int MaxTensors = 1_000_000;

    /// <summary>Graphs inside of nodes of graphs.</summary>
    private const int MaxDepth = 32;

    private const int MaxAttributeInts = 4096;
    private const int MaxAttributeText = 4096;

    private const int GraphNode = 1;
    private const int GraphInitializer = 5;
    private const int GraphSparseInitializer = 15;
    private const int FunctionName = 1;
    private const int FunctionInput = 4;
    private const int FunctionNode = 7;
    private const int FunctionDomain = 10;

    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);
    private int _nodes;
    private int _tensors;

    /// <summary>Tensors that are not read, and why.</summary>
    public UnreadTensors Unread { get; } = new();

    public OnnxGraph ReadGraph(ProtoMessage message, string path = "", int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw file.Invalid($"graphs are nested more than {MaxDepth} deep");
        }

        var graph = new OnnxGraph(path);
        foreach (var field in message.Fields())
        {
            switch (field.Number)
            {
                case GraphNode:
                    AddNode(graph, message.Message(field), depth);
                    break;
                case GraphInitializer:
                    AddTensor(graph, OnnxTensorReader.Read(message.Message(field), null));
                    break;
                case GraphSparseInitializer:
                    AddSparse(graph, message.Message(field), null);
                    break;
            }
        }

        return graph;
    }

    public ((string Domain, string Operator) Key, OnnxGraph Body) ReadFunction(ProtoMessage message)
    {
        var (domain, name) = ("", "");
        foreach (var field in message.Fields())
        {
            if (field.Number == FunctionName)
            {
                name = message.Text(field);
            }
            else if (field.Number == FunctionDomain)
            {
                domain = message.Text(field);
            }
        }

        var body = new OnnxGraph(name);
        foreach (var field in message.Fields())
        {
            if (field.Number == FunctionInput)
            {
                body.Parameters[message.Text(field)] = body.Parameters.Count;
            }
            else if (field.Number == FunctionNode)
            {
                AddNode(body, message.Message(field), 0);
            }
        }

        return ((domain, name), body);
    }

    private void AddNode(OnnxGraph graph, ProtoMessage message, int depth)
    {
        if (++_nodes > MaxNodes)
        {
            throw file.Invalid($"the graph has more than {MaxNodes:N0} nodes");
        }

        var (name, type, domain) = ("", "", "");
        var inputs = new List<string>();
        var outputs = new List<string>();
        var attributes = new List<ProtoField>();
        foreach (var field in message.Fields())
        {
            switch (field.Number)
            {
                case 1:
                    inputs.Add(message.Text(field));
                    break;
                case 2:
                    outputs.Add(message.Text(field));
                    break;
                case 3:
                    name = message.Text(field);
                    break;
                case 4:
                    type = message.Text(field);
                    break;
                case 5:
                    attributes.Add(field);
                    break;
                case 7:
                    domain = message.Text(field);
                    break;
            }
        }

        var node = new OnnxNode(
            Pool(type),
            Pool(domain),
            [.. inputs],
            [.. outputs],
            [.. attributes.Select(field => ReadAttribute(message.Message(field), At, depth))]);
        graph.Nodes.Add(node);
        foreach (string output in outputs)
        {
            graph.NodesByOutput[output] = node;
        }

        if (node is { IsStandard: true, Operator: "Constant" } && outputs is [{ Length: > 0 } value, ..])
        {
            AddConstant(graph, node, value);
        }

        // The name tells branches apart, and many writers leave it out.
        string At() =>
            (graph.Path.Length > 0 ? graph.Path + "/" : "") + (name.Length > 0 ? name : $"{type}_{graph.Nodes.Count}");
    }

    /// <summary>
    /// One string for all operators, domains and attributes of a name: there are few, and many nodes.
    /// </summary>
    private string Pool(string word) => _words.TryGetValue(word, out string? pooled) ? pooled : _words[word] = word;

    private void AddConstant(OnnxGraph graph, OnnxNode node, string name)
    {
        if (node.Attribute("value") is { Tensor: { } message })
        {
            AddTensor(graph, OnnxTensorReader.Read(message, name) with { IsConstant = true });
        }
        else if (node.Attribute("value_floats") is { FloatCount: > 0 } floats)
        {
            AddTensor(graph, OnnxTensorReader.ReadNumbers(floats.Message, name, floats.FloatCount));
        }
        else if (node.Attribute("sparse_value") is { Sparse: { } sparse })
        {
            AddSparse(graph, sparse, name);
        }
    }

    /// <summary>A tensor of which only the elements that are not zero are stored.</summary>
    private void AddSparse(OnnxGraph graph, ProtoMessage message, string? valueName)
    {
        string problem;
        try
        {
            if (OnnxSparseReader.Read(message, valueName, out problem) is { } tensor)
            {
                AddTensor(graph, tensor with { IsConstant = valueName is not null });
                return;
            }
        }
        catch (InvalidCheckpointException e)
        {
            // Its values or indices lie; the rest of the file does not depend on them.
            problem = $"and cannot be read: {e.Problem}";
        }

        AddUnread(message, valueName, graph.Path, $"sparse, {problem}");
    }

    private void AddUnread(ProtoMessage message, string? valueName, string path, string reason)
    {
        string name = valueName ?? "";
        var dims = new List<long>();
        foreach (var field in message.Fields())
        {
            if (field is { Number: 1, IsBytes: true } && valueName is null)
            {
                name = message.Message(field).Fields()
                    .Where(value => value is { Number: OnnxTensorReader.NameField, IsBytes: true })
                    .Select(value => message.Text(value)).LastOrDefault("");
            }
            else if (field.Number == 3)
            {
                dims.AddRange(message.Integers(field, TensorShape.MaxRank));
            }
        }

        name = name.Length > 0 ? name
            : $"sparse initializer {Unread.All.Count + 1}{(path.Length > 0 ? " of " + path : "")}";
        bool isShape = dims.Count is > 0 and <= TensorShape.MaxRank
            && dims.All(side => side is >= 0 and <= int.MaxValue) && dims.Count(side => side > 1) <= 2;
        Unread.Add(name, reason, isShape ? new TensorShape([.. dims]) : null, "sparse");
    }

    private void AddTensor(OnnxGraph graph, OnnxTensor tensor)
    {
        if (++_tensors > MaxTensors)
        {
            throw file.Invalid($"the graph has more than {MaxTensors:N0} tensors");
        }

        if (!graph.TensorsByName.TryAdd(tensor.Name, tensor))
        {
            throw file.InvalidTensor(tensor.Name, "two tensors of one graph have this name");
        }

        graph.Tensors.Add(tensor);
    }

    private OnnxAttribute ReadAttribute(ProtoMessage message, Func<string> node, int depth)
    {
        var (name, text) = ("", (string?)null);
        long? number = null;
        ProtoMessage? tensor = null;
        ProtoMessage? sparse = null;
        List<long>? ints = null;
        List<ProtoMessage>? graphs = null;
        long floatBytes = 0;
        foreach (var field in message.Fields())
        {
            switch (field.Number)
            {
                case 1:
                    name = Pool(message.Text(field));
                    break;
                case 3:
                    number = field.Int64;
                    break;
                case 4 when field.IsBytes && field.Length <= MaxAttributeText:
                    // Bytes that need not be text; what is asked for is ASCII.
                    text = System.Text.Encoding.Latin1.GetString(message.Bytes(field, MaxAttributeText));
                    break;
                case 5:
                    tensor = message.Message(field);
                    break;
                case 22 when field.IsBytes:
                    sparse = message.Message(field);
                    break;
                case 6 or 11:
                    (graphs ??= []).Add(message.Message(field));
                    break;
                case OnnxAttribute.FloatsField:
                    floatBytes += field.IsBytes ? field.Length : sizeof(float);
                    break;
                case OnnxAttribute.IntsField when (ints?.Count ?? 0) <= MaxAttributeInts
                    && field.Length <= MaxAttributeInts:
                    (ints ??= []).AddRange(message.Integers(field, MaxAttributeInts));
                    break;
            }
        }

        return new OnnxAttribute(name)
        {
            Message = message,
            Int = number,
            Text = text,
            Tensor = tensor,
            Sparse = sparse,
            Ints = ints?.Count > MaxAttributeInts ? null : ints,
            FloatCount = floatBytes / sizeof(float),
            Graphs = graphs is null ? [] : [.. graphs.Select((graph, index) => ReadGraph(
                graph, $"{node()}/{name}{(graphs.Count > 1 ? $"[{index}]" : "")}", depth + 1))],
        };
    }
}
