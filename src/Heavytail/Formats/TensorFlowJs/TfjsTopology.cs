using System.Text;
using System.Text.Json;
using Heavytail.Files;
using Heavytail.Formats.TensorFlow;

namespace Heavytail.Formats.TensorFlowJs;

/// <summary>
/// What a <c>model.json</c> says beside its weights: a graph of TensorFlow, or layers of Keras, as JSON.
/// </summary>
internal static class TfjsTopology
{
    /// <summary>The graph and its functions; none where the model is one of layers.</summary>
    /// <param name="topology">The member <c>modelTopology</c>.</param>
    /// <param name="shapeOf">The shape of a weight, by its name.</param>
    /// <param name="parametersOf">A few integers that a weight holds.</param>
    /// <param name="file">The file, for errors.</param>
    /// <exception cref="InvalidCheckpointException">The graph is too large.</exception>
    public static IReadOnlyList<GraphBody> Graph(
        JsonElement topology, Func<string, TensorShape?> shapeOf, Func<string, IReadOnlyList<int>?> parametersOf,
        ByteSource file)
    {
        var bodies = new List<GraphBody>();
        if (Array(topology, "node") is not { } nodes)
        {
            return bodies;
        }

        bodies.Add(new GraphBody("", [], Nodes(nodes)));
        if (Object(topology, "library") is { } library && Array(library, "function") is { } functions)
        {
            foreach (var function in functions)
            {
                var signature = Object(function, "signature");
                bodies.Add(new GraphBody(
                    signature is { } named ? Text(named, "name") ?? "" : "",
                    [.. (signature is { } with ? Array(with, "inputArg") ?? [] : []).Select(
                        argument => Text(argument, "name") ?? "")],
                    Nodes(Array(function, "nodeDef") ?? [])));
            }
        }

        return bodies;

        List<GraphNode> Nodes(List<JsonElement> items) =>
            items.Count > GraphReader.MaxNodes
                ? throw file.Invalid($"the graph has more than {GraphReader.MaxNodes:N0} nodes")
                : [.. items.Select(item => Node(item, shapeOf, parametersOf))];
    }

    /// <summary>Layers' names → their classes; none where the model is a graph.</summary>
    public static IReadOnlyDictionary<string, string> Classes(JsonElement topology)
    {
        var classes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Object(topology, "model_config") is { } model)
        {
            KerasClassNames.Collect(model, classes);
        }

        return classes;
    }

    private static GraphNode Node(
        JsonElement item, Func<string, TensorShape?> shapeOf, Func<string, IReadOnlyList<int>?> parametersOf)
    {
        string name = Text(item, "name") ?? "";
        var attributes = Object(item, "attr");
        return new GraphNode(
            name,
            Text(item, "op") ?? "",
            [.. (Array(item, "input") ?? []).Where(input => input.ValueKind == JsonValueKind.String).Select(
                input => input.GetString()!)])
        {
            TransposeA = Flag(attributes, "transpose_a") || Flag(attributes, "adj_x"),
            TransposeB = Flag(attributes, "transpose_b") || Flag(attributes, "adj_y"),
            Equation = Encoded(attributes, "equation"),
            Functions = Functions(attributes),
            Shape = shapeOf(name),
            Parameters = () => parametersOf(name),
        };
    }

    private static bool Flag(JsonElement? attributes, string key) =>
        attributes is { } set && Object(set, key) is { } value
        && value.TryGetProperty("b", out var flag) && flag.ValueKind == JsonValueKind.True;

    /// <summary>Texts of a graph are bytes, which JSON holds in Base64.</summary>
    private static string? Encoded(JsonElement? attributes, string key)
    {
        if (attributes is not { } set || Object(set, key) is not { } value || Text(value, "s") is not { } text)
        {
            return null;
        }

        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int count)
            ? Encoding.UTF8.GetString(bytes, 0, count) : text;
    }

    private static string[] Functions(JsonElement? attributes) => attributes is not { } set ? [] :
    [
        .. set.EnumerateObject()
            .Where(attribute => attribute.Value.ValueKind == JsonValueKind.Object)
            .Select(attribute => Object(attribute.Value, "func") is { } function ? Text(function, "name") : null)
            .OfType<string>(),
    ];

    private static JsonElement? Object(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var member)
        && member.ValueKind == JsonValueKind.Object ? member : null;

    private static List<JsonElement>? Array(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var member)
        && member.ValueKind == JsonValueKind.Array ? [.. member.EnumerateArray()] : null;

    private static string? Text(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var member)
        && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
