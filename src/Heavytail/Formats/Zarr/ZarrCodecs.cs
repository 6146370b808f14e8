using System.IO.Compression;
using System.Text.Json;
using Heavytail.Files.Compression;
using Heavytail.Files.Json;

namespace Heavytail.Formats.Zarr;

/// <summary>How the bytes of a chunk are packed.</summary>
/// <param name="IsChecked">Whether a checksum follows the elements.</param>
/// <param name="Compressor">gzip, zlib, zstd, lz4, blosc; null for none.</param>
/// <param name="IsPackedChecked">Whether a checksum follows the compressed bytes.</param>
internal sealed record ZarrCodecs(bool IsChecked, string? Compressor, bool IsPackedChecked)
{
    /// <summary>What Zstandard may look back on.</summary>
    private const long MaxWindowBytes = 128 << 20;

    private static readonly string[] s_compressors = ["gzip", "zlib", "zstd", "lz4", "blosc"];

    /// <summary>The codecs of version 2; null where they are not read.</summary>
    public static ZarrCodecs? FromV2(JsonElement json, out string? refusal)
    {
        refusal = null;
        if (json.TryGetProperty("filters", out var filters) && filters.ValueKind == JsonValueKind.Array
            && filters.GetArrayLength() > 0)
        {
            refusal =
                "the filter "
                + $"`{(filters[0].ValueKind == JsonValueKind.Object ? SmallJson.Text(filters[0], "id") : null)}`";
            return null;
        }

        if (!json.TryGetProperty("compressor", out var compressor) || compressor.ValueKind == JsonValueKind.Null)
        {
            return new ZarrCodecs(false, null, false);
        }

        string? id = compressor.ValueKind == JsonValueKind.Object ? SmallJson.Text(compressor, "id") : null;
        if (s_compressors.Contains(id))
        {
            return new ZarrCodecs(false, id, false);
        }

        refusal = $"the compressor `{id}`";
        return null;
    }

    /// <summary>The codecs of version 3; null where they are not read.</summary>
    /// <param name="json">The array's metadata.</param>
    /// <param name="rank">Dimensions of the array.</param>
    /// <param name="isBigEndian">Whether elements are so.</param>
    /// <param name="order">Dimensions as they follow in a chunk, the outermost first.</param>
    /// <param name="refusal">Why the result is null.</param>
    public static ZarrCodecs? FromV3(
        JsonElement json, int rank, out bool isBigEndian, out int[] order, out string? refusal)
    {
        (isBigEndian, order, refusal) = (false, [.. Enumerable.Range(0, rank)], null);
        if (!json.TryGetProperty("codecs", out var codecs) || codecs.ValueKind != JsonValueKind.Array)
        {
            refusal = "no list of codecs";
            return null;
        }

        ZarrCodecs? found = null;
        foreach (var codec in codecs.EnumerateArray())
        {
            string? name = ZarrArrayReader.NameOf(codec);
            var configuration = ZarrArrayReader.Configuration(codec);
            bool isRead = (name, found) switch
            {
                ("transpose", null) => TryTranspose(configuration, ref order),
                ("bytes", null) => true,
                ("crc32c", { Compressor: null, IsChecked: false }) => true,
                ("crc32c", { Compressor: not null, IsPackedChecked: false }) => true,
                ("gzip" or "zstd" or "blosc", { Compressor: null }) => true,
                _ => false,
            };
            if (!isRead)
            {
                refusal = name == "sharding_indexed"
                    ? "the codec `sharding_indexed`: several chunks in a file"
                    : $"the codec `{name}`, or its position among the others";
                return null;
            }

            if (name == "bytes")
            {
                isBigEndian = configuration.ValueKind == JsonValueKind.Object
                    && SmallJson.Text(configuration, "endian") == "big";
                found = new ZarrCodecs(false, null, false);
            }
            else if (name != "transpose")
            {
                found = name != "crc32c" ? found! with { Compressor = name }
                    : found!.Compressor is null ? found with { IsChecked = true }
                    : found with { IsPackedChecked = true };
            }
        }

        refusal = found is null ? "no codec `bytes`" : null;
        return found;
    }

    /// <summary>Bytes that unpacking holds, for a chunk of so many.</summary>
    public long BufferedBytes(long chunkBytes) => Compressor switch
    {
        "zstd" => Math.Min(chunkBytes, MaxWindowBytes),
        "lz4" or "blosc" => 2 * chunkBytes,
        _ => 0,
    };

    /// <summary>The elements of a chunk, with its padding. The result owns the stream.</summary>
    /// <param name="packed">The file.</param>
    /// <param name="length">Length in bytes.</param>
    /// <param name="chunkBytes">Bytes of the elements.</param>
    /// <exception cref="InvalidDataException">It cannot be unpacked to them.</exception>
    public Stream Unpack(Stream packed, long length, int chunkBytes)
    {
        var bytes = IsPackedChecked
            ? ZarrChecksumStream.Create(packed, length - ZarrChecksumStream.ChecksumBytes)
            : packed;
        long stored = IsPackedChecked ? length - ZarrChecksumStream.ChecksumBytes : length;
        int unpacked = chunkBytes + (IsChecked ? ZarrChecksumStream.ChecksumBytes : 0);
        var elements = Compressor switch
        {
            "gzip" => new GZipStream(bytes, CompressionMode.Decompress),
            "zlib" => new ZLibStream(bytes, CompressionMode.Decompress),
            "zstd" => new ZstdFrameStream(bytes, unpacked),
            "lz4" => Whole(bytes, stored, source => Lz4Block.Decode(source, unpacked)),
            "blosc" => Whole(bytes, stored, source => BloscBlock.Decode(source, unpacked)),
            _ => bytes,
        };
        return IsChecked ? ZarrChecksumStream.Create(elements, chunkBytes) : elements;
    }

    /// <summary>Bytes that must be at hand as a whole.</summary>
    private static MemoryStream Whole(Stream bytes, long length, Func<byte[], byte[]> decode)
    {
        using (bytes)
        {
            byte[] source = new byte[(int)Math.Min(length, Array.MaxLength)];
            bytes.ReadExactly(source);
            return new MemoryStream(decode(source), writable: false);
        }
    }

    private static bool TryTranspose(JsonElement configuration, ref int[] order)
    {
        if (configuration.ValueKind != JsonValueKind.Object || !configuration.TryGetProperty("order", out var list))
        {
            return false;
        }

        int rank = order.Length;
        int[] before = order;
        int[] places = [.. Enumerable.Range(0, rank)];
        switch (list.ValueKind)
        {
            case JsonValueKind.String when list.GetString() is "C" or "F":
                if (list.GetString() == "F")
                {
                    Array.Reverse(places);
                }

                break;
            case JsonValueKind.Array when list.GetArrayLength() == rank:
                foreach (var (i, item) in list.EnumerateArray().Index())
                {
                    if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out places[i]))
                    {
                        return false;
                    }
                }

                break;
            default:
                return false;
        }

        if (!places.Order().SequenceEqual(Enumerable.Range(0, rank)))
        {
            return false;
        }

        order = [.. places.Select(place => before[place])];
        return true;
    }
}
