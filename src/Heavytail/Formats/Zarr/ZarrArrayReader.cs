using System.Text.Json;
using Heavytail.Files;
using Heavytail.Files.Json;
using Heavytail.Formats.Flax;
using Heavytail.Formats.NumPy;

namespace Heavytail.Formats.Zarr;

/// <summary>The metadata of an array → what it says.</summary>
internal static class ZarrArrayReader
{
    /// <summary>The metadata of version 2, <c>.zarray</c>.</summary>
    /// <param name="file">The file that errors name.</param>
    /// <param name="name">The array.</param>
    /// <param name="json">Its metadata.</param>
    /// <param name="refusal">Why it cannot be read, where the result is null.</param>
    /// <exception cref="InvalidCheckpointException">It breaks the rules.</exception>
    public static ZarrArray? ReadV2(ByteSource file, string name, JsonElement json, out string? refusal)
    {
        var (shape, sides) = Dimensions(file, name, json, json, "chunks");
        string? dtype = SmallJson.Text(json, "dtype");
        var element = dtype is not null && FlaxArray.TypeOf(dtype) is { } named
            ? new NpyElement(named, 0, null)
            : NpyElement.Parse(dtype);
        string order = SmallJson.Text(json, "order") ?? "C";
        string separator = SmallJson.Text(json, "dimension_separator") ?? ".";
        var codecs = ZarrCodecs.FromV2(json, out refusal);
        refusal = element.Refusal ?? refusal;
        if (order is not ("C" or "F") || separator is not ("." or "/"))
        {
            throw file.InvalidTensor(
                name, $"has the order `{order}` and the separator `{separator}`, neither C nor F, or neither . nor /");
        }

        int[] sidesInOrder = [.. Enumerable.Range(0, shape.Rank)];
        if (order == "F")
        {
            Array.Reverse(sidesInOrder);
        }

        return refusal is not null || element.Type is not { } type
            ? null
            : Create(
                file, name, json, shape, sides, type, element.SwapWidth, sidesInOrder, codecs!, new ZarrKeys(
                    "", separator[0]), out refusal);
    }

    /// <summary>The metadata of version 3, <c>zarr.json</c>.</summary>
    /// <param name="file">The file that errors name.</param>
    /// <param name="name">The array.</param>
    /// <param name="json">Its metadata.</param>
    /// <param name="refusal">Why it cannot be read, where the result is null.</param>
    /// <exception cref="InvalidCheckpointException">It breaks the rules.</exception>
    public static ZarrArray? ReadV3(ByteSource file, string name, JsonElement json, out string? refusal)
    {
        var grid = json.TryGetProperty("chunk_grid", out var found) ? found : default;
        if (NameOf(grid) != "regular")
        {
            refusal = $"a chunk grid `{NameOf(grid)}`, only `regular` is read";
            return null;
        }

        var (shape, sides) = Dimensions(file, name, json, Configuration(grid), "chunk_shape");
        string type = SmallJson.Text(json, "data_type") ?? "of several fields";
        var codecs = ZarrCodecs.FromV3(json, shape.Rank, out bool isBigEndian, out int[] order, out refusal);
        if (FlaxArray.TypeOf(type) is not { } element)
        {
            refusal = $"elements of {type}, which are not supported";
        }
        else if (json.TryGetProperty("storage_transformers", out var transformers)
            && transformers.ValueKind == JsonValueKind.Array
            && transformers.GetArrayLength() > 0)
        {
            refusal = "a storage transformer";
        }
        else if (codecs is not null)
        {
            int width = element.Bits() / (element.IsComplex() ? 16 : 8);
            return Create(
                file, name, json, shape, sides, element, isBigEndian && width > 1
                    ? width
                    : 0, order, codecs, Keys(file, name, json), out refusal);
        }

        return null;
    }

    /// <summary>The name of an extension point: a text, or an object with one.</summary>
    public static string? NameOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Object => SmallJson.Text(json, "name"),
        _ => null,
    };

    /// <summary>Its parameters; an empty value where there are none.</summary>
    public static JsonElement Configuration(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("configuration", out var found)
        && found.ValueKind == JsonValueKind.Object ? found : default;

    private static ZarrKeys Keys(ByteSource file, string name, JsonElement json)
    {
        var encoding = json.TryGetProperty("chunk_key_encoding", out var found) ? found : default;
        var configuration = Configuration(encoding);
        string kind = NameOf(encoding) ?? "default";
        string separator =
            (configuration.ValueKind == JsonValueKind.Object ? SmallJson.Text(configuration, "separator") : null)
            ?? (kind == "v2" ? "." : "/");
        return kind is "default" or "v2" && separator is "." or "/"
            ? new ZarrKeys(kind == "v2" ? "" : "c", separator[0])
            : throw file.InvalidTensor(
                name, $"calls its chunks by `{kind}` with `{separator}`, expected `default` or `v2` with `.` or `/`");
    }

    private static (TensorShape Shape, long[] ChunkDimensions) Dimensions(
        ByteSource file, string name, JsonElement json, JsonElement chunksIn, string chunksKey)
    {
        long[]? sides = Numbers(json, "shape");
        long[]? chunks = Numbers(chunksIn, chunksKey);
        if (sides is null || chunks is null || sides.Length != chunks.Length || chunks.Any(side => side < 1))
        {
            throw file.InvalidTensor(
                name,
                $"`shape` and `{chunksKey}` must be lists of integers of the same length, at most "
                + $"{TensorShape.MaxRank}; chunks are at least 1");
        }

        return (FlaxArray.ShapeOf(file, name, sides), chunks);
    }

    private static long[]? Numbers(JsonElement json, string key)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(key, out var list)
            || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > TensorShape.MaxRank)
        {
            return null;
        }

        long[] numbers = new long[list.GetArrayLength()];
        foreach (var (i, item) in list.EnumerateArray().Index())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }

    private static ZarrArray? Create(
        ByteSource file,
        string name,
        JsonElement json,
        TensorShape shape,
        long[] chunkSides,
        ElementType type,
        int swapWidth,
        int[] order,
        ZarrCodecs codecs,
        ZarrKeys keys,
        out string? refusal)
    {
        refusal = null;
        Int128 chunkBytes = type.Bits() / 8;
        foreach (long side in chunkSides)
        {
            chunkBytes = chunkBytes > ZarrArray.MaxChunkBytes ? chunkBytes : chunkBytes * side;
        }

        if (chunkBytes > ZarrArray.MaxChunkBytes)
        {
            refusal = $"chunks of more than {ZarrArray.MaxChunkBytes >> 30} GiB";
            return null;
        }

        if ((Int128)shape.ElementCount * type.Bits() / 8 > long.MaxValue)
        {
            throw file.InvalidTensor(name, $"shape {shape} of {type.Name()} has more bytes than fit in 63 bits");
        }

        byte[] fill = ZarrFill.Read(file, name, json, type);
        for (int at = 0; swapWidth > 0 && at < fill.Length; at += swapWidth)
        {
            fill.AsSpan(at, swapWidth).Reverse();
        }

        var array = new ZarrArray(shape, chunkSides, type, swapWidth, fill, order, codecs, keys)
        {
            HasFill = ZarrFill.IsGiven(json),
        };
        if (shape.ElementCount > 0 && !array.IsWholeRows && (Int128)array.BandRows * array.RowBytes > Array.MaxLength)
        {
            refusal =
                $"chunks across its rows, {array.BandRows:N0} rows of {array.RowBytes:N0} bytes: more than can be "
                + "buffered";
            return null;
        }

        return array;
    }
}
