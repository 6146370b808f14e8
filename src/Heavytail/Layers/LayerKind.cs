namespace Heavytail;

/// <summary>What a weight tensor does in its network.</summary>
public enum LayerKind
{
    /// <summary>A linear map, <c>[out, in]</c>.</summary>
    Dense,

    /// <summary>A table of vectors, <c>[entries, dimension]</c>.</summary>
    Embedding,

    /// <summary>A convolution over a sequence, <c>[out, in, k]</c>.</summary>
    Conv1D,

    /// <summary>A convolution over an image, <c>[out, in, kh, kw]</c>.</summary>
    Conv2D,

    /// <summary>A convolution over a volume, <c>[out, in, kd, kh, kw]</c>.</summary>
    Conv3D,

    /// <summary>A transposed convolution over a sequence.</summary>
    TransposedConv1D,

    /// <summary>A transposed convolution over an image.</summary>
    TransposedConv2D,

    /// <summary>A transposed convolution over a volume.</summary>
    TransposedConv3D,

    /// <summary>A kernel for each channel of a sequence: no matrix between channels.</summary>
    DepthwiseConv1D,

    /// <summary>A kernel for each channel of an image.</summary>
    DepthwiseConv2D,

    /// <summary>A kernel for each channel of a volume.</summary>
    DepthwiseConv3D,

    /// <summary>A gate of an LSTM, or all of them, on its inputs or its state.</summary>
    Lstm,

    /// <summary>A gate of a GRU, or all of them.</summary>
    Gru,

    /// <summary>A recurrent layer without gates.</summary>
    Rnn,

    /// <summary>One output's form of a bilinear layer, <c>[in1, in2]</c>.</summary>
    Bilinear,
}

/// <summary>Facts about layer kinds.</summary>
public static class LayerKinds
{
    /// <summary>The word in the <c>layer_type</c> column; WeightWatcher's where it has one.</summary>
    public static string Word(this LayerKind kind) => kind switch
    {
        LayerKind.Dense => "dense",
        LayerKind.Embedding => "embedding",
        LayerKind.Conv1D => "conv1d",
        LayerKind.Conv2D => "conv2d",
        LayerKind.Conv3D => "conv3d",
        LayerKind.TransposedConv1D => "conv1d_transposed",
        LayerKind.TransposedConv2D => "conv2d_transposed",
        LayerKind.TransposedConv3D => "conv3d_transposed",
        LayerKind.DepthwiseConv1D => "conv1d_depthwise",
        LayerKind.DepthwiseConv2D => "conv2d_depthwise",
        LayerKind.DepthwiseConv3D => "conv3d_depthwise",
        LayerKind.Lstm => "lstm",
        LayerKind.Gru => "gru",
        LayerKind.Rnn => "rnn",
        LayerKind.Bilinear => "bilinear",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a layer kind"),
    };

    /// <summary>Whether the tensor is a stack of slices, one for each position of the kernel.</summary>
    public static bool IsConvolution(this LayerKind kind) =>
        kind is >= LayerKind.Conv1D and <= LayerKind.DepthwiseConv3D;

    /// <summary>Whether each channel has a kernel of its own.</summary>
    public static bool IsDepthwise(this LayerKind kind) =>
        kind is >= LayerKind.DepthwiseConv1D and <= LayerKind.DepthwiseConv3D;

    /// <summary>Whether its state goes back into it.</summary>
    public static bool IsRecurrent(this LayerKind kind) => kind is LayerKind.Lstm or LayerKind.Gru or LayerKind.Rnn;

    /// <summary>The kind of a tensor of that purpose; null where it has no matrix.</summary>
    /// <param name="purpose">Its purpose.</param>
    /// <param name="kernelSides">Dimensions of a convolution: 1, 2 or 3.</param>
    internal static LayerKind? From(TensorPurpose purpose, int kernelSides) => (purpose, kernelSides) switch
    {
        (TensorPurpose.Dense, _) => LayerKind.Dense,
        (TensorPurpose.Embedding, _) => LayerKind.Embedding,
        (TensorPurpose.Convolution, 1) => LayerKind.Conv1D,
        (TensorPurpose.Convolution, 2) => LayerKind.Conv2D,
        (TensorPurpose.Convolution, 3) => LayerKind.Conv3D,
        (TensorPurpose.TransposedConvolution, 1) => LayerKind.TransposedConv1D,
        (TensorPurpose.TransposedConvolution, 2) => LayerKind.TransposedConv2D,
        (TensorPurpose.TransposedConvolution, 3) => LayerKind.TransposedConv3D,
        (TensorPurpose.DepthwiseConvolution, 1) => LayerKind.DepthwiseConv1D,
        (TensorPurpose.DepthwiseConvolution, 2) => LayerKind.DepthwiseConv2D,
        (TensorPurpose.DepthwiseConvolution, 3) => LayerKind.DepthwiseConv3D,
        (TensorPurpose.Lstm, _) => LayerKind.Lstm,
        (TensorPurpose.Gru, _) => LayerKind.Gru,
        (TensorPurpose.Rnn, _) => LayerKind.Rnn,
        (TensorPurpose.Bilinear, _) => LayerKind.Bilinear,
        _ => null,
    };
}
