// Specification: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/graph.proto

using Heavytail.Files.Protobuf;

namespace Heavytail.Formats.TensorFlow;

/// <summary>The message <c>GraphDef</c>: the main graph, and the functions that it calls.</summary>
internal static class GraphReader
{
    /// <summary>Ten times the largest graphs known.</summary>
    public const int MaxNodes = 2_000_000;

    /// <summary>TensorFlow has no tensor of more dimensions.</summary>
    private const int MaxDims = 254;

    /// <summary>Whether a message begins as a graph does: with a node that has a name and an operation.</summary>
    public static bool IsGraph(ProtoMessage graph)
    {
        try
        {
            // Members of a message come in any order, but every writer known begins with the nodes.
            var first = graph.Fields().FirstOrDefault();
            return first is { Number: 1, IsBytes: true } && IsNode(graph.Message(first));
        }
        catch (InvalidCheckpointException)
        {
            // What is not a message is not a graph.
            return false;
        }
    }

    /// <summary>The main graph first, then the functions.</summary>
    /// <exception cref="InvalidCheckpointException">The message is not a graph.</exception>
    public static IReadOnlyList<GraphBody> Read(ProtoMessage graph)
    {
        var names = new NamePool();
        var main = new List<GraphNode>();
        var bodies = new List<GraphBody> { new("", [], main) };
        foreach (var field in graph.Fields())
        {
            switch (field.Number)
            {
                case 1:
                    AddNode(main, graph.Message(field), names);
                    break;
                case 2:
                    var library = graph.Message(field);
                    bodies.AddRange(library.Fields()
                        .Where(part => part.Number == 1)
                        .Select(part => ReadFunction(library.Message(part), names)));
                    break;
                default:
                    break;
            }
        }

        return bodies;
    }

