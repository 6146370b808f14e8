using System.Collections.Immutable;

namespace Heavytail;

/// <summary>What a tensor does in its network, as the graph or the configuration in its file says.</summary>
public enum TensorPurpose
{
    /// <summary>A linear map: axes <c>o</c> and <c>i</c>.</summary>
    Dense,

    /// <summary>A table of vectors: axes <c>o</c> (entries) and <c>i</c> (dimension).</summary>
    Embedding,

    /// <summary>
    /// A convolution: axes <c>o</c>, <c>i</c> (of one group) and one <c>k</c> for each dimension of the kernel.
    /// </summary>
    Convolution,

    /// <summary>A transposed convolution: axes as of a convolution, of which <c>o</c> counts one group.</summary>
    TransposedConvolution,

    /// <summary>
    /// A kernel for each channel: axes <c>c</c> (channels), <c>m</c> (kernels a channel, may be missing), <c>k</c>.
    /// </summary>
    DepthwiseConvolution,

    /// <summary>A matrix of an LSTM, on its inputs or its state: axes <c>o</c> (all gates) and <c>i</c>.</summary>
    Lstm,

    /// <summary>A matrix of a GRU.</summary>
    Gru,

    /// <summary>A matrix of a recurrent layer without gates.</summary>
    Rnn,

    /// <summary>A form for each output: axes <c>s</c> (outputs), <c>o</c> and <c>i</c>.</summary>
    Bilinear,

    /// <summary>A bias, a norm, a statistic, a constant: no weight matrix whatever its shape.</summary>
    NotAWeight,

    /// <summary>What a training run keeps beside its network: the state of an optimizer, a gradient.</summary>
    TrainingState,

    /// <summary>A piece of a matrix whose other pieces are in files that are not there.</summary>
    Piece,
}

/// <summary>What the file says of a tensor's part in its network, beyond name and shape.</summary>
/// <param name="Purpose">Its purpose.</param>
/// <param name="Operator">The file's own word for it, for people: <c>Conv</c>, <c>DEPTHWISE_CONV_2D</c>,
/// <c>LSTM</c>.</param>
public sealed record TensorRole(TensorPurpose Purpose, string Operator)
{
    /// <summary>
    /// One letter for each dimension: <c>o</c> outputs, <c>i</c> inputs, <c>k</c> a dimension of the kernel, <c>c</c>
    /// channels and <c>m</c> kernels a channel of a depthwise convolution, <c>s</c> a stack of matrices that have
    /// nothing to do with each other, <c>1</c> a dimension of length one that means nothing. A letter may come twice
    /// only if it is <c>k</c>, <c>s</c> or <c>1</c>; <c>o</c> or <c>i</c> may on two adjacent dimensions, which are
    /// read as one. PyTorch's convolution is <c>oikk</c>, TensorFlow's <c>kkio</c>, TFLite's <c>okki</c>. Empty where
    /// the role has no matrix.
    /// </summary>
    public string Axes { get; init; } = "";

    /// <summary>
    /// Groups of a convolution: its outputs (of a transposed one, its inputs) fall into as many equal runs.
    /// </summary>
    public int Groups { get; init; } = 1;

    /// <summary>
    /// Matrices that lie one after another along the axis of outputs: gates, or query, key and value. Empty: one.
    /// </summary>
    public ImmutableArray<TensorPart> Parts { get; init; } = [];

    /// <summary>
    /// Matrices of a stack, for people: <c>expert</c>, <c>direction</c>; null where no axis is <c>s</c>.
    /// </summary>
    public string? StackWord { get; init; }

    /// <summary>Whether names of modules and parameters say it, and no graph or configuration.</summary>
    internal bool IsByName { get; init; }
}

/// <summary>One of the matrices along the axis of outputs.</summary>
/// <param name="Name">Its short name: <c>i</c>, <c>f</c>, <c>q</c>.</param>
/// <param name="Outputs">Its share of the axis.</param>
public sealed record TensorPart(string Name, long Outputs)
{
    /// <summary>Equal parts, which is what gates are.</summary>
    /// <exception cref="ArgumentException">The axis does not divide evenly.</exception>
    public static ImmutableArray<TensorPart> Equal(long outputs, params ReadOnlySpan<string> names)
    {
        if (outputs % names.Length != 0)
        {
            throw new ArgumentException($"{outputs} outputs are not {names.Length} equal parts");
        }

        var parts = ImmutableArray.CreateBuilder<TensorPart>(names.Length);
        foreach (string name in names)
        {
            parts.Add(new TensorPart(name, outputs / names.Length));
        }

        return parts.MoveToImmutable();
    }
}
