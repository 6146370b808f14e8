using System.Text.RegularExpressions;

namespace Heavytail.Layers.Rules;

/// <summary>Tensors of three to five dimensions.</summary>
internal static partial class ConvolutionRules
{
    /// <summary>
    /// Longer kernels along one dimension are of sound itself (one channel), or of many more channels (wav2vec's 128).
    /// </summary>
    private const long LongKernel = 64;

    /// <summary>Whether a name is that of a depthwise convolution.</summary>
    public static bool IsDepthwise(string name) => DepthwiseName().IsMatch(NameWords.Of(name));

    /// <summary>Whether a name is that of a transposed convolution.</summary>
    public static bool IsTransposed(string name) =>
        TransposedName().IsMatch(NameWords.Of(name)) || ShortTransposedName().IsMatch(name);

    /// <summary>
    /// A first convolution of gray images has one input channel too; a depthwise one has as many outputs as the layer
    /// before, or a multiple. Both have the same spectrum: only the name of the kind depends on this.
    /// </summary>
    public static Verdict? Depthwise(TensorInfo tensor, LayerContext context)
    {
        var shape = tensor.Shape;
        if (shape.Rank is < 3 or > 5 || shape[1] != 1 || shape[0] == 1)
        {
            return null;
        }

        string axes = "c1" + new string('k', shape.Rank - 2);
        if (IsDepthwise(tensor.Name))
        {
            return Verdict.Matrix(
                tensor, TensorPurpose.DepthwiseConvolution, axes, "its name is that of a depthwise convolution");
        }

        return context.ConvolutionBefore(tensor) is { } before && before.Shape[0] > 1 && shape[0] % before.Shape[0] == 0
            ? Verdict.Matrix(
                tensor, TensorPurpose.DepthwiseConvolution, axes,
                $"one input channel after `{before.Name}`, which has {before.Shape[0]} outputs")
            : null;
    }

    /// <summary>
    /// ResNeXt's bottleneck: 1×1 to w channels, k×k on w in groups, 1×1 from w. Three neighbors that fit so have
    /// groups.
    /// </summary>
    public static Verdict? GroupedBottleneck(TensorInfo tensor, LayerContext context)
    {
        var shape = tensor.Shape;
        if (shape.Rank == 3 && KernelRules.IsOfPositions(tensor.Name) && shape[1] > 1 && shape[0] > shape[1]
            && shape[0] % shape[1] == 0)
        {
            // wav2vec's convolution of positions is added to its inputs: it has as many outputs.
            int groups = (int)(shape[0] / shape[1]);
            return Verdict.From(
                tensor, new TensorRole(TensorPurpose.Convolution, "") { Axes = "oik", Groups = groups },
                $"a convolution of positions, {shape[0]} channels in and out: {groups} groups");
        }

        if (shape.Rank != 4 || IsPointwise(shape) || shape[1] < 2 || shape[0] % shape[1] != 0 || shape[0] == shape[1]
            || context.ConvolutionBefore(tensor) is not { Shape: { Rank: 4 } before }
            || context.ConvolutionAfter(tensor) is not { Shape: { Rank: 4 } after }
            || !IsPointwise(before) || !IsPointwise(after) || before[0] != shape[0] || after[1] != shape[0])
        {
            return null;
        }

        var role = new TensorRole(TensorPurpose.Convolution, "") { Axes = "oikk", Groups = (int)(shape[0] / shape[1]) };
        return Verdict.From(
            tensor, role, $"{shape[0]} channels before and after, {shape[1]} inputs: {role.Groups} groups");
    }

    /// <summary>A transposed convolution by its name, or by a bias as long as its second dimension.</summary>
    public static Verdict? Transposed(TensorInfo tensor, LayerContext context)
    {
        var shape = tensor.Shape;
        if (shape.Rank is < 3 or > 5)
        {
            return null;
        }

        string? why = IsTransposed(tensor.Name) || (shape.Rank == 3 && VocoderUps().IsMatch(tensor.Name))
            ? "its name is that of a transposed convolution, [in, out, k…]"
            : HasTransposedBias(tensor, context) is { } bias
            ? $"[in, out, k…], as `{bias.Name}` has as many outputs as the second dimension" : null;
        return why is null ? null : Verdict.Matrix(
            tensor, TensorPurpose.TransposedConvolution, "io" + new string('k', shape.Rank - 2), why);
    }

    private static TensorInfo? HasTransposedBias(TensorInfo tensor, LayerContext context)
    {
        var shape = tensor.Shape;
        return context.BiasOf(tensor) is { Shape.Rank: 1 } bias && bias.Shape[0] == shape[1] && shape[0] != shape[1]
            && shape[1] > 1 && !IsTooLong(shape) && ConvolutionEvidence.IsWeight(tensor)
            && !GraphNetworks.Has(tensor, context) ? bias : null;
    }

    /// <summary>Whether the last of three dimensions is too long for a kernel of as many channels.</summary>
    private static bool IsTooLong(TensorShape shape)
    {
        long channels = Math.Max(shape[0], shape[1]);
        return shape.Rank == 3 && shape[2] > channels / 4
            && (shape[2] > channels || (shape[1] > 1 && shape[2] >= LongKernel));
    }

    /// <summary>What has the dimensions of a convolution, and some evidence that it is not a stack.</summary>
    public static Verdict? Convolution(TensorInfo tensor, LayerContext context)
    {
        var shape = tensor.Shape;
        if (shape.Rank is < 3 or > 5)
        {
            return null;
        }

        if (IsTooLong(shape))
        {
            return ConvolutionEvidence.Ambiguous(
                tensor,
                $"is hardly a convolution, as its kernel would be too long for {Math.Max(shape[0], shape[1])} "
                + "channels, and nothing says which stack it is");
        }

        return ConvolutionEvidence.For(tensor, context) is { } evidence
            ? Verdict.Matrix(
                tensor, TensorPurpose.Convolution, "oi" + new string('k', shape.Rank - 2),
                $"{shape.Rank} dimensions, [out, in, k…], by {evidence}")
            : ConvolutionEvidence.Ambiguous(
                tensor, "may be a convolution or a stack of matrices, and nothing beside it says which");
    }

    [GeneratedRegex(
        "_[a-z]*depth_?wise|_[a-z]*dw_?conv[a-z]*_|_conv_?dw_", RegexOptions.CultureInvariant)]
    private static partial Regex DepthwiseName();

    [GeneratedRegex(
        "_de_?conv(?!er|ex)[a-z]*_|_[a-z]*conv(_[123]_d)?_?transpose[ds]?_|_[a-z]*conv_?tr_|_transposed?_?conv[a-z]*_",
        RegexOptions.CultureInvariant)]
    private static partial Regex TransposedName();

    [GeneratedRegex(
        @"(^|[._/\d])(\w*conv_trans\.|upconvs?(?![a-z]))", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ShortTransposedName();

    /// <summary>HiFi-GAN and its kin; elsewhere <c>ups</c> are blocks that upsample by interpolation.</summary>
    [GeneratedRegex(
        @"(^|\.)ups\.\d+(\.\d+)?\.(weight|weight_v|parametrizations\.weight\.original1)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex VocoderUps();

    private static bool IsPointwise(TensorShape shape) => shape[2] == 1 && shape[3] == 1;
}
