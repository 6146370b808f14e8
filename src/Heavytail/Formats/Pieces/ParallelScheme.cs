using System.Text.RegularExpressions;

namespace Heavytail.Formats.Pieces;

/// <summary>How a framework names the files of tensor-parallel training, and what is known of their matrices.</summary>
/// <param name="Framework">The framework, for people.</param>
/// <param name="NextStep">What to do with files that Heavytail does not join.</param>
/// <param name="Name">
/// The name of a file, or of its folder: <c>rank</c> counts the pieces from 0, <c>stage</c> is another part of the
/// network (a pipeline's stage, a layer), <c>count</c> the number of pieces.
/// </param>
internal sealed partial record ParallelScheme(string Framework, string NextStep, Regex Name)
{
    /// <summary>What to do where files are missing that are joined where they are together.</summary>
    public const string PutTogether = "put all files of the model into one folder, with their original names";

    /// <summary>Whether <see cref="Name"/> is that of the file's folder.</summary>
    public bool NamesFolder { get; init; }

    /// <summary>Names of tensors that are cut by outputs, their first dimension; null where files are not joined.
    /// </summary>
    public Regex? ByOutputs { get; init; }

    /// <summary>Names of matrices that are cut by inputs, their last dimension.</summary>
    public Regex? ByInputs { get; init; }

    /// <summary>Whether embeddings are those of Llama, whose norm says along which dimension they are cut.</summary>
    public bool IsLlama { get; init; }

    /// <summary>What to do where files are missing.</summary>
    public string StepWithoutAll => ByOutputs is null ? NextStep : $"{PutTogether}, or {NextStep}";

    /// <summary>All schemes; a file is of the first that matches.</summary>
    public static IReadOnlyList<ParallelScheme> All { get; } =
    [
        new("Llama", "merge them with transformers' `convert_llama_weights_to_hf.py`", Consolidated())
        {
            ByOutputs = LlamaOutputs(),
            ByInputs = LlamaInputs(),
            IsLlama = true,
        },
        Megatron(
            "DeepSpeed",
            "merge them with Megatron-DeepSpeed's `tools/convert_checkpoint/deepspeed_to_megatron.py --target_tp 1 "
            + "--target_pp 1`",
            DeepSpeed()),
        Megatron("GPT-NeoX", "merge them with GPT-NeoX's `tools/ckpts/convert_neox_to_hf.py`", NeoX()),
        Megatron(
            "Megatron-LM",
            "merge them with Megatron-LM's `tools/checkpoint/convert.py --target-tensor-parallel-size 1 "
            + "--target-pipeline-parallel-size 1`",
            MegatronFolder()) with
        {
            NamesFolder = true,
        },
        Megatron(
            "NeMo",
            "merge them with NeMo's `megatron_change_num_partitions.py --target_tensor_model_parallel_size=1 "
            + "--target_pipeline_model_parallel_size=1`",
            NeMoFolder()) with
        {
            NamesFolder = true,
        },
        new("metaseq", "merge them with `python -m metaseq.scripts.convert_to_singleton FOLDER`", Metaseq())
        {
            ByOutputs = MetaseqOutputs(),
            ByInputs = MetaseqInputs(),
        },
        new("vLLM", "analyze the model that vLLM's `save_sharded_state` was given", VLlm()),
        new(
            "TensorRT-LLM", "analyze the model that they were converted from, or convert it with `--tp_size 1`",
            TensorRt()),
        new("DeepSeek", "analyze the model that `convert.py` was given", DeepSeek()),
        new("verl", "merge them with `python -m verl.model_merger merge`", Verl()),
        new(
            "NeuronX Distributed", "merge them with its `checkpoint_converter.py --convert_to_full_state`",
            NeuronX()),
        new("InternLM", "merge them with InternLM's `tools/transformers/convert2hf.py`", InternLm()),
    ];

    /// <summary>
    /// Gated feed-forward layers hold the gate's rows of each piece before the others: joined, the rows have another
    /// order than in the network, which changes no eigenvalue.
    /// </summary>
    private static ParallelScheme Megatron(string framework, string nextStep, Regex name) =>
        new(framework, nextStep, name) { ByOutputs = MegatronOutputs(), ByInputs = MegatronInputs() };

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"^consolidated\.(?<rank>\d\d)\.(pth|pt|safetensors)$", Options)]
    private static partial Regex Consolidated();

    [GeneratedRegex(@"^mp_rank_(?<rank>\d{2,3})_model_states\.pt$", Options)]
    private static partial Regex DeepSpeed();

    [GeneratedRegex(@"^layer_(?<stage>\d+)-model_(?<rank>\d{2,3})-model_states\.pt$", Options)]
    private static partial Regex NeoX();

    [GeneratedRegex(@"^mp_rank_(?<rank>\d{2,3})(_(?<stage>\d{3}))?(_\d{3})?$", Options)]
    private static partial Regex MegatronFolder();

    [GeneratedRegex(@"^tp_rank_(?<rank>\d{2,3})(_pp_rank_(?<stage>\d{3}))?$", Options)]
    private static partial Regex NeMoFolder();

    [GeneratedRegex(@"^(.*-)?model_part-(?<rank>\d+)(-shard(?<stage>\d+))?\.pt$", Options)]
    private static partial Regex Metaseq();

    [GeneratedRegex(@"^model-rank-(?<rank>\d+)-part-(?<stage>\d+)\.safetensors$", Options)]
    private static partial Regex VLlm();

    [GeneratedRegex(@"^rank_?(?<rank>\d+)\.(safetensors|npz)$", Options)]
    private static partial Regex TensorRt();

    [GeneratedRegex(@"^model(?<rank>\d+)-mp(?<count>\d+)\.safetensors$", Options)]
    private static partial Regex DeepSeek();

    [GeneratedRegex(@"^model_world_size_(?<count>\d+)_rank_(?<rank>\d+)\.pt$", Options)]
    private static partial Regex Verl();

    [GeneratedRegex(@"^dp_rank_\d+_tp_rank_(?<rank>\d+)_pp_rank_(?<stage>\d+)(_.*)?\.pt$", Options)]
    private static partial Regex NeuronX();

    [GeneratedRegex(@"^model_tp(?<rank>\d+)_pp(?<stage>\d+)\.pt$", Options)]
    private static partial Regex InternLm();

    [GeneratedRegex(@"(^|\.)(wq|wk|wv|w1|w3|output)\.weight$", Options)]
    private static partial Regex LlamaOutputs();

    [GeneratedRegex(@"(^|\.)(wo|w2)\.weight$", Options)]
    private static partial Regex LlamaInputs();

    [GeneratedRegex(
        @"(^|\.)((query_key_value|key_value|query|dense_h_to_4h|linear_qkv|linear_fc1)\.(weight|bias)"
        + @"|(word_embeddings|output_layer|lm_head|final_linear)\.weight)$",
        Options)]
    private static partial Regex MegatronOutputs();

    [GeneratedRegex(@"(^|\.)((\w*attention)\.dense|dense_4h_to_h|linear_proj|linear_fc2)\.weight$", Options)]
    private static partial Regex MegatronInputs();

    [GeneratedRegex(@"(^|\.)((fc1|q_proj|k_proj|v_proj)\.(weight|bias)|embed_tokens\.weight)$", Options)]
    private static partial Regex MetaseqOutputs();

    [GeneratedRegex(@"(^|\.)(fc2|out_proj)\.weight$", Options)]
    private static partial Regex MetaseqInputs();
}
