// Specification: https://huggingface.co/docs/transformers/main_classes/configuration
using System.Text.Json;
using Heavytail.Files;
using Heavytail.Files.Json;

namespace Heavytail.Formats.HuggingFace;

/// <summary>
/// What the <c>config.json</c> beside a model says of its attention and its experts; null where it says nothing.
/// </summary>
/// <param name="ModelType">transformers' name of the architecture.</param>
/// <param name="HiddenSize">Width of the model.</param>
/// <param name="Heads">Heads of the query.</param>
/// <param name="KeyValueHeads">Heads of key and value; as many as of the query where it is not said.</param>
/// <param name="HeadDimension">Width of a head.</param>
internal sealed record ModelConfiguration(
    string? ModelType, long? HiddenSize, long? Heads, long? KeyValueHeads, long? HeadDimension)
{
    /// <summary>Experts of a layer that is a mixture of them.</summary>
    public long? Experts { get; init; }

    /// <summary>The file's name.</summary>
    internal const string FileName = "config.json";

    private static readonly string[] s_experts =
        ["moe_num_experts", "num_local_experts", "num_experts", "n_routed_experts", "n_experts"];

    private const int MaxBytes = 1 << 20;

    /// <summary>Far above any model known; products of two of them stay far below 2^63.</summary>
    private const long MaxNumber = 1 << 28;

    /// <summary>Rows of a query projection and of a key or value projection.</summary>
    internal (long Query, long Key)? ProjectionSizes
    {
        get
        {
            long? width = HeadDimension ?? (Heads > 0 ? HiddenSize / Heads : null);
            return width is > 0 and <= MaxNumber && Heads is > 0 and <= MaxNumber
                && KeyValueHeads is > 0 and <= MaxNumber
                ? (Heads.Value * width.Value, KeyValueHeads.Value * width.Value)
                : null;
        }
    }

    /// <summary>
    /// The configuration beside a file; null if there is none, or it is of something else. One that is damaged is no
    /// reason to refuse the weights: the problem is reported.
    /// </summary>
    internal static ModelConfiguration? Beside(ByteSource file, out string? problem)
    {
        problem = null;
        using var beside = Open(file, ref problem);
        if (beside is null)
        {
            return null;
        }

        if (beside.Length > MaxBytes)
        {
            problem = $"not read: {beside.Length:N0} bytes, at most {MaxBytes:N0} are";
            return null;
        }

        try
        {
            using var json = SmallJson.Parse(beside.Head(MaxBytes));
            return json.RootElement.ValueKind == JsonValueKind.Object ? Parse(json.RootElement) : null;
        }
        catch (JsonException e)
        {
            problem = $"not read: it is not JSON ({e.Message})";
            return null;
        }
    }

    private static ByteSource? Open(ByteSource file, ref string? problem)
    {
        try
        {
            return file.OpenBeside(FileName);
        }
        catch (InvalidCheckpointException e)
        {
            problem = $"not read: {e.Problem}";
            return null;
        }
    }

    /// <summary>Multimodal models keep the language model's part under a name of its own.</summary>
    private static ModelConfiguration Parse(JsonElement root)
    {
        var text = root.TryGetProperty("text_config", out var inner) && inner.ValueKind == JsonValueKind.Object
            ? inner : root;
        long? heads = Number(text, "num_attention_heads", "n_head", "n_heads", "num_heads");
        return new ModelConfiguration(
            text.TryGetProperty("model_type", out var type) && type.ValueKind == JsonValueKind.String
                ? type.GetString() : null,
            Number(text, "hidden_size", "n_embd", "d_model"),
            heads,
            Number(text, "num_key_value_heads", "num_kv_heads", "n_head_kv", "multi_query_group_num")
                ?? AttentionHeads(text) ?? heads,
            Number(text, "head_dim", "kv_channels"))
        {
            Experts = Number(text, s_experts)
                ?? (text.TryGetProperty("ffn_config", out var feedForward)
                    && feedForward.ValueKind == JsonValueKind.Object ? Number(feedForward, s_experts) : null),
        };
    }

    /// <summary>DBRX and MPT have an object of their own for it; StarCoder says only that there is one.</summary>
    private static long? AttentionHeads(JsonElement text)
    {
        bool isOne = text.TryGetProperty("multi_query", out var one) && one.ValueKind == JsonValueKind.True;
        return isOne ? 1
            : text.TryGetProperty("attn_config", out var attention) && attention.ValueKind == JsonValueKind.Object
                ? Number(attention, "kv_n_heads")
                : null;
    }

    private static long? Number(JsonElement json, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
                && value.TryGetInt64(out long number)
                && number is > 0 and <= MaxNumber)
            {
                return number;
            }
        }

        return null;
    }
}
