// What:      which names of Hugging Face's and Meta's checkpoints stand for which names in GGUF.
// Reference: gguf-py/gguf/tensor_mapping.py and constants.py of llama.cpp (read 2026); conversion drops `bert.`,
//            `roberta.` and `distilbert.`.
// Not done:  norms whose name in GGUF depends on the architecture (post_attention_layernorm), vision and audio towers,
//            RWKV.
namespace Heavytail.Plans;

/// <summary>Names of GGUF by the names of modules; <c>*</c> stands for the number of the block.</summary>
internal static class GgufTable
{
    /// <summary>Stacks of decoders, whose modules are named alike.</summary>
    private static readonly string[] s_decoders =
        ["model.layers", "transformer.h", "gpt_neox.layers", "h", "layers", "model.language_model.layers"];

    /// <summary>Modules of one name in every model.</summary>
    private static readonly (string Gguf, string Names)[] s_whole =
    [
        ("token_embd", "model.embed_tokens embed_tokens tok_embeddings transformer.wte wte gpt_neox.embed_in "
            + "transformer.word_embeddings word_embeddings embeddings.word_embeddings embeddings.tok_embeddings "
            + "backbone.embedding backbone.embeddings shared"),
        ("token_types", "embeddings.token_type_embeddings"),
        ("token_embd_norm", "word_embeddings_layernorm embeddings.LayerNorm embeddings.norm emb_ln"),
        ("position_embd", "transformer.wpe wpe embeddings.position_embeddings"),
        ("output", "lm_head output embed_out"),
        ("output_norm", "model.norm norm transformer.ln_f ln_f gpt_neox.final_layer_norm backbone.norm_f"),
        ("dec.output_norm", "decoder.final_layer_norm"),
        ("enc.output_norm", "encoder.final_layer_norm"),
        ("cls", "classifier classifier.dense pre_classifier head.dense"),
        ("cls.output", "classifier.out_proj"),
    ];

    /// <summary>Modules in a block of a decoder.</summary>
    private static readonly (string Gguf, string Names)[] s_decoder =
    [
        ("attn_q", "self_attn.q_proj attention.wq attn.q_proj"),
        ("attn_k", "self_attn.k_proj attention.wk attn.k_proj"),
        ("attn_v", "self_attn.v_proj attention.wv attn.v_proj"),
        ("attn_qkv", "self_attn.qkv_proj attn.c_attn attention.query_key_value self_attention.query_key_value "
            + "self_attn.query_key_value attn.Wqkv linear_attn.in_proj_qkv"),
        ("attn_output", "self_attn.o_proj self_attn.out_proj self_attn.dense attention.wo attn.c_proj attention.dense "
            + "self_attention.dense attn.out_proj attn.Wo"),
        ("attn_q_norm", "self_attn.q_norm self_attn.q_layernorm"),
        ("attn_k_norm", "self_attn.k_norm self_attn.k_layernorm"),
        ("attn_q_a", "self_attn.q_a_proj attention.wq_a"),
        ("attn_q_b", "self_attn.q_b_proj attention.wq_b"),
        ("attn_kv_a_mqa", "self_attn.kv_a_proj_with_mqa attention.wkv_a_with_mqa"),
        ("attn_kv_b", "self_attn.kv_b_proj"),
        ("attn_k_b", "self_attn.k_b_proj attention.k_b_proj"),
        ("attn_v_b", "self_attn.v_b_proj attention.v_b_proj"),
        ("attn_q_a_norm", "self_attn.q_a_layernorm attention.q_a_norm"),
        ("attn_kv_a_norm", "self_attn.kv_a_layernorm attention.kv_a_norm"),
        ("attn_gate", "self_attn.gate_proj linear_attn.in_proj_z"),
        ("ffn_gate", "mlp.gate_proj feed_forward.w1 feed_forward.gate_proj"),
        ("ffn_up", "mlp.up_proj mlp.gate_up_proj mlp.c_fc mlp.fc1 mlp.dense_h_to_4h mlp.fc_in mlp.Wi feed_forward.w3"),
        ("ffn_down", "mlp.down_proj mlp.c_proj mlp.fc2 mlp.dense_4h_to_h mlp.fc_out mlp.Wo feed_forward.w2"),
        ("ffn_gate_inp", "mlp.gate mlp.router block_sparse_moe.gate block_sparse_moe.router.layer feed_forward.gate "
            + "feed_forward.router"),
        ("ffn_gate_inp_shexp", "mlp.shared_expert_gate"),
        ("ffn_gate_shexp", "mlp.shared_expert.gate_proj mlp.shared_experts.gate_proj "
            + "feed_forward.shared_expert.gate_proj mlp.shared_mlp.gate_proj"),
        ("ffn_up_shexp", "mlp.shared_expert.up_proj mlp.shared_experts.up_proj feed_forward.shared_expert.up_proj "
            + "mlp.shared_mlp.up_proj"),
        ("ffn_down_shexp", "mlp.shared_expert.down_proj mlp.shared_experts.down_proj "
            + "feed_forward.shared_expert.down_proj mlp.shared_mlp.down_proj shared_mlp.output_linear"),
        ("ffn_gate_exps", "mlp.experts.gate_proj block_sparse_moe.experts.w1 feed_forward.experts.w1 "
            + "feed_forward.experts.gate_proj"),
        ("ffn_up_exps", "mlp.experts.up_proj block_sparse_moe.experts.w3 feed_forward.experts.w3 "
            + "feed_forward.experts.up_proj"),
        ("ffn_down_exps", "mlp.experts.down_proj block_sparse_moe.experts.w2 feed_forward.experts.w2 "
            + "feed_forward.experts.down_proj block_sparse_moe.output_linear"),
        ("post_ffw_norm", "post_feedforward_layernorm post_mlp_layernorm"),
        ("ssm_in", "in_proj mamba.in_proj linear_attn.in_proj_qkvz"),
        ("ssm_conv1d", "conv1d mamba.conv1d linear_attn.conv1d"),
        ("ssm_x", "x_proj mamba.x_proj"),
        ("ssm_dt", "dt_proj mamba.dt_proj linear_attn.dt_proj"),
        ("ssm_out", "out_proj mamba.out_proj linear_attn.out_proj"),
        ("ssm_ba", "linear_attn.in_proj_ba"),
        ("ssm_norm", "mamba.norm linear_attn.norm"),
    ];

