using Heavytail.Layers;

namespace Heavytail;

/// <summary>Why a tensor is not analyzed.</summary>
public enum SkipReason
{
    /// <summary>It has fewer than two dimensions: a bias, a norm, a counter.</summary>
    NotAMatrix,

    /// <summary>Its elements are not real floating-point numbers.</summary>
    ElementType,

    /// <summary>A dimension of it is zero.</summary>
    Empty,

    /// <summary>No weight matrix has its shape.</summary>
    Shape,

    /// <summary>It has fewer eigenvalues than the least that was asked for.</summary>
    TooFewEigenvalues,

    /// <summary>It has more eigenvalues, or a longer dimension, than the most that was asked for.</summary>
    TooLarge,

    /// <summary>A name pattern of <see cref="LayerFilter"/> excludes it.</summary>
    Excluded,

    /// <summary>The convention in force does not analyze tensors of this kind.</summary>
    Convention,

    /// <summary>Its elements are those of an earlier tensor.</summary>
    Tied,

    /// <summary>It is a factor of an adapter.</summary>
    Adapter,

    /// <summary>A rule of the user leaves it out.</summary>
    Rule,

    /// <summary>It needs more memory than the analysis may take.</summary>
    Memory,

    /// <summary>It is stored in a way that is not read.</summary>
    Unread,

    /// <summary>It belongs to a training run and not to the network: the state of an optimizer, a gradient.</summary>
    TrainingState,

    /// <summary>It is a table, a mask or another constant that its network does not multiply by.</summary>
    Buffer,

    /// <summary>It says how another tensor is read: a scale, a zero point, a codebook.</summary>
    Companion,

    /// <summary>It is a copy of another tensor: a moving average, or the same elements stored twice.</summary>
    Copy,

    /// <summary>It is a piece of a matrix whose other pieces are missing.</summary>
    Piece,

    /// <summary>Its name and shape allow more than one reading, and nothing in the file decides.</summary>
    Ambiguous,

    /// <summary>A rule of the user names it, and does not fit its shape.</summary>
    RuleMisfit,

    /// <summary>The matrices that were asked for cannot be made of it: see <see cref="MatrixOptions"/>.</summary>
    NoMatrix,
}

/// <summary>A tensor that is in the file and not analyzed, with the reason.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Reason">The reason, for programs.</param>
/// <param name="Explanation">The reason, for people.</param>
public sealed record SkippedTensor(TensorInfo Tensor, SkipReason Reason, string Explanation)
{
    /// <summary>The stored name, and which of its matrices is meant.</summary>
    public string Name => Layer is { Part: string part } ? $"{Tensor.Name}[{part}]" : Tensor.Name;

    /// <summary>The matrix of it that is meant; null for the tensor as a whole.</summary>
    public Layer? Layer { get; init; }

    /// <summary>A layer that is left out.</summary>
    internal static SkippedTensor From(Layer layer, SkipReason reason, string explanation) =>
        new(layer.Tensor, reason, explanation) { Layer = layer };
}

/// <summary>The words of skip reasons.</summary>
public static class SkipReasons
{
    /// <summary>The word that reports print: <c>too-few-eigenvalues</c>.</summary>
    public static string Word(this SkipReason reason) => reason switch
    {
        SkipReason.NotAMatrix => "not-a-matrix",
        SkipReason.ElementType => "element-type",
        SkipReason.Empty => "empty",
        SkipReason.Shape => "shape",
        SkipReason.TooFewEigenvalues => "too-few-eigenvalues",
        SkipReason.TooLarge => "too-large",
        SkipReason.Excluded => "excluded",
        SkipReason.Convention => "convention",
        SkipReason.Tied => "tied",
        SkipReason.Adapter => "adapter",
        SkipReason.Rule => "rule",
        SkipReason.Memory => "memory",
        SkipReason.Unread => "unread",
        SkipReason.TrainingState => "training-state",
        SkipReason.Buffer => "buffer",
        SkipReason.Companion => "companion",
        SkipReason.Copy => "copy",
        SkipReason.Piece => "piece",
        SkipReason.Ambiguous => "ambiguous",
        SkipReason.RuleMisfit => "rule-misfit",
        SkipReason.NoMatrix => "no-matrix",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "not a skip reason"),
    };
}
