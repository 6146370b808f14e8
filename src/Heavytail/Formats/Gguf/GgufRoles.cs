using System.Collections.Immutable;
using System.Globalization;

namespace Heavytail.Formats.Gguf;

/// <summary>
/// What tensors do, by the names that llama.cpp gives them: those of which name and shape alone would suggest something
/// else, or nothing. Operators are ggml's words.
/// </summary>
/// <param name="metadata">Metadata with the sizes of attention heads.</param>
internal sealed class GgufRoles(GgufMetadata metadata)
{
    private const string WeightSuffix = ".weight";
    private const string BlockWord = "blk";

    private static readonly string[] s_embeddings =
        ["token_embd", "position_embd", "token_types", "per_layer_token_embd"];

    /// <summary>Tables of positions, states and mixing factors: no linear maps.</summary>
    private static readonly Dictionary<string, string> s_notWeights = new(StringComparer.Ordinal)
    {
        ["rope_freqs"] = "ROPE",
        ["rope_factors_long"] = "ROPE",
        ["rope_factors_short"] = "ROPE",
        ["attn_rot_embd"] = "ROPE",
        ["ssm_a"] = "SSM_SCAN",
        ["ssm_d"] = "SSM_SCAN",
        ["time_mix_first"] = "RWKV_WKV",
        ["time_mix_decay"] = "RWKV_WKV",
        ["time_mix_k_k"] = "MUL",
        ["time_mix_k_a"] = "MUL",
        ["time_mix_r_k"] = "MUL",
        ["time_mix_w0"] = "ADD",
        ["time_mix_a0"] = "ADD",
        ["time_mix_v0"] = "ADD",
        ["class_embd"] = "CONCAT",
    };

    private readonly string _architecture = metadata.Texts.GetValueOrDefault(GgufMetadata.ArchitectureKey, "");
    private readonly bool _holdsStatistics = metadata.Texts.GetValueOrDefault("general.type") == "imatrix";

    /// <summary>The role of a tensor; null where nothing more is known than name and shape.</summary>
    public TensorRole? Find(string name, TensorShape shape)
    {
        if (shape.Rank < 2)
        {
            return null;
        }

        var (scope, layer, part) = Split(name);
        if (_holdsStatistics)
        {
            return NotAWeight("IMATRIX");
        }

        if (part.EndsWith(".bias", StringComparison.Ordinal))
        {
            return NotAWeight("ADD");
        }

        if (!part.EndsWith(WeightSuffix, StringComparison.Ordinal))
        {
            return s_notWeights.TryGetValue(part, out string? bare) ? NotAWeight(bare) : null;
        }

        part = part[..^WeightSuffix.Length];
        if (s_notWeights.TryGetValue(part, out string? word))
        {
            return NotAWeight(word);
        }

        if (IsNorm(part))
        {
            return NotAWeight("MUL");
        }

        if (part.StartsWith("time_mix_lerp_", StringComparison.Ordinal)
            || part.StartsWith("channel_mix_lerp_", StringComparison.Ordinal))
        {
            return NotAWeight("MUL");
        }

        return shape.Rank == 2 ? OfMatrix(scope, layer, part, shape) : OfStack(part, shape);
    }

    private TensorRole? OfMatrix(string scope, int layer, string part, TensorShape shape)
    {
        if (s_embeddings.Contains(part))
        {
            return new TensorRole(TensorPurpose.Embedding, "GET_ROWS") { Axes = "oi" };
        }

        return part switch
        {
            "output" => Dense("MUL_MAT", "oi"),
            "attn_qkv" => QueryKeyValue(scope, layer, shape[0]),
            "ffn_up" => GateAndUp(layer, shape[0]),
            _ when IsShortConvolution(part) =>
                new TensorRole(TensorPurpose.DepthwiseConvolution, "SSM_CONV") { Axes = "ck" },
            _ => null,
        };
    }

