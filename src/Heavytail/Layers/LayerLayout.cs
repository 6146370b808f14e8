using Heavytail.Tensors;

namespace Heavytail.Layers;

/// <summary>
/// How a layer's elements are read from its tensor. A spectrum does not mind whether a slice is transposed, nor in
/// which order slices come, so they are read as they lie: TensorFlow's <c>[kh, kw, in, out]</c> slice by slice, each
/// transposed.
/// </summary>
/// <param name="View">The elements in the order in which they are read; null for the whole tensor as it is
/// stored.</param>
/// <param name="SlicesFirst">Whether slice follows slice, and not element follows element of all slices in
/// turn.</param>
/// <param name="Transposed">Whether each slice is read as <c>[in, out]</c>.</param>
internal sealed record LayerLayout(StridedLayout? View, bool SlicesFirst, bool Transposed)
{
    /// <summary>PyTorch's <c>[out, in, k…]</c>, all of it.</summary>
    public static LayerLayout Whole { get; } = new(null, SlicesFirst: false, Transposed: false);

    /// <summary>Matrices that are computed: one after the other, each row-major.</summary>
    public static LayerLayout Computed { get; } = new(null, SlicesFirst: true, Transposed: false);

    /// <summary>Row-major index of an element in the tensor, given its index in the order of reading.</summary>
    public long PlaceInTensor(long place)
    {
        if (View is null)
        {
            return place;
        }

        long element = View.Offset;
        for (int d = View.Shape.Rank - 1; d >= 0; d--)
        {
            place = Math.DivRem(place, View.Shape[d], out long index);
            element += index * View.Strides[d];
        }

        return element;
    }
}
