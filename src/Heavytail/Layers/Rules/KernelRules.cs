using System.Text.RegularExpressions;

namespace Heavytail.Layers.Rules;

/// <summary>
/// Kernels of convolutions in the orders of TensorFlow and of MLX, where no graph says so. A name decides only where
/// shapes and biases allow both.
/// </summary>
internal static partial class KernelRules
{
    /// <summary>Keras and Flax put outputs last, whatever file their weights end up in.</summary>
    public static Verdict? KerasKernel(TensorInfo tensor, LayerContext context)
    {
        // A bias for each of a stack says what it is.
        string name = tensor.Name.Replace('.', '/');
        bool isStack = tensor.Shape.Rank == 3
            && context.BiasOf(tensor) is { Shape.Rank: 2 } bias && bias.Shape[0] == tensor.Shape[0];
        return !isStack && KerasName().IsMatch(NameParts.Of(tensor.Name).Last) && !IsTorch(tensor, context)
            && context.KerasNaming.RoleOf(name, tensor.Shape) is { } role && role.Purpose != TensorPurpose.NotAWeight
            ? Verdict.From(tensor, role, $"a Keras kernel: {role.Operator}, axes {role.Axes}")
            : null;
    }

    /// <summary>Whether a name is that of wav2vec's convolution of positions.</summary>
    public static bool IsOfPositions(string name) => LongName().IsMatch(NameWords.Of(name));

    /// <summary><c>[k…, in, out]</c> of TensorFlow, and <c>[out, k…, in]</c> of MLX.</summary>
    public static Verdict? Order(TensorInfo tensor, LayerContext context)
    {
        var shape = tensor.Shape;
        if (shape.Rank is < 3 or > 5 || tensor.Name.Length > NameParts.Longest || GraphNetworks.Has(tensor, context))
        {
            return null;
        }

        var evidence = new Evidence(tensor, context);
        bool isMlx = shape.Rank == 3 ? IsMlxLine(evidence) : IsMlx(evidence);
        bool isTensorFlow = shape.Rank == 3 ? IsTensorFlowLine(evidence) : IsTensorFlow(evidence);
        if (isMlx && isTensorFlow)
        {
            // [3, 3, 3, 64]: from three colors, or to three.
            isMlx = context.KernelOrder.IsMlx
                || (!context.KernelOrder.IsTensorFlow && evidence.Bias is null && !evidence.HasTensorFlowName);
        }

        return isMlx ? Mlx(evidence) : isTensorFlow ? TensorFlow(evidence) : null;
    }

    /// <summary>A kernel by name, which the shape and the bias say is PyTorch's.</summary>
    private static bool IsTorch(TensorInfo tensor, LayerContext context)
    {
        var shape = tensor.Shape;
        bool fits = context.BiasOf(tensor) is not { Shape.Rank: 1 } bias || bias.Shape[0] == shape[0];
        return fits && (KernelOrder.IsTorch(shape)
            || (shape.Rank == 3 && context.BiasOf(tensor) is { Shape.Rank: 1 } && shape[0] != shape[2]
                && shape[0] > ConvolutionEvidence.LongKernel && KernelOrder.IsOdd(shape[2])));
    }

    private static bool IsTensorFlow(Evidence evidence)
    {
        var shape = evidence.Shape;
        int spatial = shape.Rank - 2;
        bool isCube = KernelOrder.IsKernel(shape, 0, spatial);
        bool isLine = shape.Rank == 4 && Math.Min(shape[0], shape[1]) == 1
            && KernelOrder.IsOdd(Math.Max(shape[0], shape[1]));
        if ((!isCube && !isLine) || !evidence.FitsBias(shape.Rank - 1, shape.Rank - 2) || KernelOrder.IsTorch(shape))
        {
            return false;
        }

        bool proves = evidence.Bias is { } outputs && outputs != shape[0];
        bool mayBeTorch = KernelOrder.IsKernel(shape, spatial, shape.Rank);
        return mayBeTorch ? proves || evidence.Order.IsTensorFlow
            : (KernelOrder.IsTensorFlowShape(shape) && !evidence.IsStack && evidence.IsWeight) || proves
                || ((evidence.HasTensorFlowName || evidence.Order.IsTensorFlow) && evidence.HasName);
    }

    private static bool IsMlx(Evidence evidence)
    {
        var shape = evidence.Shape;
        return evidence.FitsBias(0, 0) && !KernelOrder.IsTorch(shape)
            && ((KernelOrder.IsMlxShape(shape) && (evidence.HasName || evidence.Bias is not null
                    || (KernelOrder.IsOdd(shape[1]) && !evidence.IsStack && evidence.IsWeight)))
                || (evidence.Order.IsMlx && KernelOrder.IsCube(shape, 1, shape.Rank - 1) && shape[1] <= 32));
    }

    private static bool IsTensorFlowLine(Evidence evidence)
    {
        var shape = evidence.Shape;
        return evidence.HasTensorFlowName && evidence.HasName && evidence.FitsBias(2, 2)
            && (KernelOrder.IsOdd(shape[0]) || shape[0] <= ConvolutionEvidence.LongSquare)
            && (evidence.Bias is { } bias ? bias != shape[0] : shape[2] > ConvolutionEvidence.LongKernel);
    }