    private static TensorRole? OfStack(string part, TensorShape shape)
    {
        if (shape.Rank == 3 && part.EndsWith("exps", StringComparison.Ordinal))
        {
            // As in other formats, gate and up projections of experts stay together.
            return Dense("MUL_MAT_ID", "soi") with { StackWord = "expert" };
        }

        if (shape.Rank == 3 && part is "attn_k_b" or "attn_v_b")
        {
            return Dense("MUL_MAT", "soi") with { StackWord = "head" };
        }

        if (IsShortConvolution(part) && shape.Dimensions.AsSpan()[1..^1].IndexOfAnyExcept(1) < 0)
        {
            return new TensorRole(TensorPurpose.DepthwiseConvolution, "SSM_CONV")
            {
                Axes = "c" + new string('1', shape.Rank - 2) + "k",
            };
        }

        return null;
    }

    /// <summary>
    /// Query, key and value one after another, as converters lay them; one matrix where the sizes do not add up (linear
    /// attention beside the usual one); null where nothing is known of heads.
    /// </summary>
    private TensorRole? QueryKeyValue(string scope, int layer, long rows)
    {
        string prefix = scope switch
        {
            "v" => "clip.vision",
            "a" => "clip.audio",
            _ => _architecture,
        };
        if (metadata.Integer($"{prefix}.attention.head_count", layer) is not (> 0 and <= int.MaxValue and long heads))
        {
            return null;
        }

        long keyHeads = metadata.Integer($"{prefix}.attention.head_count_kv", layer) ?? heads;
        long width = (metadata.Integer($"{prefix}.embedding_length") ?? 0) / heads;
        long keyLength = metadata.Integer($"{prefix}.attention.key_length") ?? width;
        long valueLength = metadata.Integer($"{prefix}.attention.value_length") ?? width;
        if (keyHeads is <= 0 or > int.MaxValue || keyLength is <= 0 or > int.MaxValue
            || valueLength is <= 0 or > int.MaxValue)
        {
            return null;
        }

        var parts = ImmutableArray.Create(
            new TensorPart("q", heads * keyLength),
            new TensorPart("k", keyHeads * keyLength),
            new TensorPart("v", keyHeads * valueLength));
        // Each is below 2^62, so only their sum could be too large.
        return (Int128)parts[0].Outputs + parts[1].Outputs + parts[2].Outputs == rows
            ? Dense("MUL_MAT", "oi") with { Parts = parts }
            : Dense("MUL_MAT", "oi");
    }

    /// <summary>Some architectures (phi3, glm4) have the gate in the first half of <c>ffn_up</c>.</summary>
    private TensorRole? GateAndUp(int layer, long rows) =>
        metadata.Integer($"{_architecture}.feed_forward_length", layer) is { } length && rows == (Int128)length * 2
            ? Dense("MUL_MAT", "oi") with { Parts = TensorPart.Equal(rows, "gate", "up") }
            : null;

    private static bool IsNorm(string part)
    {
        string last = part[(part.LastIndexOf('.') + 1)..];
        return last is "norm" or "ln1" or "ln2" or "ln" or "norm1" or "norm2" or "pre_ln" or "post_ln"
            || last.EndsWith("_norm", StringComparison.Ordinal)
            || last.Contains("_norm_", StringComparison.Ordinal);
    }

    private static bool IsShortConvolution(string part) =>
        part is "ssm_conv1d" or "ssm_conv1d_q" or "ssm_conv1d_k" or "ssm_conv1d_v" or "shortconv.conv";

    private static TensorRole NotAWeight(string word) => new(TensorPurpose.NotAWeight, word);

    private static TensorRole Dense(string word, string axes) => new(TensorPurpose.Dense, word) { Axes = axes };

    /// <summary><c>v.blk.3.attn_q.weight</c> → <c>v</c>, 3, <c>attn_q.weight</c>.</summary>
    private static (string Scope, int Layer, string Part) Split(string name)
    {
        string[] words = name.Split('.');
        int block = Array.IndexOf(words, BlockWord);
        if (block is 0 or 1 && words.Length > block + 2
            && int.TryParse(words[block + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int layer))
        {
            return (block == 0 ? "" : words[0], layer, string.Join('.', words[(block + 2)..]));
        }

        return words[0] is "v" or "a" or "enc" or "dec" && words.Length > 1
            ? (words[0], 0, string.Join('.', words[1..]))
            : ("", 0, name);
    }
}
