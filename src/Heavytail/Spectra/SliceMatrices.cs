using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.Spectra;

/// <summary>
/// A layer's numbers → its slices as matrices. The spectrum of WᵀW and of W·Wᵀ are the same but for zeros, so either
/// side may be the rows.
/// </summary>
internal static class SliceMatrices
{
    /// <summary>Slice <paramref name="index"/>; the only slice is the weights themselves, not a copy of them.</summary>
    /// <param name="weights">All numbers of the layer in the order of reading: <c>[rows, columns, rf]</c> or <c>[rf,
    /// rows,
    /// columns]</c>, where rows and columns may have changed places.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="index">0 … rf − 1.</param>
    /// <returns>Rows × columns; of several slices N × M, which is what bidiagonalization wants.</returns>
    public static Matrix Slice(double[] weights, Layer layer, int index)
    {
        if (layer.Rf == 1)
        {
            return new Matrix(layer.ReadRows, layer.ReadColumns, weights);
        }

        (int rows, int columns) = (layer.ReadRows, layer.ReadColumns);
        bool tall = rows >= columns;
        (long first, long step) = layer.Layout.SlicesFirst ? (index * (long)rows * columns, 1) : (index, layer.Rf);
        var slice = new Matrix(layer.N, layer.M);
        for (int o = 0; o < rows; o++)
        {
            for (int i = 0; i < columns; i++)
            {
                double value = weights[first + ((((long)o * columns) + i) * step)];
                slice.Data[tall ? (o * layer.M) + i : (i * layer.M) + o] = value;
            }
        }

        return slice;
    }
}
