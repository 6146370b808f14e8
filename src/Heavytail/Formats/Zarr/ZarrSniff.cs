using System.Text.Json;

namespace Heavytail.Formats.Zarr;

/// <summary>Looks for a property in the start of a JSON text, which may be cut off.</summary>
internal static class ZarrSniff
{
    public const int AnyDepth = int.MaxValue;

    private static readonly JsonReaderOptions s_options = new() { MaxDepth = 64 };

    /// <param name="start">The text, or its start.</param>
    /// <param name="isWhole">Whether it is all of it.</param>
    /// <param name="name">The property.</param>
    /// <param name="deepest">1 for those of the outermost object alone.</param>
    public static bool HasProperty(ReadOnlySpan<byte> start, bool isWhole, string name, int deepest)
    {
        var reader = new Utf8JsonReader(start, isWhole, new JsonReaderState(s_options));
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth <= deepest
                    && reader.ValueTextEquals(name))
                {
                    return true;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Text that merely starts like JSON, or has half of a pair of surrogates, is some other file.
        }

        return false;
    }
}
