using System.Collections.Immutable;
using System.Globalization;

namespace Heavytail.Formats.Onnx;

/// <summary>Finds the scales of quantized weights: the inputs of the nodes that take them.</summary>
internal sealed class OnnxScales(OnnxTracer tracer)
{
    /// <summary>Nodes between an integer product and the multiplication with its scale.</summary>
    private const int MaxSteps = 4;

    /// <summary>A DequantizeLinear whose input is stored, or is looked up in a stored table.</summary>
    public void AddDequantizeLinear(OnnxScope scope, OnnxNode node)
    {
        if (node.Operator != "DequantizeLinear")
        {
            return;
        }

        var view = tracer.Trace(scope, node.Input(0));
        if (view is null && scope.Find(node.Input(0) ?? "") is { } found
            && found.Scope.Graph.NodesByOutput.GetValueOrDefault(found.Name)
                is { IsStandard: true, Operator: "Gather" } gather
            && gather.Int("axis", 0) == 0
            && scope.Tensor(node.Input(1)) is { Shape.ElementCount: 1 }
            && tracer.Trace(found.Scope, gather.Input(0)) is { IsPlain: true, Rank: 2, Tensor.Type.IsCode: true } table)
        {
            view = table;
            view.Tensor.Uses.AddWeight(new TensorRole(TensorPurpose.Embedding, gather.Operator) { Axes = "oi" });
        }

        if (view is null)
        {
            return;
        }

        Add(scope, view, node.Input(1), node.Input(2), node.Int("axis", 1), node.Int("block_size", 0));
    }

    /// <summary>
    /// An operator of integers that takes the scales of its weight itself, or leaves them to a Mul after it.
    /// </summary>
    public static void AddSlot(OnnxScope scope, OnnxNode node, OnnxSlot slot, OnnxView view)
    {
        if (slot.ZeroPoint < 0)
        {
            return;
        }

        int axis = slot.Letters(node, view)?.IndexOf(slot.ScaleLetter, StringComparison.Ordinal) ?? 0;
        string? scale = slot.Scale >= 0 ? node.Input(slot.Scale) : FollowingScale(scope, node);
        Add(scope, view, scale, node.Input(slot.ZeroPoint), axis, 0, slot.Scale < 0);
    }

    private static void Add(
        OnnxScope scope, OnnxView view, string? scaleName, string? zeroName, long axis, long block,
        bool mayLackScale = false)
    {
        var tensor = view.Tensor;
        var scale = scope.Tensor(scaleName);
        var zero = scope.Tensor(zeroName);
        if (!view.IsInOrder || tensor.Type is not { IsCode: true } type || (scale is null && !mayLackScale)
            || (zeroName is not null && zero is null)
            || Layout(view.Seen, scale, axis, block) is not { } scales
            || Layout(view.Seen, zero, axis, block) is not { } zeros)
        {
            return;
        }

        tensor.Uses.AddQuantization(new OnnxQuantization(
            $"{type.Name}{(scale is null ? " without scale" : scales.Word)}", scale, zero)
        {
            Shape = view.IsPlain ? null : view.Seen,
            Blocks = scales.Blocks,
            ScaleStrides = scales.Strides,
            ZeroStrides = zeros.Strides,
        });
    }

    /// <summary>
    /// Which scale is whose: one of all, one for each index of a dimension, of two dimensions, or for a block of a
    /// dimension.
    /// </summary>
    private static (ImmutableArray<long> Blocks, ImmutableArray<long> Strides, string Word)? Layout(
        TensorShape shape, OnnxTensor? values, long axis, long block)
    {
        long[] blocks = [.. Enumerable.Repeat(1L, shape.Rank)];
        long[] strides = new long[shape.Rank];
        axis += axis < 0 ? shape.Rank : 0;
        if (values is null || values.Shape.ElementCount == 1)
        {
            return ([.. blocks], [.. strides], " per tensor");
        }

        if (axis < 0 || axis >= shape.Rank || block < 0)
        {
            return null;
        }

        int side = (int)axis;
        long count = values.Shape.ElementCount;
        if (block == 0)
        {
            // Of a quantized LSTM there are scales for each direction, or for each direction and output.
            bool isOfTwo = shape.Rank == 3 && side == 2 && values.Shape.Rank == 2 && count == shape[0] * shape[2];
            bool isOfFirst = shape.Rank == 3 && side == 2 && count != shape[2] && count == shape[0];
            if (!isOfTwo && !isOfFirst && count != shape[side])
            {
                return null;
            }

            strides[isOfFirst ? 0 : side] = 1;
            strides[0] = isOfTwo ? shape[2] : strides[0];
            return ([.. blocks], [.. strides], " per channel");
        }

        blocks[side] = block;
        long stride = 1;
        for (int dim = shape.Rank - 1; dim >= 0; dim--)
        {
            strides[dim] = stride;
            long expected = dim == side ? (shape[dim] / block) + (shape[dim] % block == 0 ? 0 : 1) : shape[dim];
            if (values.Shape.Rank != shape.Rank || values.Shape[dim] != expected)
            {
                return null;
            }

            stride *= expected;
        }

        return ([.. blocks], [.. strides], string.Create(CultureInfo.InvariantCulture, $", blocks of {block}"));
    }

    /// <summary>
    /// The scale of a weight of MatMulInteger or ConvInteger: the integers are cast, and multiplied by the product of
    /// both scales, of which the weight's is stored.
    /// </summary>
    private static string? FollowingScale(OnnxScope scope, OnnxNode node)
    {
        for (int step = 0; step < MaxSteps && node.Outputs is [var output, ..]; step++)
        {
            if (!scope.Graph.Scalers.TryGetValue(output, out var user))
            {
                return null;
            }

            if (user.Operator == "Mul")
            {
                string? factor = user.Inputs.Take(2).FirstOrDefault(name => name != output);
                return scope.Tensor(factor) is not null ? factor
                    : factor is not null
                    && scope.Graph.NodesByOutput.GetValueOrDefault(factor) is { Operator: "Mul" } product
                        ? product.Inputs.Take(2).FirstOrDefault(name => scope.Tensor(name) is { Type.IsInteger: false })
                        : null;
            }

            node = user;
        }

        return null;
    }
}
