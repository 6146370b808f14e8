using System.Text.Json.Nodes;

namespace Heavytail.Tests.Support;

/// <summary>How the values of a notebook become text: what it registers, else their own text.</summary>
public sealed class NotebookFormatter
{
    private readonly Dictionary<(Type Type, string Mime), Func<object, string>> _registered = [];
    private readonly Dictionary<Type, string> _preferred = [];

    /// <summary>Says how a type is shown.</summary>
    public void Register<T>(Func<T, string> format, string mimeType) =>
        _registered[(typeof(T), mimeType)] = value => format((T)value);

    /// <summary>Says which of its forms a type is shown in, where that is not HTML.</summary>
    public void SetPreferredMimeTypesFor(Type type, string mimeType) => _preferred[type] = mimeType;

    /// <summary>A value as a notebook keeps it: by type of content, line by line.</summary>
    internal JsonObject Format(object value)
    {
        if (value is string text)
        {
            return Content("text/plain", text);
        }

        string mimeType = _preferred.GetValueOrDefault(value.GetType(), "text/html");
        return _registered.TryGetValue((value.GetType(), mimeType), out var format)
            ? Content(mimeType, format(value))
            : throw new InvalidOperationException($"the notebook shows a {value.GetType()} and does not say how");
    }

    private static JsonObject Content(string mimeType, string text)
    {
        string[] lines = text.Split('\n');
        return new JsonObject
        {
            [mimeType] = new JsonArray(
                [.. lines.Select((line, index) => (JsonNode)(index + 1 < lines.Length ? line + "\n" : line))]),
        };
    }
}
