using System.Text.RegularExpressions;

namespace Heavytail.Tensors;

/// <summary>
/// The names of adapters' factors, as PEFT, kohya's scripts, LyCORIS, diffusers, Keras, llama.cpp and MLX spell them:
/// the one list.
/// </summary>
internal static partial class AdapterNaming
{
    /// <summary>Longer names are of no program that is known.</summary>
    private const int Longest = 1000;

    /// <summary>As PEFT spells them: what comes behind a point, and without a number.</summary>
    private const string Peft =
        @"(?<=\.)(lora_[AB](?=\.)|lora_embedding_[AB]|lora_magnitude_vector|lora_E|ia3_l|hada_w[12]_[ab]"
        + "|lokr_w[12](_[ab])?|oft_[rR]|boft_R|vera_lambda_[bd]|miss_block|bone_block|delora_(A|B|lambda)"
        + "|road_(theta|alpha)|waveft_spectrum|trainable_tokens_delta)";

    private const string Others =
        @"lora_?(A|B|a|b|down|up|mid|E|scale|magnitude_vector|magnitude)(_\d+)?"
        + "|(?<=(^|/)lora/)[ab]|lora_[ab]_kernel|lora_(kernel|recurrent_kernel|embeddings?|weight)_[ABab]"
        + "|lora(_linear)?(_layer)?[./](down|up|mid)"
        + "|hada_[wt][12](_[ab])?|lokr_[wt][12](_[ab])?|oft_(blocks|diag|[rRsS])|boft_([rRsSP]|blocks|m)"
        + "|vera_(lambda_[bd]|A|B)|ia3_l|glora_?[a-eA-E][12]?|vblora_(logits_[AB]|vector_bank)"
        + "|randlora_(A|B|lambda|gamma)|hra_u|fourierft_spectrum|c3a_kernel|shira_weight|dora_scale";

    private static readonly (string Prefix, string Word)[] s_families =
    [
        ("hada", "LoHa"), ("lokr", "LoKr"), ("oft", "OFT"), ("boft", "BOFT"), ("vera", "VeRA"), ("ia3", "IA³"),
        ("glora", "GLoRA"), ("vblora", "VB-LoRA"), ("randlora", "RandLora"), ("hra", "HRA"), ("fourierft", "FourierFT"),
        ("c3a", "C³A"), ("shira", "SHiRA"), ("dora", "DoRA"), ("miss", "MiSS"), ("bone", "Bone"), ("delora", "DeLoRA"),
        ("road", "RoAd"), ("waveft", "WaveFT"), ("trainable", "trainable tokens"),
    ];

    /// <summary>Every match contains one of them.</summary>
    private static readonly WordCheck s_words = new(
        StringComparison.Ordinal, "lora", "hada_", "lokr_", "oft_", "vera_", "ia3_l", "hra_u", "fourierft_",
        "c3a_kernel", "shira_", "dora_scale", "miss_block", "bone_block", "road_", "waveft_", "trainable_tokens_delta");

    /// <summary>The family of adapters that a factor is of: <c>LoRA</c>; null where a name is none's.</summary>
    public static string? Family(string name) => Find(name) is { } match ? FamilyOf(Part(match).Value) : null;

    /// <summary>The layer that a factor belongs to; null where a name is none's.</summary>
    public static string? OwnerOf(string name) =>
        Find(name) is { } match ? name[..Part(match).Index].TrimEnd('.', '/') : null;

    /// <summary>Whether a name is that of an adapter which PEFT saved: a factor, or trained prompts.</summary>
    public static bool IsOfPeft(string name) => Find(name)?.Groups["peft"].Success == true
        || name.Contains("prompt_embeddings", StringComparison.Ordinal);

    private static Match? Find(string name) =>
        name.Length <= Longest && s_words.MayMatch(name) && Name().Match(name) is { Success: true } match
            ? match
            : null;

    private static Group Part(Match match) => match.Groups["part"];

    private static string FamilyOf(string part) => s_families.FirstOrDefault(family =>
        part.StartsWith(family.Prefix + "_", StringComparison.Ordinal)).Word ?? "LoRA";

    /// <summary>What follows a mark begins another part of the name: <c>lora_a_proj</c> is a layer.</summary>
    [GeneratedRegex(
        "(^|[./_])(?<part>(?<peft>" + Peft + ")|" + Others + ")(?=[./:]|_weight$|$)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
