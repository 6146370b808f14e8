using System.Text.Json;

namespace Heavytail.Formats.TensorFlowJs;

/// <summary>Knows the JSON of TensorFlow.js by its beginning.</summary>
internal static class TfjsSniff
{
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = 64 };

    /// <summary>
    /// Whether a JSON text that may be cut off is an object with a topology or a manifest, or an array whose first
    /// object has <c>paths</c> or <c>weights</c> as a manifest has.
    /// </summary>
    public static bool IsModel(ReadOnlySpan<byte> start, bool isWhole)
    {
        var reader = new Utf8JsonReader(start, isWhole, new JsonReaderState(s_options));
        try
        {
            return reader.Read() && reader.TokenType switch
            {
                JsonTokenType.StartObject => HasModel(ref reader),
                JsonTokenType.StartArray =>
                    reader.Read() && reader.TokenType == JsonTokenType.StartObject && HasGroup(ref reader),
                _ => false,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Text that merely starts like JSON, or has half of a pair of surrogates, is some other file.
            return false;
        }
    }

    private static bool HasModel(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isTopology = reader.ValueTextEquals("modelTopology");
            bool isManifest = reader.ValueTextEquals("weightsManifest");
            if (!reader.Read() || isTopology || isManifest)
            {
                return (isTopology && reader.TokenType == JsonTokenType.StartObject)
                    || (isManifest && reader.TokenType == JsonTokenType.StartArray);
            }

            if (!reader.TrySkip())
            {
                return false;
            }
        }

        return false;
    }

    private static bool HasGroup(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isPaths = reader.ValueTextEquals("paths");
            bool isWeights = reader.ValueTextEquals("weights");
            if (!reader.Read())
            {
                return false;
            }

            if (isPaths || isWeights)
            {
                return reader.TokenType == JsonTokenType.StartArray && reader.Read()
                    && (isPaths ? reader.TokenType == JsonTokenType.String : IsWeight(ref reader));
            }

            if (!reader.TrySkip())
            {
                return false;
            }
        }

        return false;
    }

    private static bool IsWeight(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.StartObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName
        && (reader.ValueTextEquals("name") || reader.ValueTextEquals("shape") || reader.ValueTextEquals("dtype")
            || reader.ValueTextEquals("quantization"));
}