    /// <summary>Modules in the blocks of other stacks, each with its own names.</summary>
    private static readonly (string Stack, string Prefix, (string Gguf, string Names)[] Modules)[] s_stacks =
    [
        ("encoder.layer", "blk",
        [
            ("attn_q", "attention.self.query"), ("attn_k", "attention.self.key"), ("attn_v", "attention.self.value"),
            ("attn_output", "attention.output.dense"), ("attn_output_norm", "attention.output.LayerNorm"),
            ("ffn_up", "intermediate.dense"), ("ffn_down", "output.dense"), ("layer_output_norm", "output.LayerNorm"),
        ]),
        ("transformer.layer", "blk",
        [
            ("attn_q", "attention.q_lin"), ("attn_k", "attention.k_lin"), ("attn_v", "attention.v_lin"),
            ("attn_output", "attention.out_lin"), ("attn_output_norm", "sa_layer_norm"), ("ffn_up", "ffn.lin1"),
            ("ffn_down", "ffn.lin2"), ("layer_output_norm", "output_layer_norm"),
        ]),
        ("encoder.layers", "blk",
        [
            ("attn_qkv", "attn.Wqkv mixer.Wqkv self_attention.query_key_value"),
            ("attn_output", "attn.out_proj mixer.out_proj self_attention.dense"), ("attn_output_norm", "norm1"),
            ("ffn_up", "mlp.fc11 mlp.fc1 mlp.dense_h_to_4h"), ("ffn_gate", "mlp.fc12"),
            ("ffn_down", "mlp.fc2 mlp.dense_4h_to_h"), ("layer_output_norm", "norm2"),
            ("ffn_gate_inp", "mlp.router.layer"), ("ffn_up_exps", "mlp.experts.mlp.w1"),
            ("ffn_down_exps", "mlp.experts.mlp.w2"),
        ]),
        ("backbone.layers", "blk",
        [
            ("attn_norm", "norm"), ("ssm_in", "mixer.in_proj"), ("ssm_conv1d", "mixer.conv1d"),
            ("ssm_x", "mixer.x_proj"), ("ssm_dt", "mixer.dt_proj mixer.dt"), ("ssm_out", "mixer.out_proj"),
            ("ssm_norm", "mixer.norm"),
        ]),
        ("encoder.block", "enc.blk",
        [
            .. Attention("layer.0.SelfAttention", "attn"), ("attn_norm", "layer.0.layer_norm"),
            .. FeedForward("layer.1"), ("ffn_norm", "layer.1.layer_norm"),
        ]),
        ("decoder.block", "dec.blk",
        [
            .. Attention("layer.0.SelfAttention", "attn"), ("attn_norm", "layer.0.layer_norm"),
            .. Attention("layer.1.EncDecAttention", "cross_attn"), ("cross_attn_norm", "layer.1.layer_norm"),
            .. FeedForward("layer.2"), ("ffn_norm", "layer.2.layer_norm"),
        ]),
    ];

    private static readonly Dictionary<string, string> s_names = Build();

    /// <summary>The stacks of decoders.</summary>
    public static IReadOnlyList<string> Decoders => s_decoders;

    /// <summary>The name in GGUF, with <c>*</c> for the number of the block; null where it is not known.</summary>
    /// <param name="name">The name of a module, with <c>*</c> for that number.</param>
    public static string? Find(string name) => s_names.GetValueOrDefault(name);

    private static (string Gguf, string Names)[] Attention(string part, string gguf) =>
    [
        ($"{gguf}_q", $"{part}.q"), ($"{gguf}_k", $"{part}.k"), ($"{gguf}_v", $"{part}.v"), ($"{gguf}_o", $"{part}.o"),
        ($"{gguf}_rel_b", $"{part}.relative_attention_bias"),
    ];

    private static (string Gguf, string Names)[] FeedForward(string part) =>
    [
        ("ffn_gate", $"{part}.DenseReluDense.wi_0"),
        ("ffn_up", $"{part}.DenseReluDense.wi {part}.DenseReluDense.wi_1"),
        ("ffn_down", $"{part}.DenseReluDense.wo"),
    ];

    private static Dictionary<string, string> Build()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        Add("", "", s_whole);
        foreach (string stack in s_decoders)
        {
            Add($"{stack}.*.", "blk.*.", s_decoder);
        }

        foreach (var (stack, prefix, modules) in s_stacks)
        {
            Add($"{stack}.*.", $"{prefix}.*.", modules);
        }

        return names;

        void Add(string before, string gguf, (string Gguf, string Names)[] modules)
        {
            foreach (var (part, known) in modules)
            {
                foreach (string name in known.Split(' '))
                {
                    names.Add(before + name, gguf + part);
                }
            }
        }
    }
}
