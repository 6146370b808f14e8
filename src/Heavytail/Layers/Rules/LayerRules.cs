namespace Heavytail.Layers.Rules;

/// <summary>The one ordered table of rules: the first that applies to a tensor decides.</summary>
internal static class LayerRules
{
    public const string TiedName = "tied";
    public const string CopyName = "copy";
    public const string BufferName = "buffer";

    /// <summary>Decides about all tensors that are not read, and only about them.</summary>
    public static LayerRule Unread { get; } =
        new("unread", "what the reader cannot read, and the state of an optimizer", StorageRules.Unread);

    /// <summary>Rules that a user cannot override.</summary>
    public static IReadOnlyList<LayerRule> Inherent { get; } =
    [
        Unread,
        new("empty", "a dimension is zero", StorageRules.Empty),
        new("one-dimensional", "a bias, a norm, a counter: fewer than two dimensions", StorageRules.OneDimensional),
        new("element-type", "integers, booleans and complex numbers are not weights", StorageRules.ElementTypes),
        new(TiedName, "tied to an earlier tensor (same storage)", StorageRules.Tied),
    ];

    /// <summary>
    /// What is in a file and no weight of its network. These rules also see tensors of one dimension, which the user's
    /// rules do not: a bias of a copy is no parameter either.
    /// </summary>
    public static IReadOnlyList<LayerRule> Vetoes { get; } =
    [
        new("training-state",
            "the state of an optimizer, gradients: `exp_avg`, `momentum_buffer`, `optimizer.…`, `….grad`",
            TrainingStateRules.StateOrGradient),
        new(CopyName,
            "averages and slow copies of a network that is in the file too: `ema`, `shadow_params` …; an analysis, "
            + "which reads weights, also finds those that are stored twice",
            CopyRules.MovingAverage),
        new("companion", "scales, zero points and codebooks beside the weight that they belong to",
            CompanionRules.Companion),
        new("distribution",
            "noise, spread and prior beside the mean of a weight that is drawn: `weight_epsilon`, `weight_sigma` …",
            DistributionRules.NoiseOrSpread),
        new("edges", "scales of the splines of a KAN, scores of pruning: beside what they scale",
            EdgeRules.OfEdges),
        new("adapter", "factors of an adapter: LoRA, LoHa, LoKr, OFT, BOFT, VeRA, IA³ …", AdapterRules.Factors),
        new(BufferName, "masks, tables of positions, windows, filter banks, anchors, grids, noise maps: no weights",
            BufferRules.Buffer),
    ];

    /// <summary>What follows the user's own rules; the last applies to every tensor.</summary>
    public static IReadOnlyList<LayerRule> Known { get; } =
    [
        .. Vetoes,
        new("graph", "what the file's graph or configuration says", StorageRules.Graph),
        new("names", "names of modules and parameters as Flax and TensorFlow give them", StorageRules.Names),
        new("bias", "biases and norms of more than one dimension", BiasRules.BiasOrNorm),
        new("rnn", "`weight_ih…` and `weight_hh…`: gates of an LSTM or GRU, or of a plain RNN",
            RecurrentRules.Recurrent),
        new("fused-qkv", "query, key and value in one tensor: `in_proj_weight`, `qkv`, `c_attn`, `query_key_value` …",
            AttentionRules.FusedProjections),
        new("kernel", "Keras' and Flax' `kernel`: outputs are the last dimension", KernelRules.KerasKernel),
        new("kernel-order", "[k…, in, out] as TensorFlow, [out, k…, in] as MLX: by shapes, biases and metadata",
            KernelRules.Order),
        new("experts",
            "`experts` with three dimensions, or in rows that config.json or a router counts: a matrix for each",
            ExpertRules.Experts),
        new("gate-up", "`gate_up_proj` with two dimensions: two matrices, one after the other",
            AttentionRules.FusedGate),
        new("gpt2-conv1d", "`c_fc`, `c_proj`: dense matrices stored [in, out]", AttentionRules.Gpt2Dense),
        new("bilinear", "`bilinear` with three dimensions: one matrix for each output", StackRules.Bilinear),
        new("stack", "three dimensions, and a name or a bias that says what is stacked: heads, relations, layers",
            (tensor, context) => HeadRules.Heads(tensor) ?? StackRules.Stack(tensor, context)),
        new("modulated", "[1, out, in, k…]: a modulated convolution", LeadingOneRules.ModulatedConvolution),
        new("leading-one", "[1, in, out] as GPT-2 was published, and tables [1, n, size]", LeadingOneRules.Matrix),
        new("depthwise", "one input channel, as many outputs as the layer before has", ConvolutionRules.Depthwise),
        new("grouped", "the middle of a bottleneck whose channels fall into groups; wav2vec's convolution of positions",
            ConvolutionRules.GroupedBottleneck),
        new("transposed", "`deconv`, `conv_transpose` …, a bias as long as the second dimension: [in, out, k…]",
            ConvolutionRules.Transposed),
        new("conv", "three to five dimensions, [out, in, k…], with evidence: names, biases, neighbors, an odd kernel",
            ConvolutionRules.Convolution),
        new("embedding", "`embed`, `wte`, `wpe` …: [entries, dimension]", DenseRules.Embedding),
        new("dense", "two dimensions: [out, in]", DenseRules.Dense),
        new("shape", "a shape that no weight has", DenseRules.Otherwise),
    ];
}
