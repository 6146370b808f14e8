// Specification: https://huggingface.co/docs/peft/package_reference/lora (LoraConfig)
using System.Globalization;
using System.Text.Json;
using Heavytail.Files;
using Heavytail.Files.Json;

namespace Heavytail.Formats.Adapters;

/// <summary>What <c>adapter_config.json</c> says of a LoRA adapter. Nothing of it is trusted.</summary>
internal sealed class AdapterConfig
{
    public const string FileName = "adapter_config.json";

    private const int MaxBytes = 16_000_000;

    /// <summary>Far above any rank known.</summary>
    private const int MostRank = 1 << 20;

    private const double MostAlpha = 1e12;
    private const int DefaultRank = 8;

    private readonly ByteSource _file;
    private readonly JsonElement _json;

    private AdapterConfig(ByteSource file, JsonElement json)
    {
        (_file, _json) = (file, json);
        Rank = Whole("r") ?? DefaultRank;
        Alpha = Positive("lora_alpha") ?? DefaultRank;
        IsRankStabilized = Flag("use_rslora");
        IsDora = Flag("use_dora");
        IsTransposed = Flag("fan_in_fan_out");
        Ranks = new AdapterPatterns("rank_pattern", Pairs("rank_pattern", AsRank), Invalid);
        Alphas = new AdapterPatterns("alpha_pattern", Pairs("alpha_pattern", AsAlpha), Invalid);
        Parameters = Texts("target_parameters");
        Saved = Texts("modules_to_save");
        Ranges = LayerRanges();
        Unsupported = Array.Find(s_unsupported, Flag);
    }

    /// <summary>Variants whose product is another.</summary>
    private static readonly string[] s_unsupported = ["use_qalora", "use_bdlora"];

    /// <summary>r of the modules that no pattern names.</summary>
    public int Rank { get; }

    /// <summary>α of the modules that no pattern names.</summary>
    public double Alpha { get; }

    /// <summary>Whether the product is scaled by α/√r instead of α/r.</summary>
    public bool IsRankStabilized { get; }

    /// <summary>Whether rows of W + ΔW get the lengths that the adapter stores.</summary>
    public bool IsDora { get; }

    /// <summary>Whether weights are stored [in, out].</summary>
    public bool IsTransposed { get; }

    public AdapterPatterns Ranks { get; }

    public AdapterPatterns Alphas { get; }

    /// <summary>Names of parameters, such as stacks of experts, that have factors of their own.</summary>
    public IReadOnlyList<string> Parameters { get; }

    /// <summary>Modules that are saved as a whole.</summary>
    public IReadOnlyList<string> Saved { get; }

    /// <summary>Layers of the base, from a first to before a last one, that the model is made of; empty for all.
    /// </summary>
    public IReadOnlyList<(int First, int End)> Ranges { get; }

    /// <summary>The setting of a variant that is not read; null where there is none.</summary>
    public string? Unsupported { get; }

    /// <summary>The configuration of a LoRA adapter beside a file; null where there is none, or of another kind.
    /// </summary>
    /// <exception cref="InvalidCheckpointException">It is not JSON, or a value in it is impossible.</exception>
    public static AdapterConfig? Beside(ByteSource file)
    {
        using var config = file.OpenBeside(FileName);
        if (config is null)
        {
            return null;
        }

        using var json = SmallJson.Read(config, MaxBytes);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw config.Invalid(
                $"is {Shown(root)}; expected an object of settings", "compare the file with the one that PEFT saved");
        }

        return (SmallJson.Text(root, "peft_type") ?? "LORA") == "LORA"
            ? new AdapterConfig(config, root)
            : null;
    }

    /// <summary>The rank that a module has by the configuration.</summary>
    public int RankOf(string module) => (int)(Ranks.Find(module) ?? Rank);

    /// <summary>What the product B·A of a module is multiplied by.</summary>
    public double ScaleOf(string module)
    {
        double rank = RankOf(module);
        return (Alphas.Find(module) ?? Alpha) / (IsRankStabilized ? Math.Sqrt(rank) : rank);
    }

    private InvalidCheckpointException Invalid(string problem) =>
        _file.Invalid(problem, "compare the file with the one that PEFT saved");

    private bool Has(string key, out JsonElement value) =>
        _json.TryGetProperty(key, out value) && value.ValueKind != JsonValueKind.Null;

    private bool Flag(string key) => Has(key, out var value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Invalid($"`{key}` is {Shown(value)}; expected true or false"),
    };

    // Unlike other settings these are no number where they are null: a missing one has PEFT's default.
    private int? Whole(string key) => _json.TryGetProperty(key, out var value) ? (int)AsRank(key, value) : null;

    private double? Positive(string key) => _json.TryGetProperty(key, out var value) ? AsAlpha(key, value) : null;

    private double AsRank(string key, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int rank) && rank is > 0 and <= MostRank
            ? rank
            : throw Invalid($"`{key}` is {Shown(value)}; expected a whole number from 1 to {MostRank:N0}");

    private double AsAlpha(string key, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double alpha) && alpha is > 0 and <= MostAlpha
            ? alpha
            : throw Invalid($"`{key}` is {Shown(value)}; expected a positive number up to {MostAlpha:N0}");

    private List<KeyValuePair<string, double>> Pairs(string key, Func<string, JsonElement, double> read)
    {
        if (!Has(key, out var value))
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Object
            ? [.. value.EnumerateObject().Select(pair => KeyValuePair.Create(
                pair.Name, read($"{key}.{pair.Name}", pair.Value)))]
            : throw Invalid($"`{key}` is {Shown(value)}; expected an object of module names and numbers");
    }

    private IReadOnlyList<string> Texts(string key) => !Has(key, out var value) ? []
        : value.ValueKind == JsonValueKind.String ? [value.GetString()!]
        : value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(
            item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : throw Invalid($"`{key}` is {Shown(value)}; expected a list of names");

    private List<(int First, int End)> LayerRanges()
    {
        const string key = "layer_replication";
        var ranges = new List<(int First, int End)>();
        if (!Has(key, out var value))
        {
            return ranges;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Invalid($"`{key}` is {Shown(value)}; expected a list of ranges such as [0, 4]");
        }

        foreach (var range in value.EnumerateArray())
        {
            ranges.Add(range.ValueKind == JsonValueKind.Array && range.GetArrayLength() == 2
                && range[0].ValueKind == JsonValueKind.Number && range[0].TryGetInt32(out int first)
                && range[1].ValueKind == JsonValueKind.Number && range[1].TryGetInt32(out int end)
                && first >= 0 && end > first
                ? (first, end)
                : throw Invalid($"`{key}` has {Shown(range)}; expected a first layer and a larger end: [0, 4]"));
        }

        return ranges;
    }

    private static string Shown(JsonElement value)
    {
        const int most = 40;
        string text = value.GetRawText();
        return text.Length <= most ? text : string.Create(CultureInfo.InvariantCulture, $"{text[..most]}…");
    }
}