    private static bool IsNode(ProtoMessage node)
    {
        string? name = null;
        string? op = null;
        foreach (var field in node.Fields())
        {
            if (field.Number > 7 || !field.IsBytes)
            {
                return false;
            }

            name = field.Number == 1 ? node.Text(field) : name;
            op = field.Number == 2 ? node.Text(field) : op;
        }

        return name is { Length: > 0 }
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || "_./\\->:".Contains(letter))
            && op is { Length: > 0 }
            && op.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '>' or '.')
            && char.IsAsciiLetter(op.TrimStart('_').FirstOrDefault());
    }

    private static GraphBody ReadFunction(ProtoMessage function, NamePool names)
    {
        string name = "";
        var arguments = new List<string>();
        var nodes = new List<GraphNode>();
        var outputs = new List<string>();
        var returned = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in function.Fields())
        {
            switch (field.Number)
            {
                case 1:
                    var signature = function.Message(field);
                    foreach (var part in signature.Fields())
                    {
                        if (part.Number == 1)
                        {
                            name = signature.Text(part);
                        }
                        else if (part.Number == 2)
                        {
                            arguments.Add(Text(signature.Message(part), 1));
                        }
                        else if (part.Number == 3)
                        {
                            outputs.Add(Text(signature.Message(part), 1));
                        }
                    }

                    break;
                case 3:
                    AddNode(nodes, function.Message(field), names);
                    break;
                case 4:
                    var entry = function.Message(field);
                    returned[Text(entry, 1)] = Text(entry, 2);
                    break;
                default:
                    break;
            }
        }

        return new GraphBody(name, arguments, nodes)
        {
            Returns = [.. outputs.Select(output => returned.GetValueOrDefault(output, ""))],
        };
    }

    private static void AddNode(List<GraphNode> nodes, ProtoMessage message, NamePool names)
    {
        if (++names.Nodes > MaxNodes)
        {
            throw message.File.Invalid($"the graph has more than {MaxNodes:N0} nodes");
        }

        // In one pass: going back to attributes would read the file again.
        var inputs = new List<string>();
        var functions = new List<string>();
        var node = new GraphNode("", "", inputs) { Functions = functions };
        foreach (var field in message.Fields())
        {
            switch (field.Number)
            {
                case 1:
                    node = node with { Name = message.Text(field) };
                    break;
                case 2:
                    node = node with { Op = names.Intern(message.Text(field)) };
                    break;
                case 3:
                    inputs.Add(message.Text(field));
                    break;
                case 5:
                    node = WithAttribute(node, message.Message(field), functions);
                    break;
                default:
                    break;
            }
        }

        nodes.Add(functions.Count > 0 ? node : node with { Functions = [] });
    }

    private static GraphNode WithAttribute(GraphNode node, ProtoMessage entry, List<string> functions)
    {
        string key = "";
        ProtoMessage? value = null;
        foreach (var field in entry.Fields())
        {
            key = field.Number == 1 ? entry.Text(field) : key;
            value = field.Number == 2 ? entry.Message(field) : value;
        }

        if (value is not { } set)
        {
            return node;
        }

        switch (key)
        {
            case "transpose_a" or "adj_x":
                return node with { TransposeA = Flag(set) };
            case "transpose_b" or "adj_y":
                return node with { TransposeB = Flag(set) };
            case "equation":
                return node with { Equation = Text(set, 2) };
            case "shared_name":
                return node with { SharedName = Text(set, 2) };
            case "value":
                return WithValue(node, set);
            case "shape":
                return WithShape(node, set);
            case "keep_dims" or "num_bits" or "narrow_range" or "min" or "max" or "SrcT" or "DstT" or "num_split"
                or "num" or "axis" or "batch_dims" or "begin_mask" or "end_mask" or "ellipsis_mask" or "new_axis_mask"
                or "shrink_axis_mask":
                return WithNumber(node, key, set);
            case "squeeze_dims":
                return node with { SqueezedDims = Integers(set) };
            default:
                AddFunctions(functions, set);
                return node;
        }
    }

    /// <summary>An attribute that is an integer, a number, a flag or a type.</summary>
    private static GraphNode WithNumber(GraphNode node, string key, ProtoMessage value)
    {
        var field = value.Fields().FirstOrDefault(field => field.Number is >= 3 and <= 6 && !field.IsBytes);
        var numbers = new Dictionary<string, double>(node.Numbers ?? new Dictionary<string, double>())
        {
            [key] = field.Number == 4 ? BitConverter.UInt32BitsToSingle((uint)field.Value) : field.Int64,
        };
        return field.Number == 0 ? node : node with { Numbers = numbers };
    }

    /// <summary>The integers of a list, packed or one by one.</summary>
    private static List<long> Integers(ProtoMessage value)
    {
        var found = new List<long>();
        foreach (var list in value.Fields().Where(field => field.Number == 1 && field.IsBytes))
        {
            var message = value.Message(list);
            foreach (var field in message.Fields().Where(field => field.Number == 3))
            {
                found.AddRange(field.IsBytes ? message.Integers(field, MaxDims) : [field.Int64]);
                if (found.Count > MaxDims)
                {
                    return [];
                }
            }
        }

        return found;
    }

    private static GraphNode WithValue(GraphNode node, ProtoMessage value)
    {
        var field = value.Fields().FirstOrDefault(part => part.Number == 8);
        if (!field.IsBytes)
        {
            return node;
        }

        var tensor = GraphTensor.Read(value.Message(field), node.Name);
        return node with { Value = tensor, Shape = tensor.Shape, Parameters = tensor.Parameters };
    }

    private static GraphNode WithShape(GraphNode node, ProtoMessage value)
    {
        var field = value.Fields().FirstOrDefault(part => part.Number == 7);
        return field.IsBytes ? node with { Shape = TensorFlowShape.Read(value.Message(field), node.Name) } : node;
    }

    /// <summary>An attribute that is a function, or a list of them.</summary>
    private static void AddFunctions(List<string> functions, ProtoMessage value)
    {
        foreach (var field in value.Fields().Where(field => field.Number is 1 or 10 && field.IsBytes))
        {
            var message = value.Message(field);
            if (field.Number == 10)
            {
                functions.Add(Text(message, 1));
                continue;
            }

            functions.AddRange(message.Fields()
                .Where(part => part.Number == 9 && part.IsBytes)
                .Select(part => Text(message.Message(part), 1)));
        }
    }

    private static bool Flag(ProtoMessage value) => value.Fields().Any(field => field.Number == 5 && field.Value != 0);

    private static string Text(ProtoMessage message, int number)
    {
        var field = message.Fields().FirstOrDefault(field => field.Number == number);
        return field.IsBytes ? message.Text(field) : "";
    }

    /// <summary>Counts nodes, and keeps one string of each operation.</summary>
    private sealed class NamePool
    {
        private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

        public int Nodes { get; set; }

        public string Intern(string text)
        {
            if (_texts.TryGetValue(text, out string? known))
            {
                return known;
            }

            _texts.Add(text, text);
            return text;
        }
    }
}
