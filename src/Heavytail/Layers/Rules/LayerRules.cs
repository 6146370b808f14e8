namespace Heavytail.Layers.Rules;

/// <summary>The one ordered table of rules: the first that applies to a tensor decides.</summary>
internal static class LayerRules
{
    public const string TiedName = "tied";

    /// <summary>Decides about all tensors that are not read, and only about them.</summary>
    public static LayerRule Unread { get; } =
        new("unread", "what the reader cannot read, and the state of an optimizer", StorageRules.Unread);

    /// <summary>Rules that a user cannot override.</summary>
    public static IReadOnlyList<LayerRule> Inherent { get; } =
    [
        Unread,
        new("one-dimensional", "a bias, a norm, a counter: fewer than two dimensions", StorageRules.OneDimensional),
        new("element-type", "integers, booleans and complex numbers are not weights", StorageRules.ElementTypes),
        new("empty", "a dimension is zero", StorageRules.Empty),
        new(TiedName, "tied to an earlier tensor (same storage)", StorageRules.Tied),
    ];

    /// <summary>What follows the user's own rules; the last applies to every tensor.</summary>
    public static IReadOnlyList<LayerRule> Known { get; } =
    [
        new("graph", "what the file's graph or configuration says", StorageRules.Graph),
        new("lora", "the factors of a low-rank adapter", AdapterRules.LowRankFactors),
        new("rnn", "`weight_ih…` and `weight_hh…`: gates of an LSTM or GRU, or of a plain RNN",
            RecurrentRules.Recurrent),
        new("fused-qkv", "query, key and value in one tensor: `in_proj_weight`, `qkv`, `c_attn`, `query_key_value` …",
            AttentionRules.FusedProjections),
        new("gate-up", "`gate_up_proj` with two dimensions: two matrices, one after the other",
            AttentionRules.FusedGate),
        new("gpt2-conv1d", "`c_fc`, `c_proj`: dense matrices stored [in, out]", AttentionRules.Gpt2Dense),
        new("bilinear", "`bilinear` with three dimensions: one matrix for each output", StackRules.Bilinear),
        new("experts", "`expert` with three dimensions: one matrix for each expert", StackRules.Experts),
        new("kernel", "Keras' and Flax' `kernel`: outputs are the last dimension", ConvolutionRules.KerasKernel),
        new("depthwise", "one input channel, as many outputs as the layer before has", ConvolutionRules.Depthwise),
        new("grouped", "the middle of a bottleneck whose channels fall into groups",
            ConvolutionRules.GroupedBottleneck),
        new("transposed", "`deconv`, `conv_transpose` …: stored [in, out, k…]", ConvolutionRules.Transposed),
        new("conv", "three to five dimensions: [out, in, k…]", ConvolutionRules.Convolution),
        new("embedding", "`embed`, `wte`, `wpe` …: [entries, dimension]", DenseRules.Embedding),
        new("dense", "two dimensions: [out, in]", DenseRules.Dense),
        new("shape", "a shape that no weight has", DenseRules.Otherwise),
    ];
}
