// What:      the names that tensors of Hugging Face's and Meta's checkpoints have in GGUF files.
// Reference: gguf-py/gguf/tensor_mapping.py of llama.cpp (read 2026): the blocks of Llama, Mistral, Mixtral, Qwen, Phi,
//            Gemma, GPT-2, GPT-NeoX and Falcon.
// Not done:  encoders, vision towers and recurrent models; their tensors have no name here.
namespace Heavytail.Plans;

/// <summary>Maps names of tensors to those of GGUF.</summary>
internal static class GgufNames
{
    private static readonly string[] s_stacks =
        ["model.layers", "transformer.h", "gpt_neox.layers", "h", "layers", "model.language_model.layers"];

    private static readonly Dictionary<string, string> s_whole = new(StringComparer.Ordinal)
    {
        ["model.embed_tokens"] = "token_embd",
        ["tok_embeddings"] = "token_embd",
        ["transformer.wte"] = "token_embd",
        ["wte"] = "token_embd",
        ["transformer.wpe"] = "position_embd",
        ["wpe"] = "position_embd",
        ["gpt_neox.embed_in"] = "token_embd",
        ["transformer.word_embeddings"] = "token_embd",
        ["lm_head"] = "output",
        ["output"] = "output",
        ["embed_out"] = "output",
    };

    private static readonly Dictionary<string, string> s_inBlock = new(StringComparer.Ordinal)
    {
        ["self_attn.q_proj"] = "attn_q",
        ["self_attn.k_proj"] = "attn_k",
        ["self_attn.v_proj"] = "attn_v",
        ["self_attn.o_proj"] = "attn_output",
        ["self_attn.dense"] = "attn_output",
        ["self_attn.qkv_proj"] = "attn_qkv",
        ["attention.wq"] = "attn_q",
        ["attention.wk"] = "attn_k",
        ["attention.wv"] = "attn_v",
        ["attention.wo"] = "attn_output",
        ["attn.c_attn"] = "attn_qkv",
        ["attn.c_proj"] = "attn_output",
        ["attention.query_key_value"] = "attn_qkv",
        ["attention.dense"] = "attn_output",
        ["self_attention.query_key_value"] = "attn_qkv",
        ["self_attention.dense"] = "attn_output",
        ["mlp.gate_proj"] = "ffn_gate",
        ["mlp.up_proj"] = "ffn_up",
        ["mlp.down_proj"] = "ffn_down",
        ["mlp.gate_up_proj"] = "ffn_up",
        ["mlp.c_fc"] = "ffn_up",
        ["mlp.c_proj"] = "ffn_down",
        ["mlp.fc1"] = "ffn_up",
        ["mlp.fc2"] = "ffn_down",
        ["mlp.dense_h_to_4h"] = "ffn_up",
        ["mlp.dense_4h_to_h"] = "ffn_down",
        ["feed_forward.w1"] = "ffn_gate",
        ["feed_forward.w3"] = "ffn_up",
        ["feed_forward.w2"] = "ffn_down",
        ["mlp.gate"] = "ffn_gate_inp",
        ["block_sparse_moe.gate"] = "ffn_gate_inp",
        ["mlp.shared_expert.gate_proj"] = "ffn_gate_shexp",
        ["mlp.shared_expert.up_proj"] = "ffn_up_shexp",
        ["mlp.shared_expert.down_proj"] = "ffn_down_shexp",
        ["mlp.shared_experts.gate_proj"] = "ffn_gate_shexp",
        ["mlp.shared_experts.up_proj"] = "ffn_up_shexp",
        ["mlp.shared_experts.down_proj"] = "ffn_down_shexp",
    };

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
        if (s_whole.TryGetValue(module, out string? whole))
        {
            return whole + ".weight";
        }

        var name = ModuleName.Parse(module.StartsWith("model.model.", StringComparison.Ordinal)
            ? module["model.".Length..] : module);
        if (name.Stack is null)
        {
            return module is "token_embd" ? "token_embd.weight" : null;
        }

        string? part = name.Stack == "blk" ? name.Type
            : !s_stacks.Contains(name.Stack) ? null
            : s_inBlock.GetValueOrDefault(name.Type) ?? OfExpert(name.Type);
        return part is null ? null : PlanText.Invariant($"blk.{name.Index}.{part}.weight");
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

        return parts.Length == 4 && parts[0] is "mlp" or "block_sparse_moe" or "feed_forward"
            && parts[1] == "experts" && parts[2].All(char.IsAsciiDigit)
                ? s_ofExpert.GetValueOrDefault(parts[3])
                : null;
    }
}
