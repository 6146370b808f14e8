using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Heavytail.Tests.Reports;

/// <summary>What the schemas in <c>docs</c> are built from.</summary>
internal static class SchemaParts
{
    private static readonly JsonSerializerOptions s_indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema of a document as the text of its file.</summary>
    public static string Document(string title, JsonObject root)
    {
        var document = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = title,
        };
        foreach (var (name, value) in root.ToArray())
        {
            root.Remove(name);
            document[name] = value;
        }

        return document.ToJsonString(s_indented) + "\n";
    }

    public static (string Name, JsonObject Schema) Version() =>
        ("schema_version", new JsonObject { ["enum"] = new JsonArray(Heavytail.AnalysisDocument.SchemaVersion) });

    public static (string Name, JsonObject Schema) Tool() =>
        ("tool", Object("What wrote the report.", ("name", Text("Its name.")), ("version", Text("Its version."))));

    /// <summary>The options of analyses, or null.</summary>
    public static (string Name, JsonObject Schema) OptionsOrNull(
        string description = "What was asked for where files were analyzed; null where metrics come from a table.")
    {
        var options = ReportSchema.Options();
        options["description"] = description;
        options["type"] = new JsonArray("object", "null");
        return ("options", options);
    }

    public static JsonObject Error() => Object(
        "A file, or a tensor of one, that could not be read.",
        ("path", Text("The file.")),
        ("tensor", Nullable("string", "The tensor, where it is one.")),
        ("message", Text("What was found, and what was expected.")),
        ("hint", Nullable("string", "The next step, where there is one.")));

    public static JsonObject Convention() => Words(
        "How weights were scaled and pooled.", Heavytail.Convention.All.Select(value => value.Scaling).Distinct());

    public static JsonObject Words(string description, IEnumerable<string> words)
    {
        var result = Text(description);
        result["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]);
        return result;
    }

    public static JsonObject Object(string? description, params (string Name, JsonObject Schema)[] properties)
    {
        var result = Typed("object", description);
        result["additionalProperties"] = false;
        result["required"] = new JsonArray([.. properties.Select(property => JsonValue.Create(property.Name))]);
        result["properties"] = new JsonObject(
            properties.Select(property => KeyValuePair.Create(property.Name, (JsonNode?)property.Schema)));
        return result;
    }

    /// <summary>Further properties, which only some documents have.</summary>
    public static JsonObject Optional(
        this JsonObject schema, IEnumerable<(string Name, JsonObject Schema)> properties)
    {
        foreach (var (name, property) in properties)
        {
            schema["properties"]!.AsObject().Add(name, property);
        }

        return schema;
    }

    public static JsonObject WordsOrNull(string description, IEnumerable<string> words)
    {
        var result = Nullable("string", description);
        result["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word)), null]);
        return result;
    }

    public static JsonObject List(string description, JsonObject items)
    {
        var result = Typed("array", description);
        result["items"] = items;
        return result;
    }

    public static JsonObject Minimum(int least, JsonObject schema)
    {
        schema["minimum"] = least;
        return schema;
    }

    public static JsonObject Text(string? description) => Typed("string", description);

    public static JsonObject Typed(string type, string? description) => Described(JsonValue.Create(type), description);

    public static JsonObject Nullable(string type, string description) =>
        Described(new JsonArray(type, "null"), description);

    private static JsonObject Described(JsonNode type, string? description)
    {
        var result = new JsonObject();
        if (description is not null)
        {
            result["description"] = description;
        }

        result["type"] = type;
        return result;
    }
}
