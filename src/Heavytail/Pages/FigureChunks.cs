using System.IO.Compression;
using System.Text.Json;

namespace Heavytail.Pages;

/// <summary>
/// The figures of layers as they stand in a page: so many layers a chunk, compressed, in base64. They are mostly names
/// and words, which take a quarter of their size, and a page unpacks only what it shows.
/// </summary>
internal static class FigureChunks
{
    /// <summary>Layers of a chunk.</summary>
    public const int Size = 8;

    /// <summary>Writes an array of chunks, each the gzip of an array of layers.</summary>
    /// <param name="layers">The figures of each layer: an array of JSON.</param>
    /// <param name="json">Where to.</param>
    public static void Write(IReadOnlyList<byte[]> layers, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (byte[][] chunk in layers.Chunk(Size))
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            {
                gzip.Write("["u8);
                for (int k = 0; k < chunk.Length; k++)
                {
                    gzip.Write(k == 0 ? [] : ","u8);
                    gzip.Write(chunk[k]);
                }

                gzip.Write("]"u8);
            }

            json.WriteBase64StringValue(packed.GetBuffer().AsSpan(0, (int)packed.Length));
        }

        json.WriteEndArray();
    }
}
