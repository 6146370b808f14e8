using System.Text.Json;

namespace Heavytail.Formats.TensorFlow;

/// <summary>The classes of layers in Keras' own description of a model.</summary>
internal static class KerasClassNames
{
    /// <summary>
    /// Adds every layer found, at any depth: <c>{"class_name": "Dense", "config": {"name": "dense_1", …}}</c>. The
    /// first of a name stands.
    /// </summary>
    /// <remarks>The depth is that of the JSON, which its parser bounds.</remarks>
    public static void Collect(JsonElement element, Dictionary<string, string> classes)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Collect(item, classes);
            }
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (Text(element, "class_name") is { } layer)
        {
            string? name = Text(element, "name")
                ?? (element.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object
                ? Text(config, "name") : null);
            if (name is not null)
            {
                classes.TryAdd(name, layer);
            }
        }

        foreach (var property in element.EnumerateObject())
        {
            Collect(property.Value, classes);
        }
    }

    private static string? Text(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
