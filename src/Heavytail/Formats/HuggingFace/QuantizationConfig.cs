using System.Text.Json;
using Heavytail.Files;
using Heavytail.Files.Json;

namespace Heavytail.Formats.HuggingFace;

/// <summary>
/// The <c>quantization_config</c> of the <c>config.json</c> beside a model: what shapes do not determine.
/// </summary>
internal sealed class QuantizationConfig
{
    /// <summary>Far above any configuration known.</summary>
    private const int MaxBytes = 16_000_000;

    private const string FileName = "config.json";
    private const string Key = "quantization_config";
    private const string MlxKey = "quantization";
    private const int MaxLayers = 100_000;

    private IReadOnlyDictionary<string, (long? Bits, long? GroupSize)> _layers =
        new Dictionary<string, (long? Bits, long? GroupSize)>();

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

    /// <summary>Bits of an integer, where all groups of layers have the same; null where that is not said.</summary>
    public long? Bits { get; private init; }

    /// <summary>Rows and columns of a block of FP8 weights; null where they are not said.</summary>
    public (long Rows, long Columns)? WeightBlock { get; private init; }

    /// <summary>Bits and group size of one layer, which MLX may give apart from those of the others.</summary>
    public (long? Bits, long? GroupSize) Layer(string path) => _layers.GetValueOrDefault(path, (Bits, GroupSize));

    /// <exception cref="InvalidCheckpointException">The file is not JSON.</exception>
    public static QuantizationConfig Read(ByteSource model)
    {
        using var file = model.OpenBeside(FileName);
        if (file is null)
        {
            return new QuantizationConfig();
        }

        using var document = SmallJson.Read(file, MaxBytes);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && (document.RootElement.TryGetProperty(Key, out var config)
                || document.RootElement.TryGetProperty(MlxKey, out config))
            && config.ValueKind == JsonValueKind.Object
            ? Parse(config)
            : new QuantizationConfig();
    }

    private static QuantizationConfig Parse(JsonElement config) => new()
    {
        IsThere = true,
        Method = SmallJson.Text(config, "quant_method"),
        CheckpointFormat = SmallJson.Text(config, "checkpoint_format"),
        Version = SmallJson.Text(config, "version"),
        GroupSize = SmallJson.Number(config, "group_size") ?? SmallJson.Number(config, "q_group_size"),
        Bits = SmallJson.Number(config, "bits") ?? GroupBits(config),
        WeightBlock = Block(config),
        _layers = Layers(config),
    };

    /// <summary>MLX: <c>"model.layers.0.mlp.up_proj": {"group_size": 64, "bits": 8}</c>.</summary>
    private static Dictionary<string, (long? Bits, long? GroupSize)> Layers(JsonElement config)
    {
        var layers = new Dictionary<string, (long? Bits, long? GroupSize)>(StringComparer.Ordinal);
        foreach (var property in config.EnumerateObject().Take(MaxLayers))
        {
            if (property.Value.ValueKind == JsonValueKind.Object
                && SmallJson.Number(property.Value, "bits") is { } bits)
            {
                layers[property.Name] = (bits, SmallJson.Number(property.Value, "group_size"));
            }
        }

        return layers;
    }

    /// <summary>compressed-tensors: <c>config_groups.*.weights.num_bits</c>.</summary>
    private static long? GroupBits(JsonElement config)
    {
        if (!config.TryGetProperty("config_groups", out var groups) || groups.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        long?[] bits =
        [
            .. groups.EnumerateObject()
                .Select(group => group.Value.ValueKind == JsonValueKind.Object
                    && group.Value.TryGetProperty("weights", out var weights)
                    && weights.ValueKind == JsonValueKind.Object
                        ? SmallJson.Number(weights, "num_bits")
                        : null)
                .Distinct(),
        ];
        return bits is [var only] ? only : null;
    }

    private static (long Rows, long Columns)? Block(JsonElement config) =>
        config.TryGetProperty("weight_block_size", out var block) && block.ValueKind == JsonValueKind.Array
        && block.GetArrayLength() == 2 && block[0].ValueKind == JsonValueKind.Number
        && block[0].TryGetInt64(out long rows)
        && block[1].ValueKind == JsonValueKind.Number && block[1].TryGetInt64(out long columns) && rows > 0
        && columns > 0
            ? (rows, columns)
            : null;
}
