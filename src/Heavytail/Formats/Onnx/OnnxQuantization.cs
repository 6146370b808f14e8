using System.Collections.Immutable;

namespace Heavytail.Formats.Onnx;

/// <summary>How stored codes become weights: (code − zero point) × scale.</summary>
/// <param name="Scheme">Description for people: <c>I8 per channel</c>, <c>U4, blocks of 32</c>.</param>
/// <param name="Scale">Its scales; null where the graph does not say them.</param>
/// <param name="ZeroPoint">Its zero points; null where all are the default.</param>
/// <param name="DefaultZero">The zero point of all where none are stored.</param>
internal sealed record OnnxQuantization(string Scheme, OnnxTensor? Scale, OnnxTensor? ZeroPoint, double DefaultZero = 0)
{
    /// <summary>The weights' dimensions, where they are others than those of the codes.</summary>
    public TensorShape? Shape { get; init; }

    /// <summary>The codes' type, where it is another than the tensor's: packed bits in bytes.</summary>
    public OnnxDataType? CodeType { get; init; }

    /// <summary>
    /// Codes from one row of weights (all but the last dimension) to the next; 0 where they follow without gaps.
    /// </summary>
    public long RowCodes { get; init; }

    /// <summary>Of each dimension of the weights how many neighbors share a scale.</summary>
    public required ImmutableArray<long> Blocks { get; init; }

    /// <summary>Of each dimension how far the next block's scale is; 0 where all share one.</summary>
    public required ImmutableArray<long> ScaleStrides { get; init; }

    /// <summary>As <see cref="ScaleStrides"/>, of zero points.</summary>
    public required ImmutableArray<long> ZeroStrides { get; init; }

    /// <summary>The zero points' type, where it is another than their tensor's.</summary>
    public OnnxDataType? ZeroType { get; init; }
}