    private static bool IsMlxLine(Evidence evidence)
    {
        var shape = evidence.Shape;
        (long outputs, long side, long inputs) = (shape[0], shape[1], shape[2]);
        if (!evidence.FitsBias(0, 0) || (!evidence.HasName && evidence.Bias is null) || outputs == 1
            || (KernelOrder.IsOdd(inputs) && side > ConvolutionEvidence.LongKernel))
        {
            return false;
        }

        bool isKernel = KernelOrder.IsOdd(side) || side <= ConvolutionEvidence.LongSquare;
        if (evidence.Order.IsMlx)
        {
            return isKernel || (evidence.HasName && side > inputs);
        }

        // PyTorch's would have few inputs, of an odd number, and a long even kernel.
        return KernelOrder.IsOdd(side) && side > 1 && inputs % 2 == 0 && outputs > ConvolutionEvidence.LongKernel
            && !evidence.IsStack && !IsOfPositions(evidence.Tensor.Name)
            && (inputs >= 64 || (inputs > ConvolutionEvidence.LongKernel
                && (inputs == outputs || evidence.FollowsWidth(inputs)
                    || (inputs >= 32 && evidence.Bias is not null))));
    }

    private static Verdict TensorFlow(Evidence evidence)
    {
        var shape = evidence.Shape;
        string sides = new('k', shape.Rank - 2);
        bool isTransposed = ConvolutionRules.IsTransposed(evidence.Tensor.Name);
        bool isDepthwise = ConvolutionRules.IsDepthwise(evidence.Tensor.Name)
            || (shape.Dimensions[^1] == 1 && evidence.Bias is > 1 and long bias && bias == shape.Dimensions[^2]);
        return Verdict.Matrix(
            evidence.Tensor,
            isDepthwise ? TensorPurpose.DepthwiseConvolution
                : isTransposed ? TensorPurpose.TransposedConvolution : TensorPurpose.Convolution,
            sides + (isDepthwise ? "cm" : isTransposed ? "oi" : "io"),
            $"its kernel comes first, as TensorFlow stores it{evidence.Why}");
    }

    private static Verdict Mlx(Evidence evidence)
    {
        var shape = evidence.Shape;
        string sides = new('k', shape.Rank - 2);
        bool isTransposed = ConvolutionRules.IsTransposed(evidence.Tensor.Name);
        bool isDepthwise = shape.Dimensions[^1] == 1
            && (ConvolutionRules.IsDepthwise(evidence.Tensor.Name) || evidence.FollowsWidth(shape[0]));
        return Verdict.Matrix(
            evidence.Tensor,
            isDepthwise ? TensorPurpose.DepthwiseConvolution
                : isTransposed ? TensorPurpose.TransposedConvolution : TensorPurpose.Convolution,
            isDepthwise ? "c" + sides + "1" : "o" + sides + "i",
            $"its kernel is between outputs and inputs, as MLX stores it{evidence.Why}");
    }

    /// <summary>What is beside a kernel.</summary>
    private sealed class Evidence(TensorInfo tensor, LayerContext context)
    {
        private readonly TensorInfo? _bias = context.BiasOf(tensor);

        public TensorInfo Tensor => tensor;

        public TensorShape Shape => tensor.Shape;

        public KernelOrder Order => context.KernelOrder;

        /// <summary>The length of the bias; null where there is none.</summary>
        public long? Bias => _bias is { Shape.Rank: 1 } ? _bias.Shape[0] : null;

        public bool HasName => ConvolutionEvidence.HasName(tensor);

        public bool HasTensorFlowName => TensorFlowName().IsMatch(NameParts.Of(tensor.Name).Last);

        /// <summary>Whether it is the weight of a layer by its name, or a bias is beside it.</summary>
        public bool IsWeight => HasName || _bias is not null || ConvolutionEvidence.IsWeight(tensor);

        public bool IsStack => StackName().IsMatch(NameWords.Of(tensor.Name)) && !HasName;

        public string Why => _bias is null ? "" : $", and `{_bias.Name}` has as many outputs";

        /// <summary>Whether the bias, if there is one, is as long as one of two dimensions.</summary>
        public bool FitsBias(int one, int other) => _bias is null
            || (_bias.Shape.Rank == 1 && (Bias == Shape[one] || Bias == Shape[other]));

        /// <summary>Whether the convolution before has as many outputs.</summary>
        public bool FollowsWidth(long width) =>
            context.ConvolutionBefore(tensor) is { } before && before.Shape.Rank == Shape.Rank
            && before.Shape[0] == width;
    }

    /// <summary>wav2vec's convolution of positions, whose kernel is long and whose groups are small.</summary>
    [GeneratedRegex("_pos_conv(_embed)?_", RegexOptions.CultureInvariant)]
    private static partial Regex LongName();

    [GeneratedRegex("^(kernel|recurrent_kernel|depthwise_kernel|pointwise_kernel)$", RegexOptions.CultureInvariant)]
    private static partial Regex KerasName();

    [GeneratedRegex(
        @"^(\w+_)?(kernel|weights|filters?|w)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex TensorFlowName();

    [GeneratedRegex(
        "_(experts?|moe|exps|relations?|heads?|stack(ed)?)_", RegexOptions.CultureInvariant)]
    private static partial Regex StackName();
}
