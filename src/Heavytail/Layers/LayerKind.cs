namespace Heavytail.Layers;

/// <summary>What a weight tensor does in its network, as far as its name and shape tell.</summary>
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
}

/// <summary>Facts about layer kinds.</summary>
public static class LayerKinds
{
    /// <summary>The word in WeightWatcher's <c>layer_type</c> column.</summary>
    public static string Word(this LayerKind kind) => kind switch
    {
        LayerKind.Dense => "dense",
        LayerKind.Embedding => "embedding",
        LayerKind.Conv1D => "conv1d",
        LayerKind.Conv2D => "conv2d",
        LayerKind.Conv3D => "conv3d",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a layer kind"),
    };

    /// <summary>Whether the tensor is a stack of slices, one for each place of the kernel.</summary>
    public static bool IsConvolution(this LayerKind kind) =>
        kind is LayerKind.Conv1D or LayerKind.Conv2D or LayerKind.Conv3D;
}
