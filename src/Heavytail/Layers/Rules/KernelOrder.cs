namespace Heavytail.Layers.Rules;

/// <summary>
/// The order of dimensions that the kernels of a file have, as far as its metadata or the shapes of kernels prove it.
/// PyTorch has <c>[out, in, k…]</c>, TensorFlow, Flax and Haiku <c>[k…, in, out]</c>, MLX <c>[out, k…, in]</c>.
/// </summary>
/// <param name="IsMlx">Whether its convolutions are those of MLX.</param>
/// <param name="IsTensorFlow">Whether they are those of TensorFlow.</param>
internal sealed record KernelOrder(bool IsMlx, bool IsTensorFlow)
{
    /// <summary>Larger kernels along two dimensions are patches of images.</summary>
    public const long LongPatch = 32;

    public static KernelOrder Of(LayerContext context)
    {
        if (string.Equals(context.Framework, "mlx", StringComparison.OrdinalIgnoreCase))
        {
            return new KernelOrder(true, false);
        }

        var shapes = context.Tensors
            .Where(tensor => tensor.Role is null && tensor.Shape.Rank is 4 or 5)
            .Where(tensor => tensor.Name.Length <= NameParts.Longest)
            .Where(tensor => !GraphNetworks.Has(tensor, context))
            .Where(tensor => ConvolutionEvidence.HasName(tensor) || context.BiasOf(tensor) is { Shape.Rank: 1 })
            .Select(tensor => tensor.Shape).ToList();
        bool isTorch = shapes.Exists(IsTorch);
        return new KernelOrder(
            !isTorch && shapes.Exists(shape => IsMlxShape(shape) && !IsTensorFlowShape(shape)),
            !isTorch && shapes.Exists(shape => IsTensorFlowShape(shape) && !IsMlxShape(shape)));
    }

    /// <summary>Whether a shape is <c>[out, in, k, k]</c> for sure: the last dimensions alone are a kernel.</summary>
    public static bool IsTorch(TensorShape shape) => shape.Rank is 4 or 5
        && (IsKernel(shape, 2, shape.Rank)
            || (shape[1] == 3 && IsCube(shape, 2, shape.Rank) && shape.Dimensions[^1] <= LongPatch))
        && !IsKernel(shape, 0, shape.Rank - 2) && !IsCube(shape, 1, shape.Rank - 1);

    /// <summary>
    /// Whether a shape is <c>[k, k, in, out]</c> for sure: an odd cube in front, and behind it no kernel.
    /// </summary>
    public static bool IsTensorFlowShape(TensorShape shape) => shape.Rank is 4 or 5
        && IsCube(shape, 0, shape.Rank - 2) && IsOdd(shape[0]) && shape[0] > 1
        && Math.Max(shape.Dimensions[^1], shape.Dimensions[^2]) > ConvolutionEvidence.LongKernel;

    /// <summary>Whether a shape is <c>[out, k, k, in]</c> for sure: a cube within, and no kernel behind it.</summary>
    public static bool IsMlxShape(TensorShape shape)
    {
        if (shape.Rank is not (4 or 5) || !IsCube(shape, 1, shape.Rank - 1))
        {
            return false;
        }

        (long side, long inputs) = (shape[1], shape.Dimensions[^1]);
        return inputs != side && side > 1
            && (IsOdd(side)
                ? inputs > ConvolutionEvidence.LongKernel || (inputs >= 8 && inputs % 2 == 0)
                    || (side > 3 && inputs is 1 or 3)
                : (side <= 6 && inputs > ConvolutionEvidence.LongKernel) || (side <= LongPatch && inputs == 3));
    }

    /// <summary>Whether dimensions are equal, and odd or small.</summary>
    public static bool IsKernel(TensorShape shape, int start, int end) =>
        IsCube(shape, start, end) && (IsOdd(shape[start]) || shape[start] <= ConvolutionEvidence.LongSquare);

    /// <summary>Whether dimensions are equal, from one to before another.</summary>
    public static bool IsCube(TensorShape shape, int start, int end)
    {
        for (int d = start + 1; d < end; d++)
        {
            if (shape[d] != shape[start])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a length is that of most kernels.</summary>
    public static bool IsOdd(long side) => side % 2 == 1 && side <= ConvolutionEvidence.LongKernel;
}
