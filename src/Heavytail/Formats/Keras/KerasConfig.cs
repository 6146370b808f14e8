using System.Text.Json;

namespace Heavytail.Formats.Keras;

/// <summary>
/// A model's configuration, as Keras 1 to 3 write it: layers within layers, each with its class and settings.
/// </summary>
internal sealed class KerasConfig
{
    private const int MaxDepth = 256;

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
        catch (InvalidOperationException e)
        {
            // A text is not valid UTF-8.
            throw new JsonException(e.Message, e);
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
