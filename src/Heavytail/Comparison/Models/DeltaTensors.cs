// What:      W − W_base of two models as the layers of a third, so that every measure works on it.
// Formula:   element by element in double, rounded to F32; to F64 where either model is F64.
// Not done:  the rounding of stored types is part of the difference: of BF16 weights it is noise of W·2^−9 in ΔW.
using Heavytail.Derived;
using Heavytail.Formats.Contract;

namespace Heavytail.Comparison.Models;

/// <summary>The differences of layers as a checkpoint.</summary>
internal static class DeltaTensors
{
    /// <summary>Makes them; nothing is read before the checkpoint is.</summary>
    /// <param name="before">The base.</param>
    /// <param name="after">The other model.</param>
    /// <param name="pairs">Layers of both, of equal shape.</param>
    public static (Checkpoint Checkpoint, IReadOnlyList<Layer> Layers) Of(
        Checkpoint before, Checkpoint after, IReadOnlyList<(Layer Before, Layer After)> pairs)
    {
        var stored = pairs.Select((pair, index) => Stored(before, after, pair.Before, pair.After, index)).ToArray();
        var delta = new Checkpoint(after.Path, "difference", [], new CheckpointContents(stored));
        return (delta,
        [
            .. pairs.Zip(delta.Tensors, (pair, tensor) => pair.After with
            {
                Tensor = tensor,
                Layout = IsAlike(pair.Before, pair.After)
                    ? pair.After.Layout with { View = null } : Layers.LayerLayout.Computed,
            }),
        ]);
    }

    /// <summary>Whether both files have the elements in the same order, so that they need not be held.</summary>
    private static bool IsAlike(Layer before, Layer after) =>
        before.Layout.Transposed == after.Layout.Transposed
        && (after.Rf == 1 || before.Layout.SlicesFirst == after.Layout.SlicesFirst);

    private static StoredTensor Stored(Checkpoint before, Checkpoint after, Layer old, Layer now, int index)
    {
        bool isDouble = old.Tensor.Type == ElementType.F64 || now.Tensor.Type == ElementType.F64;
        bool isAlike = IsAlike(old, now);
        var coarsest = old.Tensor.StoredType.Epsilon() > now.Tensor.StoredType.Epsilon() ? old.Tensor : now.Tensor;
        var info = new TensorInfo(
            index,
            now.Tensor.Name,
            isDouble ? ElementType.F64 : ElementType.F32,
            isAlike ? now.Layout.View?.Shape ?? now.Tensor.Shape : Shape(now),
            now.Tensor.File)
        {
            Role = now.Tensor.Role,
            Encoding = coarsest.Encoding,
            IsQuantized = coarsest.IsQuantized,
        };
        Stream Before(Layer layer) => before.OpenRead(layer.Tensor, layer.Layout.View);
        Stream After(Layer layer) => after.OpenRead(layer.Tensor, layer.Layout.View);
        return new StoredTensor(info, () => isAlike
            ? new DifferenceStream(
                After(now), now.Tensor.Type, Before(old), old.Tensor.Type, isDouble, now.ElementCount)
            : new DifferenceStream(
                Ordered(now, After), ElementType.F64, Ordered(old, Before), ElementType.F64, isDouble,
                now.ElementCount));
    }

    private static TensorShape Shape(Layer layer) => layer.Rf == 1
        ? new TensorShape(layer.Rows, layer.Columns) : new TensorShape(layer.Rf, layer.Rows, layer.Columns);

    private static OrderedElements Ordered(Layer layer, Func<Layer, Stream> open) =>
        new(layer, () => StoredElements.Read(layer, open, out _));
}
