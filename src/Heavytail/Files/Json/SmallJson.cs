using System.Text.Json;

namespace Heavytail.Files.Json;

/// <summary>JSON that is small enough to be read as a whole.</summary>
internal static class SmallJson
{
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 64 };

    /// <summary>A whole file.</summary>
    /// <exception cref="InvalidCheckpointException">It is too large, or no JSON.</exception>
    public static JsonDocument Read(ByteSource file, int maxBytes)
    {
        if (file.Length > maxBytes)
        {
            throw file.Invalid($"has {file.Length:N0} bytes, at most {maxBytes:N0} are read of such a file");
        }

        try
        {
            return Parse(file.Head(maxBytes));
        }
        catch (JsonException e)
        {
            throw file.Damaged($"is not JSON: {e.Message}", inner: e);
        }
    }

    /// <summary>A document all of whose texts are texts.</summary>
    /// <exception cref="JsonException">It is not JSON; the message says where, what was found and expected.</exception>
    public static JsonDocument Parse(byte[] json) => Parse(json, s_options);

    /// <summary>A document all of whose texts are texts.</summary>
    /// <exception cref="JsonException">It is not JSON; the message says where, what was found and expected.</exception>
    public static JsonDocument Parse(byte[] json, JsonDocumentOptions options)
    {
        var reading = new JsonReaderOptions
        {
            MaxDepth = options.MaxDepth,
            CommentHandling = options.CommentHandling,
            AllowTrailingCommas = options.AllowTrailingCommas,
        };
        try
        {
            var reader = new Utf8JsonReader(json, reading);
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String)
                {
                    reader.GetString();
                }
            }

            return JsonDocument.Parse(json, options);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: bytes that are not UTF-8, or half of a pair of surrogates, which a document
            // would find out at any later look.
            throw new JsonException(JsonFault.Describe(json, reading), e);
        }
    }

    /// <summary>The text of a property; null where it is missing or no text.</summary>
    public static string? Text(JsonElement json, string key) =>
        json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The whole positive number of a property; null where it is missing or another value.</summary>
    public static long? Number(JsonElement json, string key) =>
        json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out long number) && number > 0 ? number : null;
}
