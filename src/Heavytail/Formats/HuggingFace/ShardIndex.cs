// Specification: https://huggingface.co/docs/safetensors/index (sharded models); written by transformers'
// save_pretrained.
using System.Text.Json;
using Heavytail.Files;
using Heavytail.Files.Json;

namespace Heavytail.Formats.HuggingFace;

/// <summary>The JSON of a sharded model: which file holds which tensor.</summary>
/// <param name="WeightMap">Tensor → plain name of a file in the index's folder.</param>
/// <param name="Metadata">The plain values of <c>metadata</c>, as they are spelled.</param>
internal sealed record ShardIndex(
    IReadOnlyDictionary<string, string> WeightMap, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Far above any index known (a million tensors), far below what would hurt.</summary>
    public const int MaxBytes = 100_000_000;

    /// <summary>Each shard is an open file; the largest models known have a few hundred.</summary>
    public const int MaxShards = 4096;

    /// <summary>What to do about a damaged index.</summary>
    public const string Compare = "compare the index with its source";

    private const string WeightMapKey = "weight_map";
    private const string MetadataKey = "metadata";

    private static readonly JsonReaderOptions s_jsonOptions = new() { MaxDepth = 16 };

    /// <summary>The files that the index names, in ordinal order, which is the order of their numbers.</summary>
    public IReadOnlyList<string> Shards => field ??=
        [.. WeightMap.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Whether a JSON text that may be cut off has a top-level <c>weight_map</c> object.</summary>
    public static bool IsIndex(ReadOnlySpan<byte> start, bool isWhole)
    {
        var reader = new Utf8JsonReader(start, isWhole, new JsonReaderState(s_jsonOptions));
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool found = reader.ValueTextEquals(WeightMapKey);
                if (!reader.Read() || found)
                {
                    return found && reader.TokenType == JsonTokenType.StartObject;
                }

                if (!reader.TrySkip())
                {
                    return false;
                }
            }

            return false;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Text that merely starts like JSON, or has half of a pair of surrogates, is some other file.
            return false;
        }
    }

    /// <summary>Reads the index; opens no shard.</summary>
    /// <exception cref="InvalidCheckpointException">It is not such JSON, or names files outside its folder.</exception>
    public static ShardIndex Parse(ByteSource file)
    {
        if (file.Length > MaxBytes)
        {
            throw file.Invalid($"the index has {file.Length:N0} bytes, at most {MaxBytes:N0} are read");
        }

        byte[] json = file.Head(MaxBytes);
        try
        {
            var reader = new Utf8JsonReader(json, s_jsonOptions);
            var index = Read(ref reader, file);
            if (index.Shards.Count > MaxShards)
            {
                throw file.Invalid($"the index names {index.Shards.Count:N0} files, at most {MaxShards:N0} are opened");
            }

            return index;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string of the JSON is not valid UTF-8.
            throw new InvalidCheckpointException(
                file.Path, null,
                $"the index is not the JSON that sharded models use: {JsonFault.Describe(json, e, s_jsonOptions)}",
                Compare, e);
        }
    }

    private static ShardIndex Read(ref Utf8JsonReader reader, ByteSource file)
    {
        Dictionary<string, string>? weightMap = null;
        Dictionary<string, string>? metadata = null;
        reader.Read();
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            switch (key)
            {
                case WeightMapKey when weightMap is null:
                    weightMap = ReadWeightMap(ref reader, file);
                    break;
                case MetadataKey when metadata is null:
                    metadata = ReadMetadata(ref reader);
                    break;
                case WeightMapKey or MetadataKey:
                    throw new JsonException($"`{key}` occurs twice");
                default:
                    reader.Skip();
                    break;
            }
        }

        if (reader.Read())
        {
            throw new JsonException("the index's object is followed by more text");
        }

        return weightMap is { Count: > 0 }
            ? new ShardIndex(weightMap, metadata ?? [])
            : throw file.Invalid(
                "the index's `weight_map` is missing or names no tensor", Compare);
    }

    private static Dictionary<string, string> ReadWeightMap(ref Utf8JsonReader reader, ByteSource file)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        var interned = new Dictionary<string, string>(StringComparer.Ordinal);
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string tensor = reader.GetString()!;
            reader.Read();
            Expect(ref reader, JsonTokenType.String);
            string shard = reader.GetString()!;
            if (!interned.TryGetValue(shard, out string? known))
            {
                known = ByteSource.IsPlainName(shard)
                    ? shard
                    : throw file.InvalidTensor(
                        tensor, $"its shard `{shard}` is not the plain name of a file beside the index", Compare);
                interned.Add(shard, known);
            }

            if (!map.TryAdd(tensor, known))
            {
                throw file.InvalidTensor(tensor, "is in the index twice", Compare);
            }
        }

        return map;
    }

    private static Dictionary<string, string> ReadMetadata(ref Utf8JsonReader reader)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (reader.TokenType == JsonTokenType.Null)
        {
            return metadata;
        }

        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            using var value = JsonDocument.ParseValue(ref reader);
            if (!metadata.TryAdd(key, value.RootElement.ToString()))
            {
                throw new JsonException($"metadata key `{key}` occurs twice");
            }
        }

        return metadata;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType != type)
        {
            throw new JsonException(
                $"found {JsonFault.Word(reader.TokenType)} where {JsonFault.Word(type)} was expected");
        }
    }
}
