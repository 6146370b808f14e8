using System.Text.Json;
using Heavytail.Files.Json;

namespace Heavytail.Formats.Keras;

/// <summary>
/// A model's configuration, as Keras 1 to 3 write it: layers within layers, each with its class and settings.
/// </summary>
internal sealed class KerasConfig
{
    private const int MaxDepth = 256;
    private const string From = "_from_";

    private readonly Dictionary<string, KerasLayer> _byName = new(StringComparer.Ordinal);
    private int _count;

    private KerasConfig(JsonElement root) =>
        Model = ReadLayer(root) ?? throw new JsonException("it has no class_name and config");

    /// <summary>The model itself, a layer of layers.</summary>
    public KerasLayer Model { get; }

    /// <summary>Layers by name, of nested models too; wrappers under their names stand for what they wrap.</summary>
    public IReadOnlyDictionary<string, KerasLayer> ByName => _byName;

    /// <exception cref="JsonException">It is not JSON, or no model's.</exception>
    public static KerasConfig Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return new KerasConfig(document.RootElement);
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException { LineNumber: not null })
        {
            // InvalidOperationException: a text is not valid UTF-8.
            throw new JsonException(
                JsonFault.Describe(json.Span, new JsonReaderOptions { MaxDepth = MaxDepth }), e);
        }
    }

    private KerasLayer? ReadLayer(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || Text(json, "class_name") is not { } word
            || !json.TryGetProperty("config", out var config))
        {
            return null;
        }

        int order = _count++;

        // The configuration of a Sequential of Keras 1 is its list of layers.
        var list = config;
        if (config.ValueKind == JsonValueKind.Object)
        {
            config.TryGetProperty("layers", out list);
        }

        // A registered class of the user's has its package in front.
        string name = Text(config, "name") ?? Text(json, "name") ?? "";
        var layer = new KerasLayer(word[(word.LastIndexOf('>') + 1)..], name, order)
        {
            Groups = Math.Max(1, Number(config, "groups") ?? 1),
            Implementation = Number(config, "implementation") ?? 1,
            Equation = Text(config, "equation"),
            Quantization = ReadQuantization(config),
            Inputs = ReadInputs(json),
            Outputs = Number(config, "output_dim"),
            IsTheanoOrder = Text(config, "dim_ordering") == "th",
            Layers = list.ValueKind == JsonValueKind.Array
                ? [.. list.EnumerateArray().Select(ReadLayer).OfType<KerasLayer>()]
                : [],
            Inner = ReadInner(config),
        };
        if (name.Length > 0)
        {
            _byName.TryAdd(name, layer.Inner.Count > 0 && Unwrap(layer) is { } wrapped ? wrapped : layer);
        }

        return layer;
    }

    /// <summary>
    /// The policy of its type: <c>"int4_from_float32"</c>, or an object with the mode <c>int4/128</c>.
    /// </summary>
    private static string? ReadQuantization(JsonElement config)
    {
        string? mode = Text(config, "dtype") is { } text && text.Contains(From, StringComparison.Ordinal)
            ? text
            : config.ValueKind == JsonValueKind.Object && config.TryGetProperty("dtype", out var policy)
            && policy.ValueKind == JsonValueKind.Object && policy.TryGetProperty("config", out var settings)
            ? Text(settings, "mode")
            : null;
        return mode?.Split(From)[0].Split('/')[0];
    }

    /// <summary><c>"build_config": {"input_shape": [null, 784]}</c>.</summary>
    private static long? ReadInputs(JsonElement layer) =>
        layer.TryGetProperty("build_config", out var build) && build.ValueKind == JsonValueKind.Object
        && build.TryGetProperty("input_shape", out var shape) && shape.ValueKind == JsonValueKind.Array
        && shape.GetArrayLength() is > 0 and int rank && shape[rank - 1] is { ValueKind: JsonValueKind.Number } last
        && last.TryGetInt64(out long inputs) && inputs > 0
            ? inputs
            : null;

    /// <summary>What a wrapper wraps, under the names that its attributes have.</summary>
    private Dictionary<string, KerasLayer> ReadInner(JsonElement config)
    {
        var inner = new Dictionary<string, KerasLayer>(StringComparer.Ordinal);
        if (config.ValueKind != JsonValueKind.Object)
        {
            return inner;
        }

        foreach (string key in (string[])["layer", "backward_layer", "cell"])
        {
            if (config.TryGetProperty(key, out var json) && ReadLayer(json) is { } layer)
            {
                inner.Add(key, layer);
                _byName.TryAdd($"forward_{layer.Name}", layer);
                _byName.TryAdd($"backward_{layer.Name}", layer);
            }
        }

        if (inner.TryGetValue("layer", out var forward))
        {
            inner.TryAdd("forward_layer", forward);
            inner.TryAdd("backward_layer", forward);
        }

        return inner;
    }

    private static KerasLayer? Unwrap(KerasLayer layer) =>
        layer.Inner.GetValueOrDefault("layer") ?? layer.Inner.GetValueOrDefault("cell");

    private static string? Text(JsonElement json, string key) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(key, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static int? Number(JsonElement json, string key) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(key, out var value)
            && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : null;
}
