using System.Globalization;

namespace Heavytail.Plans;

/// <summary>The names that tensors of Hugging Face's and Meta's checkpoints have in GGUF files.</summary>
internal static class GgufNames
{
    /// <summary>Prefixes that conversion drops.</summary>
    private static readonly string[] s_prefixes = ["bert.", "roberta.", "distilbert."];

    private static readonly Dictionary<string, string> s_ofExpert = new(StringComparer.Ordinal)
    {
        ["gate_proj"] = "ffn_gate_exps",
        ["up_proj"] = "ffn_up_exps",
        ["down_proj"] = "ffn_down_exps",
        ["w1"] = "ffn_gate_exps",
        ["w3"] = "ffn_up_exps",
        ["w2"] = "ffn_down_exps",
    };

    /// <summary>
    /// The name in GGUF with <c>.weight</c>; null where it is not known. A name of GGUF stays as it is.
    /// </summary>
    /// <param name="module">The name of the tensor without <c>.weight</c>.</param>
    public static string? Of(string module)
    {
        string prefix = s_prefixes.FirstOrDefault(
            known => module.StartsWith(known, StringComparison.Ordinal)) ?? "";
        string plain = module.StartsWith("model.model.", StringComparison.Ordinal)
            ? module["model.".Length..] : module[prefix.Length..];
        var name = ModuleName.Parse(plain);
        if (name.Stack is null)
        {
            return GgufTable.Find(plain) is string whole ? whole + ".weight"
                : plain is "token_embd" or "position_embd" or "token_types" ? plain + ".weight" : null;
        }

        string? found = name.Stack is "blk" or "enc.blk" or "dec.blk" ? $"{name.Stack}.*.{name.Type}"
            : GgufTable.Find($"{name.Stack}.*.{name.Type}")
                ?? (GgufTable.Decoders.Contains(name.Stack) && OfExpert(name.Type) is string part
                    ? $"blk.*.{part}" : null);
        string index = name.Index.ToString(CultureInfo.InvariantCulture);
        return found is null ? null : found.Replace("*", index, StringComparison.Ordinal) + ".weight";
    }

    /// <summary>
    /// Experts of a block are one tensor in GGUF; AlphaQ counts those of a stacked tensor at the end of the name.
    /// </summary>
    private static string? OfExpert(string type)
    {
        string[] parts = type.Split('.');
        if (parts is ["mlp", "experts", "gate_up_proj", _, ("gate" or "up") and string half])
        {
            return $"ffn_{half}_exps";
        }

        if (parts is ["mlp", "experts", "down_proj", ..])
        {
            return "ffn_down_exps";
        }

        return parts.Length == 4 && parts[0] is ("mlp" or "block_sparse_moe" or "feed_forward")
            && parts[1] == "experts" && parts[2].All(char.IsAsciiDigit)
                ? s_ofExpert.GetValueOrDefault(parts[3])
                : null;
    }
}
