using System.Text.Json;

namespace Heavytail.Formats.Packed;

/// <summary>
/// The <c>quantization_config</c> of the <c>config.json</c> beside a model: what shapes cannot tell.
/// </summary>
internal sealed class QuantizationConfig
{
    /// <summary>Far above any configuration known.</summary>
    private const int MaxBytes = 16_000_000;

    private const string FileName = "config.json";
    private const string Key = "quantization_config";

    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 64 };

    private QuantizationConfig()
    {
    }

    /// <summary>Whether there is one.</summary>
    public bool IsThere { get; private init; }

    /// <summary>The scheme, <c>gptq</c>, <c>awq</c>, <c>compressed-tensors</c>; null where it is not said.</summary>
    public string? Method { get; private init; }

    /// <summary>GPTQ's layout: <c>gptq</c>, <c>gptq_v2</c>, <c>marlin</c>; null where it is not said.</summary>
    public string? CheckpointFormat { get; private init; }

    /// <summary>AWQ's layout: <c>gemm</c>, <c>gemv</c>; null where it is not said.</summary>
    public string? Version { get; private init; }

    /// <summary>Weights that share a scale; null where it is not said, or all of a row do.</summary>
    public long? GroupSize { get; private init; }

    /// <summary>Rows and columns of a block of FP8 weights; null where they are not said.</summary>
    public (long Rows, long Columns)? WeightBlock { get; private init; }

    /// <exception cref="InvalidCheckpointException">The file is no JSON.</exception>
    public static QuantizationConfig Read(FileBytes model)
    {
        using var file = model.OpenBeside(FileName);
        if (file is null)
        {
            return new QuantizationConfig();
        }

        using var document = ReadJson(file, MaxBytes);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty(Key, out var config) && config.ValueKind == JsonValueKind.Object
            ? Of(config)
            : new QuantizationConfig();
    }

    /// <summary>A whole small JSON file.</summary>
    /// <exception cref="InvalidCheckpointException">It is too large, or no JSON.</exception>
    public static JsonDocument ReadJson(FileBytes file, int maxBytes)
    {
        if (file.Length > maxBytes)
        {
            throw file.Invalid($"has {file.Length:N0} bytes, at most {maxBytes:N0} are read of such a file");
        }

        try
        {
            return JsonDocument.Parse(file.Head(maxBytes), s_options);
        }
        catch (JsonException e)
        {
            throw new InvalidCheckpointException(
                file.Path, null, $"is no JSON: {e.Message}", "compare the file with its source", e);
        }
    }

    /// <summary>The text of a property; null where it is missing or no text.</summary>
    public static string? Text(JsonElement json, string key)
    {
        try
        {
            return json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate is JSON, but no text: as good as nothing.
            return null;
        }
    }

    /// <summary>The whole positive number of a property; null where it is missing or another value.</summary>
    public static long? Number(JsonElement json, string key) =>
        json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out long number) && number > 0 ? number : null;

    private static QuantizationConfig Of(JsonElement config) => new()
    {
        IsThere = true,
        Method = Text(config, "quant_method"),
        CheckpointFormat = Text(config, "checkpoint_format"),
        Version = Text(config, "version"),
        GroupSize = Number(config, "group_size") ?? Number(config, "q_group_size"),
        WeightBlock = Block(config),
    };

    private static (long Rows, long Columns)? Block(JsonElement config) =>
        config.TryGetProperty("weight_block_size", out var block) && block.ValueKind == JsonValueKind.Array
        && block.GetArrayLength() == 2 && block[0].ValueKind == JsonValueKind.Number && block[0].TryGetInt64(out long rows)
        && block[1].ValueKind == JsonValueKind.Number && block[1].TryGetInt64(out long columns) && rows > 0 && columns > 0
            ? (rows, columns)
            : null;
}
